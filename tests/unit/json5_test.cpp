// SPDX-License-Identifier: MIT
#include "core/json/json5.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/json/indent.hpp"

namespace openclaw {
namespace {

std::string read(std::string_view text) {
  auto tree = parse_json5(text);
  return tree.ok() ? print_json(tree->get()) : tree.error().message;
}

TEST(Json5, ReadsPlainJson) {
  const std::string text = R"({"a":[1,-2.5,true,false,null,"x"],"b":{},"c":[]})";
  EXPECT_EQ(read(text), text);
  EXPECT_EQ(read("\t[ 1 , 2 ]\r\n"), "[1,2]");
}

TEST(Json5, SkipsCommentsOfBothKinds) {
  EXPECT_EQ(read("// first\n{/* a */ a /**/ : // b\r 1 /* c\n * d */, b: 2}// last"),
            R"({"a":1,"b":2})");
  EXPECT_EQ(read("[1 /* never closed"), "JSON5: a comment that begins here and never ends at 1:4");
}

TEST(Json5, AllowsOneTrailingComma) {
  EXPECT_EQ(read("[1,2,]"), "[1,2]");
  EXPECT_EQ(read("{a:1,}"), R"({"a":1})");
  EXPECT_EQ(read("[1,,]"), "JSON5: invalid character ',' at 1:4");
  EXPECT_EQ(read("[,]"), "JSON5: invalid character ',' at 1:2");
  EXPECT_EQ(read("{,}"), "JSON5: invalid character ',' at 1:2");
}

TEST(Json5, ReadsUnquotedKeys) {
  EXPECT_EQ(read("{$a_1:1, null:2, ünï:3}"), R"({"$a_1":1,"null":2,"ünï":3})");
  EXPECT_EQ(read(R"({\u0061b\u{:1})"), "JSON5: invalid character '{' at 1:11");
  EXPECT_EQ(read(R"({\u0061\u0062:1})"), R"({"ab":1})");
  EXPECT_EQ(read("{1a:1}"), "JSON5: invalid character '1' at 1:2");
  EXPECT_EQ(read("{a-b:1}"), "JSON5: invalid character '-' at 1:3");
  EXPECT_EQ(read(R"({a\u0020:1})"), "JSON5: an escape that is no letter of a key at 1:3");
}

TEST(Json5, ReadsStringsInEitherQuote) {
  EXPECT_EQ(read(R"(['a"b', "a'b", 'a\'b', "a\"b"])"), R"(["a\"b","a'b","a'b","a\"b"])");
  EXPECT_EQ(read("'a\nb'"), R"(JSON5: invalid character '\n' at 1:3)");
  EXPECT_EQ(read("'abc"), "JSON5: invalid end of input at 1:5");
}

TEST(Json5, ResolvesEveryEscape) {
  EXPECT_EQ(read(R"('\b\f\n\r\t\v\x41\u00e9\ud83d\ude00\q\/')"), R"("\b\f\n\r\t\u000bAé😀q/")");
  EXPECT_EQ(read("'a\\\nb\\\r\nc\\\rd\\\u2028e'"), R"("abcde")");
  EXPECT_EQ(read(R"('\ud83dx')"), "\"\uFFFDx\"");
  EXPECT_EQ(read(R"('\x4g')"), "JSON5: invalid character 'g' at 1:5");
  EXPECT_EQ(read(R"('\1')"), "JSON5: invalid character '1' at 1:3");
}

TEST(Json5, RefusesWhatNoStringOfOursCanHold) {
  EXPECT_EQ(read(R"('a\0b')"), "JSON5: U+0000 in a string at 1:4");
  EXPECT_EQ(read(R"('\u0000')"), "JSON5: U+0000 in a string at 1:8");
  EXPECT_EQ(read(std::string_view("'\0'", 3)), "JSON5: U+0000 in a string at 1:2");
}

TEST(Json5, ReadsEveryKindOfNumber) {
  EXPECT_EQ(read("[0,+1,-1,.5,5.,-.5,1e3,1E-2,5.e1,0x1F,-0Xff]"),
            "[0,1,-1,0.5,5,-0.5,1000,0.01,50,31,-255]");
  EXPECT_EQ(read("[01]"), "JSON5: invalid character '1' at 1:3");
  EXPECT_EQ(read("[0x]"), "JSON5: invalid character ']' at 1:4");
  EXPECT_EQ(read("[1e]"), "JSON5: invalid character ']' at 1:4");
  EXPECT_EQ(read("[.]"), "JSON5: invalid character ']' at 1:3");
  EXPECT_EQ(read("[1x]"), "JSON5: invalid character 'x' at 1:3");
  EXPECT_EQ(read("[1.2.3]"), "JSON5: invalid character '.' at 1:5");
}

TEST(Json5, ReadsInfinityAndWhatIsNoNumber) {
  const auto number = [](std::string_view text) {
    auto tree = parse_json5(text);
    return tree.ok() ? (*tree)->valuedouble : 0.0;
  };
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(number("Infinity"), infinity);
  EXPECT_EQ(number("+Infinity"), infinity);
  EXPECT_EQ(number("-Infinity"), -infinity);
  EXPECT_TRUE(std::isnan(number("NaN")));
  EXPECT_TRUE(std::isnan(number("-NaN")));
  EXPECT_EQ(number("1e999"), infinity);
  EXPECT_EQ(number("-1e999"), -infinity);
  EXPECT_EQ(number("0x" + std::string(400, 'f')), infinity);
  EXPECT_EQ(read("[1e-999,NaN,Infinity]"), "[0,null,null]");
  EXPECT_EQ(read("{Infinity:1,NaN:2}"), R"({"Infinity":1,"NaN":2})");
  EXPECT_EQ(read("[Infinityx]"), "JSON5: invalid character 'I' at 1:2");
  EXPECT_EQ(read("[- 1]"), "JSON5: invalid character ' ' at 1:3");
  EXPECT_EQ(read("[--1]"), "JSON5: invalid character '-' at 1:3");
}

TEST(Json5, NamesAreMadeOfUnicodeLetters) {
  EXPECT_EQ(read("{ℵ:1,𝒳:2,e\u0301:3,ü٣‿:4,ab\u200c:5}"),
            "{\"ℵ\":1,\"𝒳\":2,\"e\u0301\":3,\"ü٣‿\":4,\"ab\u200c\":5}");
  EXPECT_EQ(read("{true:1,null:2,if:3,$:4,_:5}"), R"({"true":1,"null":2,"if":3,"$":4,"_":5})");
  EXPECT_EQ(read("{☃:1}"), "JSON5: invalid character '☃' at 1:2");
  EXPECT_EQ(read("{\u0301:1}"), "JSON5: invalid character '\u0301' at 1:2");
  EXPECT_EQ(read("{1a:1}"), "JSON5: invalid character '1' at 1:2");
  EXPECT_EQ(read(R"({\u2603:1})"), "JSON5: an escape that is no letter of a key at 1:2");
  EXPECT_EQ(read(R"({\x61:1})"), "JSON5: invalid character 'x' at 1:3");
}

TEST(Json5, ACommentMayHoldAnyBytes) {
  EXPECT_EQ(read("[1, // caf\xE9\n2 /* \xE9 */]"), "[1,2]");
  EXPECT_EQ(read("[1 // till here\u20282]"), "JSON5: invalid character '2' at 1:17");
}

TEST(Json5, CountsLinesAndCharacters) {
  EXPECT_EQ(read(R"({"a":j})"), "JSON5: invalid character 'j' at 1:6");
  EXPECT_EQ(read("{\n  é: 'é', ö}"), "JSON5: invalid character '}' at 2:12");
  EXPECT_EQ(read(""), "JSON5: invalid end of input at 1:1");
  EXPECT_EQ(read("{"), "JSON5: invalid end of input at 1:2");
  EXPECT_EQ(read("1 2"), "JSON5: invalid character '2' at 1:3");
  EXPECT_EQ(read("[truex]"), "JSON5: invalid character 't' at 1:2");
  EXPECT_EQ(read("[\xFF]"), "JSON5: bytes that are not UTF-8 at 1:2");
}

TEST(Json5, SkipsEveryWhiteSpace) { EXPECT_EQ(read("\uFEFF[\u00A01\u2028,\u30002\v\f]"), "[1,2]"); }

TEST(Json5, KeepsTheLastOfEqualKeys) {
  EXPECT_EQ(read(R"({a:1,b:2,'a':3,"\u0061":4})"), R"({"b":2,"a":4})");
}

TEST(Json5, LimitsTheNesting) {
  const auto nested = [](std::size_t levels) {
    return std::string(levels, '[') + std::string(levels, ']');
  };
  EXPECT_EQ(read(nested(512)), nested(512));
  EXPECT_EQ(read(nested(513)), "JSON5: nesting of more than 512 levels at 1:513");
  EXPECT_EQ(read(std::string(100000, '[')), "JSON5: nesting of more than 512 levels at 1:513");
}

TEST(JsonIndent, LaysOutNestedValues) {
  EXPECT_EQ(indent_json(R"({"a":[1,{"b":2}],"c":{},"d":[],"e":"x,{y}\""})"),
            "{\n  \"a\": [\n    1,\n    {\n      \"b\": 2\n    }\n  ],\n  \"c\": {},\n"
            "  \"d\": [],\n  \"e\": \"x,{y}\\\"\"\n}");
  EXPECT_EQ(indent_json(" [ ] "), "[]");
}

TEST(JsonIndent, KeepsNumbersAsWritten) {
  EXPECT_EQ(indent_json("[12345678901234567890,1.0]"), "[\n  12345678901234567890,\n  1.0\n]");
}

}  // namespace
}  // namespace openclaw
