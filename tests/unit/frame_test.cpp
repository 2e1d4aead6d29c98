// SPDX-License-Identifier: MIT
#include "core/frame.hpp"

#include <gtest/gtest.h>

#include "core/utf8.hpp"

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

TEST(Frame, ReadsEscapedKeysAndTakesTheLastOfEqualOnes) {
  const Frame frame = scan_frame(
      R"({"\u0074ype":"r\u0065q","id":"a","\u0069d":"b","method":"m","params":1,"params":2})");
  EXPECT_EQ(frame.kind, FrameKind::kRequest);
  EXPECT_EQ(frame.raw_id, "\"b\"");
  EXPECT_EQ(frame.params, "2");
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
