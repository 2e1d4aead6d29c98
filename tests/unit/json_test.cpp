// SPDX-License-Identifier: MIT
#include "core/json/json.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace openclaw {
namespace {

std::string error_of(std::string_view text) {
  auto tree = parse_json(text);
  return tree.ok() ? "" : tree.error().message;
}

std::string round_trip(std::string_view text) {
  auto tree = parse_json(text);
  return tree.ok() ? print_json(tree->get()) : tree.error().message;
}

TEST(Json, ParsesAndPrintsEveryKindOfValue) {
  const std::string text = R"({"a":[1,-2.5,true,false,null,"x"],"b":{},"c":[]})";
  EXPECT_EQ(round_trip(text), text);
  EXPECT_EQ(round_trip(" [ 1 , 2 ] \n"), "[1,2]");
}

TEST(Json, RefusesTrailingGarbageWithLineAndColumn) {
  EXPECT_EQ(error_of("{}\n{}"),
            "invalid JSON at line 2 column 1: unexpected text behind the value");
  EXPECT_EQ(error_of("{\"a\":1,\n \"b\" 2}"),
            "invalid JSON at line 2 column 6: expected ':' behind the key");
}

TEST(Json, RefusesEmptyText) {
  EXPECT_EQ(error_of(""),
            "invalid JSON at line 1 column 1: the text ends where a value is expected");
}

TEST(Json, KeepsTheLastOfEqualKeys) {
  EXPECT_EQ(round_trip(R"({"a":1,"b":2,"a":3,"a":4})"), R"({"b":2,"a":4})");
  EXPECT_EQ(round_trip(R"({"a":1,"\u0061":2})"), R"({"a":2})");
}

TEST(Json, DoesNotCutStringsAtEscapedNul) {
  EXPECT_EQ(round_trip(R"(["a\u0000b"])"), "[\"a\uFFFDb\"]");
  EXPECT_EQ(round_trip(R"({"a\u0000b":1})"), "{\"a\uFFFDb\":1}");
}

TEST(Json, ReplacesLoneSurrogatesAndKeepsPairs) {
  EXPECT_EQ(round_trip(R"(["\ud83d\ude00","\ud83d","\ude00x"])"),
            "[\"\U0001F600\",\"\uFFFD\",\"\uFFFDx\"]");
}

TEST(Json, ReadsNumbersOfAnyLength) {
  EXPECT_EQ(round_trip("[1." + std::string(100, '0') + "]"), "[1]");
  EXPECT_EQ(round_trip("[1e999,-1e999,1e-999]"), "[null,null,0]");
  EXPECT_EQ(round_trip("[1795217859499,9007199254740991,1e20,-0]"),
            "[1795217859499,9007199254740991,100000000000000000000,0]");
}

TEST(Json, RefusesMoreThanAMillionValues) {
  std::string text = "[0";
  for (int i = 0; i < 1'000'000; ++i) text += ",0";
  EXPECT_EQ(error_of(text + "]"), "JSON of more than 1000000 values; send it in parts");
}

TEST(Json, GetsMembersOrTheFallback) {
  auto tree = parse_json(R"({"s":"x","n":5,"f":1.5,"big":1e300,"t":true,"z":null})");
  ASSERT_TRUE(tree.ok());
  const cJSON* root = tree->get();
  EXPECT_EQ(json_string(root, "s"), "x");
  EXPECT_EQ(json_string(root, "n", "none"), "none");
  EXPECT_EQ(json_int(root, "n", 7), 5);
  EXPECT_EQ(json_int(root, "f", 7), 7);
  EXPECT_EQ(json_int(root, "big", 7), 7);
  EXPECT_TRUE(json_bool(root, "t", false));
  EXPECT_TRUE(json_bool(root, "s", true));
  EXPECT_EQ(json_get(root, "S"), nullptr);
  EXPECT_EQ(json_get(nullptr, "s"), nullptr);
}

TEST(JsonText, EscapesControlCharactersAsJsonStringifyDoes) {
  EXPECT_EQ(json_quoted("a\"\\/\b\t\n\f\r\x01\x1f\x7f"),
            "\"a\\\"\\\\/\\b\\t\\n\\f\\r\\u0001\\u001f\x7f\"");
  EXPECT_EQ(json_quoted(std::string_view("\0", 1)), "\"\\u0000\"");
}

TEST(JsonText, KeepsValidUtf8AndReplacesTheRest) {
  EXPECT_EQ(json_quoted("é€\U0001F600"), "\"é€\U0001F600\"");
  EXPECT_EQ(json_quoted("a\xFFz"), "\"a\uFFFDz\"");
  EXPECT_EQ(json_quoted("\xC0\xAF"), "\"\uFFFD\uFFFD\"");
  EXPECT_EQ(json_quoted("\xED\xA0\x80"), "\"\uFFFD\uFFFD\uFFFD\"");
  EXPECT_EQ(json_quoted("x\xE2\x82"), "\"x\uFFFD\uFFFD\"");
}

TEST(JsonText, AppendsBehindWhatIsThere) {
  std::string out = "[";
  append_json_string(out, "a");
  EXPECT_EQ(out, "[\"a\"");
}

TEST(JsonWriter, SeparatesMembersAndItems) {
  JsonWriter w;
  w.object().key("a").value(1).key("b").array().value("x").value(true).null().end();
  w.key("c").object().end().key("d").raw("[1]").key("e").array().array().end().array().end().end();
  EXPECT_EQ(w.end().str(), R"({"a":1,"b":["x",true,null],"c":{},"d":[1],"e":[[],[]]})");
}

TEST(JsonWriter, WritesAValueWithoutAContainer) {
  EXPECT_EQ(JsonWriter().value("x").take(), "\"x\"");
}

TEST(JsonWriter, WritesWholeNumbersExactly) {
  JsonWriter w;
  w.array().value(std::numeric_limits<std::int64_t>::min());
  w.value(std::numeric_limits<std::int64_t>::max());
  w.value(std::numeric_limits<std::uint64_t>::max()).end();
  EXPECT_EQ(w.str(), "[-9223372036854775808,9223372036854775807,18446744073709551615]");
}

TEST(JsonWriter, NeverWritesNanOrInfinity) {
  JsonWriter w;
  w.array().value(std::nan("")).value(HUGE_VAL).value(-HUGE_VAL).value(-0.0).end();
  EXPECT_EQ(w.str(), "[null,null,null,0]");
}

TEST(JsonWriter, WritesTheShortestDigitsThatReadBackTheSame) {
  JsonWriter w;
  w.array().value(0.1).value(100000.0).value(1.5e-6).value(1e-7).value(1e21).value(1e20).end();
  EXPECT_EQ(w.str(), "[0.1,100000,0.0000015,1e-07,1e+21,100000000000000000000]");
}

}  // namespace
}  // namespace openclaw
