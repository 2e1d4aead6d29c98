// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "plugins/provider-openai/chat_stream.hpp"
#include "plugins/provider-openai/utf8_text.hpp"

namespace openai {
namespace {

std::string said(ChatStream& stream) {
  std::string out;
  for (const Piece& piece : stream.take_pieces()) {
    out += (piece.kind == Piece::Kind::kText ? "text:" : "thinking:") + piece.text + ';';
  }
  return out;
}

std::string choice(const std::string& delta, const std::string& reason = "null") {
  return R"({"choices":[{"index":0,"delta":)" + delta + R"(,"finish_reason":)" + reason + "}]}";
}

TEST(OpenaiStream, NeighboursOfOneKindAreJoined) {
  ChatStream stream;
  EXPECT_TRUE(stream.take(choice(R"({"role":"assistant","content":""})")));
  EXPECT_TRUE(stream.take(choice(R"({"content":"a"})")));
  EXPECT_TRUE(stream.take(choice(R"({"content":"b"})")));
  EXPECT_TRUE(stream.take(choice(R"({"reasoning_content":"c"})")));
  EXPECT_TRUE(stream.take(choice(R"({"content":null})")));
  EXPECT_TRUE(stream.take(choice(R"({"content":"d"})")));
  EXPECT_EQ(said(stream), "text:ab;thinking:c;text:d;");
  EXPECT_EQ(said(stream), "");
}

TEST(OpenaiStream, AnAnswerIsWholeWithAReasonOrTheLastWord) {
  ChatStream cut;
  EXPECT_TRUE(cut.take(choice(R"({"content":"a"})")));
  EXPECT_FALSE(cut.finish());
  EXPECT_EQ(cut.failure().message, "the connection ended before the answer was complete");
  ChatStream reason;
  EXPECT_TRUE(reason.take(choice("{}", R"("stop")")));
  EXPECT_FALSE(reason.closed());
  EXPECT_TRUE(reason.finish());
  ChatStream last;
  EXPECT_TRUE(last.take("[DONE]"));
  EXPECT_TRUE(last.closed());
  EXPECT_TRUE(last.finish());
}

TEST(OpenaiStream, WhatIsNoChunkIsAFailure) {
  for (const char* data : {"nonsense", "{", "[]", "1", "null", "\"x\""}) {
    ChatStream stream;
    EXPECT_FALSE(stream.take(data)) << data;
    EXPECT_STREQ(stream.failure().kind, "format");
  }
}

TEST(OpenaiStream, AnEmptyEventSaysNothing) {
  ChatStream stream;
  EXPECT_TRUE(stream.take(""));
  EXPECT_TRUE(stream.take("  "));
  EXPECT_FALSE(stream.complete());
  EXPECT_TRUE(stream.take("[DONE] "));
  EXPECT_TRUE(stream.closed());
}

TEST(OpenaiStream, AnObjectOfAnotherKindSaysNothing) {
  ChatStream stream;
  for (const char* data : {"{}", R"({"choices":null})", R"({"choices":[1]})",
                           R"({"choices":[{"delta":7}]})", R"({"choices":{"delta":{}}})"}) {
    EXPECT_TRUE(stream.take(data)) << data;
  }
  EXPECT_EQ(said(stream), "");
}

TEST(OpenaiStream, NumbersBeyondAllMeasureAreRefused) {
  for (const char* index : {"-1", "128", "1e30"}) {
    ChatStream stream;
    EXPECT_FALSE(stream.take(choice(std::string(R"({"tool_calls":[{"index":)") + index + "}]}")));
  }
}

TEST(OpenaiStream, ToolsCalledWithoutANameAreAFailure) {
  ChatStream stream;
  EXPECT_TRUE(stream.take(choice(R"({"tool_calls":[{"index":1,"function":{"name":"x"}}]})")));
  EXPECT_TRUE(stream.take("[DONE]"));
  EXPECT_FALSE(stream.finish());
}

TEST(OpenaiStream, UsageTellsTheCacheApart) {
  ChatStream stream;
  EXPECT_TRUE(stream.take(R"({"choices":[],"usage":{"prompt_tokens":100,"completion_tokens":5,)"
                          R"("prompt_tokens_details":{"cached_tokens":64}}})"));
  EXPECT_EQ(stream.usage().input, 36U);
  EXPECT_EQ(stream.usage().cache_read, 64U);
  EXPECT_EQ(stream.usage().output, 5U);
}

TEST(OpenaiText, OnlyUtf8ComesOut) {
  EXPECT_EQ(sound_utf8("gr\xC3\xBC\xC3\x9F \xE2\x82\xAC \xF0\x9F\x98\x80"),
            "gr\xC3\xBC\xC3\x9F \xE2\x82\xAC \xF0\x9F\x98\x80");
  const std::string mark = "\xEF\xBF\xBD";
  EXPECT_EQ(sound_utf8("a\xFC"
                       "b"),
            "a" + mark + "b");
  EXPECT_EQ(sound_utf8("\xC3"), mark);
  EXPECT_EQ(sound_utf8("\xC0\x80"), mark + mark);
  EXPECT_EQ(sound_utf8("\xED\xA0\x80"), mark + mark + mark);
  EXPECT_EQ(sound_utf8("\xF4\x90\x80\x80"), mark + mark + mark + mark);
}

}  // namespace
}  // namespace openai
