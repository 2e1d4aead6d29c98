// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "plugins/provider-openai/sse.hpp"

namespace openai {
namespace {

std::string shown(const std::vector<SseEvent>& events) {
  std::string out;
  for (const SseEvent& event : events) out += '[' + event.name + '|' + event.data + ']';
  return out;
}

std::string read(std::string_view text) {
  SseParser parser(1000);
  return shown(parser.feed(text));
}

TEST(Sse, AnEventIsItsDataAndEndsWithAnEmptyLine) {
  EXPECT_EQ(read("data: one\n\ndata: two\n\n"), "[message|one][message|two]");
  EXPECT_EQ(read("data: not ended\n"), "");
}

TEST(Sse, AllThreeLineEndsAreKnown) {
  EXPECT_EQ(read("data: a\r\n\r\ndata: b\r\rdata: c\n\n"), "[message|a][message|b][message|c]");
}

TEST(Sse, LinesOfDataAreJoined) {
  EXPECT_EQ(read("data: a\ndata\ndata: b\n\n"), "[message|a\n\nb]");
}

TEST(Sse, OneSpaceBehindTheColonIsLeftOut) {
  EXPECT_EQ(read("data:a\n\ndata:  b\n\n"), "[message|a][message| b]");
}

TEST(Sse, AnEventMayHaveAName) {
  EXPECT_EQ(read("event: error\ndata: x\n\ndata: y\n\n"), "[error|x][message|y]");
}

TEST(Sse, CommentsAndOtherFieldsAreSkipped) {
  EXPECT_EQ(read(": hello\nid: 7\nretry: 10\nunknown\ndata: x\n\n"), "[message|x]");
}

TEST(Sse, WithoutDataThereIsNoEvent) {
  EXPECT_EQ(read("event: ping\n\n\n\ndata: x\n\n"), "[message|x]");
  EXPECT_EQ(read("data:\n\n"), "[message|]");
}

TEST(Sse, AByteOrderMarkIsSkippedAtTheBeginOnly) {
  EXPECT_EQ(read("\xEF\xBB\xBF"
                 "data: x\n\n"),
            "[message|x]");
  EXPECT_EQ(read("data: x\n\n\xEF\xBB\xBF"
                 "data: y\n\n"),
            "[message|x]");
}

TEST(Sse, PiecesMayBeCutAnywhere) {
  const std::string text =
      "\xEF\xBB\xBF"
      "data: gr\xC3\xBC\xC3\x9F"
      "e\r\ndata: b\r\n\r\n: c\r\rdata: d\n\n";
  const std::string whole = read(text);
  EXPECT_EQ(whole,
            "[message|gr\xC3\xBC\xC3\x9F"
            "e\nb][message|d]");
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    SseParser parser(1000);
    const std::string first = shown(parser.feed(std::string_view(text).substr(0, cut)));
    EXPECT_EQ(first + shown(parser.feed(std::string_view(text).substr(cut))), whole) << cut;
  }
}

TEST(Sse, NothingComesBehindAnEventThatIsTooLarge) {
  for (const char* line :
       {"data: 0123456789", "x0123456789abcde", "data: 012\ndata: 34\ndata: 56\ndata: 7"}) {
    SseParser parser(9);
    EXPECT_EQ(shown(parser.feed("data: a\n\n")), "[message|a]");
    parser.feed(line);
    parser.feed("\n\n");
    EXPECT_TRUE(parser.overflowed()) << line;
    EXPECT_EQ(shown(parser.feed("\n\ndata: b\n\n")), "");
  }
}

}  // namespace
}  // namespace openai
