#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The scanner behind function_size.py."""
import scan
from support.tap import equal, main


def names(source):
    return [(f.name, f.first, f.last) for f in scan.functions(source)]


def test_a_function_spans_from_its_head_to_its_closing_brace():
    equal(names("int a;\nint f(int x,\n      int y) {\n  return x;\n}\n"), [("f", 2, 5)])


def test_braces_in_strings_characters_and_comments_do_not_count():
    equal(names('void f() {\n  g("}", \'}\', "\\"}"); // }\n  /* } */\n}\nvoid h() {}\n'),
          [("f", 1, 4), ("h", 5, 5)])


def test_raw_strings_do_not_count():
    equal(names('auto s = R"x(void f() { ")" )x";\nvoid f() {\n}\n'), [("f", 2, 3)])


def test_a_digit_separator_is_no_character():
    equal(names("int a = 1'000;\nvoid f() {\n  g('}');\n}\n"), [("f", 2, 4)])


def test_types_and_namespaces_are_looked_into():
    equal(names("namespace a {\nclass C final : public D<int()> {\n void f() const {\n }\n};\n}\n"),
          [("f", 3, 4)])
    equal(names('extern "C" {\nstruct s {\n  int a;\n};\nint f(void) {\n}\n}\n'), [("f", 5, 6)])


def test_an_init_list_with_braces_belongs_to_its_constructor():
    equal(names("C::C(int a) noexcept\n    : a_{a},\n      b_(a), c_{} {\n"
                "  go();\n}\nvoid g() {}\n"),
          [("C::C", 1, 5), ("g", 6, 6)])


def test_trailing_returns_and_qualifiers_still_make_a_function():
    equal(names("auto f() -> Result<std::function<void()>> {\n}\n"), [("f", 1, 2)])
    equal(names("template <class T, class = void>\n"
                "int C<T>::f(T a = {}) && noexcept(true) {\n}\n")[0][1:],
          (1, 3))


def test_operators_are_functions():
    equal(names("bool operator==(A a, B b) {\n}\nC& C::operator=(C&& o) noexcept {\n}\n")[1][1:],
          (3, 4))


def test_tables_are_no_functions_but_their_lambdas_are():
    equal(names("const Row rows[] = {\n  {1, 2},\n  {3, [](int a) {\n    return a;\n  }},\n};\n"),
          [("(lambda)", 3, 5)])


def test_both_branches_of_an_if_do_not_both_open():
    equal(names("#ifdef A\nvoid f(int a) {\n#else\nvoid f(long a) {\n#endif\n"
                "  g();\n}\nvoid h() {}\n"),
          [("f", 2, 7), ("h", 8, 8)])


def test_macros_of_several_lines_are_no_code():
    equal(names("#define M(x) \\\n  void x() { \\\n    g();\nvoid f() {\n}\n"), [("f", 4, 5)])


def test_a_test_macro_is_a_function():
    equal(names("TEST(Lock, is_free) {\n  a();\n}\n"), [("TEST", 1, 3)])


def test_the_inside_of_a_function_is_part_of_it():
    equal(names("void f() {\n  struct S { void g() {} };\n  auto l = [] { return 1; };\n}\n"),
          [("f", 1, 4)])


main(globals())
