// SPDX-License-Identifier: MIT
#include "core/client/frame.hpp"

#include <gtest/gtest.h>

#include "core/json/scan.hpp"
#include "core/json/utf8.hpp"

namespace openclaw {
namespace {

std::string problem_of(std::string_view text) {
  const Frame frame = scan_frame(text);
  switch (frame.kind) {
    case FrameKind::kNotJson: return "not JSON";
    case FrameKind::kRequest: return "";
    case FrameKind::kBroken: break;
  }
  return frame.problem;
}

std::string with_traceparent(const std::string& trace) {
  return R"({"type":"req","id":"a","method":"m","traceparent":")" + trace + "\"}";
}

std::string repeat(std::string_view text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

TEST(Frame, GivesTheSpansOfARequestAsTheyStandInTheText) {
  const std::string text =
      " {\"type\" : \"req\", \"id\":\"4\\u0032\",\"method\":\"chat.send\" ,"
      "\"params\": {\"a\":[1, {}]} ,\"traceparent\":\"t\",\"expectedProfileId\":\"p\"}\n";
  const Frame frame = scan_frame(text);
  ASSERT_EQ(frame.kind, FrameKind::kRequest);
  EXPECT_TRUE(frame.is_object);
  EXPECT_EQ(frame.raw_type, "\"req\"");
  EXPECT_EQ(frame.raw_id, "\"4\\u0032\"");
  EXPECT_EQ(frame.raw_method, "\"chat.send\"");
  EXPECT_EQ(frame.params, "{\"a\":[1, {}]}");
  EXPECT_EQ(frame.raw_traceparent, "\"t\"");
  EXPECT_EQ(frame.raw_expected_profile, "\"p\"");
  EXPECT_GE(frame.params.data(), text.data());
  EXPECT_LT(frame.params.data(), text.data() + text.size());
}

TEST(Frame, AcceptsParamsOfAnyKindAndNone) {
  for (const char* params : {"null", "5", "[]", "\"x\"", "{}"}) {
    const std::string text =
        std::string(R"({"type":"req","id":"a","method":"m","params":)") + params + "}";
    EXPECT_EQ(problem_of(text), "");
    EXPECT_EQ(scan_frame(text).params, params);
  }
  EXPECT_TRUE(scan_frame(R"({"type":"req","id":"a","method":"m"})").params.empty());
}

TEST(Frame, WordsRecordedBadFramesAsRecorded) {
  EXPECT_EQ(problem_of("{bad"), "not JSON");
  EXPECT_EQ(problem_of(R"({"type":"req","id":"x1"})"), "must have required property 'method'");
  EXPECT_EQ(problem_of(R"({"type":"req","method":"health"})"), "must have required property 'id'");
  EXPECT_EQ(problem_of(R"({"type":"req","id":"x2","method":"health","bogus":1})"),
            "at root: unexpected property 'bogus'");
  EXPECT_EQ(problem_of(R"({"type":"event","event":"x"})"),
            "must have required property 'id'; at root: unexpected property 'event'; "
            "at /type: must be equal to constant");
  EXPECT_EQ(problem_of("null"), "must be object");
  EXPECT_EQ(problem_of("[]"), "must be object");
  EXPECT_EQ(problem_of(with_traceparent(repeat("x", 200))),
            "at /traceparent: must not have more than 128 characters");
}

TEST(Frame, KeepsANumericIdSoThatItCanBeEchoed) {
  const Frame frame = scan_frame(R"({"type":"req","id":5,"method":"health"})");
  EXPECT_EQ(frame.kind, FrameKind::kBroken);
  EXPECT_EQ(frame.problem, "at /id: must be string");
  EXPECT_EQ(frame.raw_id, "5");
}

TEST(Frame, ReportsOnlyTheFirstMissingAndTheFirstUnexpectedMember) {
  EXPECT_EQ(problem_of("{}"), "must have required property 'type'");
  EXPECT_EQ(problem_of(R"({"type":"req","id":"a","method":"m","b":1,"a":2})"),
            "at root: unexpected property 'b'");
  EXPECT_EQ(problem_of(R"({"type":"req","id":"a","method":"m"," ":1,"q":2})"),
            "at root: unexpected property 'q'");
  EXPECT_EQ(problem_of(R"({"type":"req","id":"a","method":"m","":1})"),
            "must not have additional properties");
}

TEST(Frame, ReportsWrongKindsInTheOrderOfTheSchema) {
  EXPECT_EQ(problem_of(R"({"method":"","id":"","type":5})"),
            "at /type: must be string; at /type: must be equal to constant; "
            "at /id: must not have fewer than 1 characters; "
            "at /method: must not have fewer than 1 characters");
  EXPECT_EQ(problem_of(R"({"type":"req","id":null,"method":7,"traceparent":5,)"
                       R"("expectedProfileId":5})"),
            "at /id: must be string; at /method: must be string; "
            "at /traceparent: must be string; at /expectedProfileId: must be string");
}

TEST(Frame, CountsTheTraceparentInCharacters) {
  EXPECT_EQ(problem_of(with_traceparent(repeat("😀", 128))), "");
  EXPECT_EQ(problem_of(with_traceparent(repeat("\\u0041", 128))), "");
  EXPECT_NE(problem_of(with_traceparent(repeat("😀", 129))), "");
}

TEST(Frame, ReadsEscapedKeys) {
  const Frame frame =
      scan_frame(R"({"\u0074ype":"r\u0065q","\u0069d":"b","method":"m","p\u0061rams":2})");
  EXPECT_EQ(frame.kind, FrameKind::kRequest);
  EXPECT_EQ(frame.raw_id, "\"b\"");
  EXPECT_EQ(frame.params, "2");
}

TEST(Frame, OfTwoIdsTheLastNamesTheAnswer) {
  EXPECT_EQ(scan_frame(R"({"type":"req","id":"a","id":"b","method":"m"})").raw_id, "\"b\"");
}

TEST(Frame, ShortensALongUnexpectedKeyInItsProblem) {
  const std::string text = R"({"type":"req","id":"a","method":"m",")" + repeat("é", 5000) + "\":1}";
  EXPECT_EQ(problem_of(text), "at root: unexpected property '" + repeat("é", 128) + "'");
}

TEST(Frame, GivesNoSpansForTextThatIsNotJson) {
  const Frame frame = scan_frame(R"({"type":"req","id":"a","method":"m"}x)");
  EXPECT_EQ(frame.kind, FrameKind::kNotJson);
  EXPECT_TRUE(frame.raw_id.empty());
  EXPECT_FALSE(frame.is_object);
}

TEST(Scanner, AcceptsWhatRfc8259Accepts) {
  for (const char* text :
       {"0", "-0", "1.5e+10", "1E-2", " \t\r\n1 ", "\"\"", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00fF\"",
        "[[],{}]", "{\"a\":{\"b\":[null,true,false]}}", "\"\\ud800\"", "\"\x7f\"", "\"é€😀\"",
        "\"12345678\\n12345678é\""}) {
    EXPECT_TRUE(is_json(text)) << text;
  }
}

TEST(Scanner, RefusesWhatRfc8259Refuses) {
  for (const char* text : {"",           " ",
                           "01",         "-",
                           "+1",         "1.",
                           ".5",         "1e",
                           "1e+",        "0x1",
                           "NaN",        "Infinity",
                           "nul",        "True",
                           "\"",         "\"a",
                           "\"\\x\"",    "\"\\u12g4\"",
                           "\"\\u123",   "\"\\",
                           "\"a\tb\"",   "\"1234567\n\"",
                           "[1,]",       "[,1]",
                           "[1 2]",      "[1",
                           "{\"a\":1,}", "{\"a\"}",
                           "{a:1}",      "{\"a\":}",
                           "{,}",        "]",
                           "1 2",        "[}",
                           "{]",         "'a'",
                           "//x\n1",     "\xEF\xBB\xBF{}"}) {
    EXPECT_FALSE(is_json(text)) << text;
  }
  EXPECT_FALSE(is_json(std::string_view("\"\0\"", 3)));
  EXPECT_FALSE(is_json(std::string_view("1\0", 2)));
}

TEST(Scanner, RefusesControlCharactersAndBadBytesAtEveryPositionOfAString) {
  for (std::size_t at = 1; at < 25; ++at) {
    std::string text = "\"" + std::string(24, 'a') + "\"";
    EXPECT_TRUE(is_json(text));
    text[at] = '\x1f';
    EXPECT_FALSE(is_json(text)) << at;
    text[at] = '\x80';
    EXPECT_FALSE(is_json(text)) << at;
    text[at] = '"';
    EXPECT_FALSE(is_json(text)) << at;
  }
}

TEST(Scanner, RefusesTextThatIsNotUtf8) {
  for (const char* bytes : {"\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE0\x9F\xBF",
                            "\xF0\x8F\xBF\xBF", "\xFF", "\xC3", "\xE2\x82"}) {
    EXPECT_FALSE(is_json(std::string("\"") + bytes + "\"")) << bytes;
  }
}

TEST(Scanner, LimitsTheDepthOfTheWholeText) {
  const auto nested = [](int depth) { return repeat("[", depth) + repeat("]", depth); };
  EXPECT_TRUE(is_json(nested(512)));
  EXPECT_FALSE(is_json(nested(513)));
  EXPECT_FALSE(is_json(repeat("[", 1'000'000)));
  const auto frame = [&](int depth) {
    return R"({"type":"req","id":"a","method":"m","params":)" + nested(depth) + "}";
  };
  EXPECT_EQ(scan_frame(frame(511)).kind, FrameKind::kRequest);
  EXPECT_EQ(scan_frame(frame(512)).kind, FrameKind::kNotJson);
}

std::string params_problem_of(const std::string& params) {
  const std::string text = R"({"type":"req","id":"a","method":"m","params":)" + params + "}";
  const Frame frame = scan_frame(text);
  EXPECT_EQ(frame.kind, FrameKind::kRequest) << "params never break the frame around them";
  EXPECT_EQ(frame.params_problem, ambiguity_of(params));
  return frame.params_problem;
}

TEST(Ambiguity, AKeyThatAnObjectHasTwiceIsNamedWithItsPlace) {
  EXPECT_EQ(params_problem_of(R"({"a":1,"b":2,"a":3})"),
            "at root: must not have property 'a' twice");
  EXPECT_EQ(params_problem_of(R"({"a":1,"\u0061":3})"),
            "at root: must not have property 'a' twice");
  EXPECT_EQ(params_problem_of(R"({"x":[0,{"":{"k":1,"k":1}}],"y":1})"),
            "at /x/1/: must not have property 'k' twice");
  EXPECT_EQ(params_problem_of(R"({"x":{"a":1,"a":1},"x":1})"),
            "at /x: must not have property 'a' twice");
}

TEST(Ambiguity, EqualKeysOfDifferentObjectsAreFine) {
  EXPECT_EQ(params_problem_of(R"({"a":{"a":[{"a":1},{"a":2}]},"b":{"a":1},"A":1,"":0})"), "");
  EXPECT_EQ(params_problem_of(R"([{"k":1},{"k":{"k":2}}])"), "");
}

TEST(Ambiguity, NulAndHalvesOfSurrogatePairsAreNamed) {
  EXPECT_EQ(params_problem_of(R"("\u0000")"), "at root: must not contain \\u0000");
  EXPECT_EQ(params_problem_of(R"({"m":["ok","a\u0000b"]})"), "at /m/1: must not contain \\u0000");
  EXPECT_EQ(params_problem_of(R"({"m":{"a\u0000":1}})"), "at /m: must not have a key with \\u0000");
  for (const char* half : {R"(\ud800)", R"(\udfff)", R"(\ud83d\ud83d\ude00)", R"(\ude00\ud83d)",
                           R"(\ud83d\n)", R"(\ud83dx)", R"(\uDBFF\u0041)"}) {
    EXPECT_EQ(params_problem_of(std::string("\"") + half + '"'),
              "at root: must not contain half of a surrogate pair")
        << half;
  }
  EXPECT_EQ(params_problem_of(R"(["\ud83d\ude00","\uDBFF\uDFFF","\u0001\u00000"])"),
            "at /2: must not contain \\u0000");
  EXPECT_EQ(params_problem_of(R"(["\ud83d\ude00","\uDBFF\uDFFF","\u0001","\\u0000"])"), "");
}

TEST(Ambiguity, NumbersLongerThanPluginsReadAreNamed) {
  EXPECT_EQ(params_problem_of('[' + std::string(63, '1') + ']'), "");
  EXPECT_EQ(params_problem_of("[0," + std::string(64, '1') + ']'),
            "at /1: must not be a number of more than 63 characters");
}

TEST(Ambiguity, TheFirstPlaceIsNamedAndLongNamesAreCut) {
  EXPECT_EQ(params_problem_of(R"({"a":"\u0000","b":"\ud800"})"), "at /a: must not contain \\u0000");
  const std::string key(5000, 'k');
  const std::string twice = '"' + key + "\":1,\"" + key + "\":2";
  EXPECT_EQ(params_problem_of('{' + twice + '}'),
            "at root: must not have property '" + key.substr(0, 256) + "' twice");
  EXPECT_LT(params_problem_of("{\"" + key + "\":{" + twice + "}}").size(), 1000U);
  std::string deep = "[\"\\u0000\"]";
  for (int i = 0; i < 500; ++i) deep = "{\"key\":" + deep + '}';
  EXPECT_LT(params_problem_of(deep).size(), 1000U);
}

TEST(Ambiguity, ManyKeysCostLittleMoreThanFew) {
  std::string params = "{";
  for (int i = 0; i < 300'000; ++i) params += "\"k" + std::to_string(i) + "\":0,";
  EXPECT_EQ(params_problem_of(params + "\"z\":0}"), "");
  EXPECT_EQ(params_problem_of(params + "\"k299\":0}"),
            "at root: must not have property 'k299' twice");
}

TEST(Ambiguity, InTheEnvelopeItBreaksTheFrame) {
  EXPECT_EQ(problem_of(R"({"type":"req","id":"a","method":"m","id":"b"})"),
            "at root: must not have property 'id' twice");
  EXPECT_EQ(problem_of(R"({"type":"req","id":"a","method":"m","\u006dethod":"m"})"),
            "at root: must not have property 'method' twice");
  EXPECT_EQ(problem_of(R"({"type":"req","id":"a","method":"m","params":{},"params":{}})"),
            "at root: must not have property 'params' twice");
  EXPECT_EQ(problem_of(R"({"type":"req","id":"a\u0000","method":"m"})"),
            "at /id: must not contain \\u0000");
  EXPECT_EQ(problem_of(R"({"type":"req","id":"a","method":"\ud800"})"),
            "at /method: must not contain half of a surrogate pair");
  EXPECT_EQ(problem_of(R"({"type":"req","id":{"a":1,"a":1},"method":"m"})"),
            "at /id: must not have property 'a' twice; at /id: must be string");
  EXPECT_EQ(problem_of(R"({"x":"\u0000","type":"req","id":"a","method":"m"})"),
            "at root: unexpected property 'x'");
}

TEST(Unescape, ResolvesEveryEscape) {
  EXPECT_EQ(unescape(R"("\"\\\/\b\f\n\r\t\u00e9\u20AC")"), "\"\\/\b\f\n\r\té€");
  EXPECT_EQ(unescape(R"("a\ud83d\ude00b")"), "a😀b");
  EXPECT_EQ(unescape(R"("a\u0000b")"), std::string("a\0b", 3));
}

TEST(Unescape, ReplacesLoneSurrogates) {
  EXPECT_EQ(unescape(R"("\ud83d")"), "\uFFFD");
  EXPECT_EQ(unescape(R"("\ude00\ud83d")"), "\uFFFD\uFFFD");
  EXPECT_EQ(unescape(R"("\ud83d\ud83d\ude00")"), "\uFFFD😀");
  EXPECT_EQ(unescape(R"("\ud83d\n")"), "\uFFFD\n");
}

TEST(SimpleFrame, NeedsAMethodAndNothingElse) {
  const Frame frame = scan_frame(R"({"method":"m"})", Dialect::kSimple);
  EXPECT_EQ(frame.kind, FrameKind::kRequest);
  EXPECT_EQ(frame.raw_method, R"("m")");
  EXPECT_EQ(frame.raw_id, "");
  EXPECT_EQ(scan_frame(R"({"params":{}})", Dialect::kSimple).problem,
            "must have required property 'method'");
}

TEST(SimpleFrame, AnIdIsAStringANumberOrNull) {
  for (const std::string id : {"1", "-2.5e3", "null", "\"x\""}) {
    const std::string text = R"({"method":"m","id":)" + id + "}";
    EXPECT_EQ(scan_frame(text, Dialect::kSimple).raw_id, id);
  }
  for (const std::string id : {"{}", "[1]", "true", "false"}) {
    const std::string text = R"({"method":"m","id":)" + id + "}";
    const Frame frame = scan_frame(text, Dialect::kSimple);
    EXPECT_EQ(frame.problem, "at /id: must be string, number or null");
    EXPECT_EQ(frame.raw_id, "") << "no answer repeats it";
  }
}

TEST(SimpleFrame, HasNoTypeAndNoMembersOfTheProtocol) {
  const auto problem = [](std::string_view text) {
    return scan_frame(text, Dialect::kSimple).problem;
  };
  EXPECT_EQ(problem(R"({"type":"req","method":"m"})"),
            "at /type: this socket speaks the simple dialect, whose frames have no type");
  EXPECT_EQ(problem(R"({"method":"m","traceparent":"x"})"),
            "at root: unexpected property 'traceparent'");
  EXPECT_EQ(problem(R"({"method":"m","bogus":1})"), "at root: unexpected property 'bogus'");
  EXPECT_EQ(problem(R"({"method":"m","jsonrpc":"2.0"})"), "");
  EXPECT_NE(scan_frame(R"({"type":"req","id":"1","method":"m","jsonrpc":"2.0"})").problem, "")
      << "which is for the simple dialect alone";
}

TEST(Unescape, BorrowsTextWithoutEscapes) {
  const std::string_view raw = "\"plain\"";
  std::string scratch;
  const std::string_view text = text_of(raw, scratch);
  EXPECT_EQ(text, "plain");
  EXPECT_EQ(text.data(), raw.data() + 1);
  EXPECT_EQ(text_of(R"("a\nb")", scratch), "a\nb");
}

TEST(Utf8, ClipsOnACharacterBoundary) {
  EXPECT_EQ(utf8_clip("aéb", 2), "a");
  EXPECT_EQ(utf8_clip("aéb", 3), "aé");
  EXPECT_EQ(utf8_clip("aéb", 9), "aéb");
}

TEST(Utf8, CountsCodePoints) {
  EXPECT_EQ(utf8_count("aé€😀"), 4U);
  EXPECT_EQ(utf8_count("a\xFF"), 2U);
}

}  // namespace
}  // namespace openclaw
