#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What two files of one program or plugin keep to themselves under the same name stands twice, or
has too wide a name. Builds that compile several sources at a time (meson's unity builds) could not
tell the two apart either."""
import collections
import re

import tree
from support.tap import equal, main

OPEN, CLOSE = "namespace {", "}  // namespace"
TYPE = re.compile(r"(?:struct|class|enum class|enum|union) (\w+)[^(]*[{;:]")
FUNCTION = re.compile(r"[\w:<>,\s*&\[\]]*?[\s*&](\w+)\((.*)$")
VALUE = re.compile(r"(?:inline |static |thread_local )*(?:constexpr|const)?.*?[\s*&](\w+)"
                   r"(?:\[\w*\])?(?: = |\{|;| =$)")


def target_of(path):
    parts = path.split("/")
    return parts[0] if parts[0] in ("core", "cli") else "/".join(parts[:2])


def own_lines(text):
    """The lines at which a declaration of the file's own begins, each with what follows it."""
    lines = text.split("\n")
    own = False
    for at, line in enumerate(lines):
        if line == OPEN:
            own = True
        elif line == CLOSE:
            own = False
        elif own and re.match(r"[A-Za-z\[]", line):
            yield line, lines[at + 1:at + 12]


def parameter_types(text):
    types = []
    for parameter in text.split(")")[0].split(","):
        words = parameter.split(" = ")[0].replace("const ", "").strip()
        types.append(re.sub(r"\s*\b\w+$", "", words) if " " in words else words)
    return ",".join(types)


def name_in(line, below):
    """Overloads differ in their parameters; an alias may be given twice if it is the same."""
    if re.match(r"(namespace|template|friend|static_assert|return)\b", line):
        return None
    if line.startswith("using "):
        return line.removeprefix("using ").rstrip(";") if " = " in line else None
    if found := TYPE.match(line):
        return found[1]
    head = line.split(" = ")[0]
    if "(" in head and not head.startswith("constexpr std::array"):
        whole = line + " ".join(one.strip() for one in below)
        found = FUNCTION.match(whole)
        return f"{found[1]}({parameter_types(found[2])})" if found else None
    found = VALUE.match(line)
    return found[1] if found else None


def own_names(text):
    return {name for line, below in own_lines(text) if (name := name_in(line, below))}


def shared_names(text):
    """The types and functions that a header declares for all."""
    lines = text.split("\n")
    names = (name_in(line, lines[at + 1:at + 12]) for at, line in enumerate(lines)
             if re.match(r"[A-Za-z\[]", line))
    return {name for name in names if name and " = " not in name}


def files_of_targets(end):
    return [path for path in tree.files()
            if path.endswith(end) and path.split("/")[0] in ("core", "cli", "plugins")]


def test_the_scanner_tells_names_apart():
    text = f"""{OPEN}
constexpr int kMost = 3;
struct Found {{
  int inside = 0;
}};
bool is_there(const std::string& path) {{
  return inside(path);
}}
void log(LogLevel level,
         const std::string& text) {{
}}
using Text = std::string_view;
{CLOSE}
int seen_by_all(int x) {{
}}
"""
    equal(own_names(text), {"kMost", "Found", "is_there(std::string&)",
                            "log(LogLevel,std::string&)", "Text = std::string_view"})


def test_no_two_files_of_a_target_have_the_same_name_of_their_own():
    holders = collections.defaultdict(lambda: collections.defaultdict(set))
    for path in files_of_targets(".cpp"):
        for name in own_names(tree.read(path)):
            holders[target_of(path), name.split(" = ")[0]][name].add(path)
    told = []
    for (_, name), meanings in sorted(holders.items()):
        paths = sorted(path for some in meanings.values() for path in some)
        alias = len(meanings) == 1 and " = " in next(iter(meanings))
        if len(paths) > 1 and not alias:
            told.append(f"{name}: {', '.join(paths)}")
    tree.none(told, "let one header declare it, or give each the name of what it is")


def test_no_file_keeps_to_itself_what_has_the_name_of_a_shared_one():
    shared = collections.defaultdict(dict)
    for path in files_of_targets(".hpp"):
        shared[target_of(path)].update({name: path for name in shared_names(tree.read(path))})
    tree.none((f"{path}: {name}, which {shared[target_of(path)][name]} declares"
               for path in files_of_targets(".cpp") for name in sorted(own_names(tree.read(path)))
               if name in shared[target_of(path)]), "give it a name of its own")


main(globals())
