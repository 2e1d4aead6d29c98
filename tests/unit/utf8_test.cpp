// SPDX-License-Identifier: MIT
#include "core/json/utf8.hpp"

#include <gtest/gtest.h>

#include <string>

namespace openclaw {
namespace {

bool is_surrogate(char32_t c) { return c >= 0xD800 && c <= 0xDFFF; }

TEST(Utf8, EveryCodePointIsWrittenAndRecognised) {
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    if (is_surrogate(c)) continue;
    std::string text;
    append_utf8(text, c);
    const std::size_t length = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    ASSERT_EQ(text.size(), length) << std::hex << static_cast<unsigned>(c);
    ASSERT_EQ(utf8_sequence(text + "\x80"), length) << std::hex << static_cast<unsigned>(c);
  }
  std::string text;
  append_utf8(text, 0x1F600);
  EXPECT_EQ(text, "\xF0\x9F\x98\x80");
}

TEST(Utf8, WhatIsNoCodePointIsReplaced) {
  for (const char32_t c : {char32_t{0xD800}, char32_t{0xDFFF}, char32_t{0x110000}}) {
    std::string text;
    append_utf8(text, c);
    EXPECT_EQ(text, kReplacement);
  }
}

TEST(Utf8, MalformedSequencesHaveNoLength) {
  for (const char* text :
       {"\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xC3", "\xC3(", "\xE0\x9F\xBF", "\xE2\x82",
        "\xE2\x82(", "\xED\xA0\x80", "\xED\xBF\xBF", "\xF0\x8F\xBF\xBF", "\xF0\x9F\x98",
        "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF"}) {
    EXPECT_EQ(utf8_sequence(text), 0U) << text;
  }
  EXPECT_EQ(utf8_sequence(""), 0U);
  EXPECT_EQ(utf8_sequence(std::string_view("\0", 1)), 1U);
}

TEST(Utf8, CountsCodePointsAndEachStrayByteAsOne) {
  EXPECT_EQ(utf8_count(""), 0U);
  EXPECT_EQ(utf8_count("h\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"), 4U);
  EXPECT_EQ(utf8_count("a\xFF\xC3"), 3U);
}

TEST(Utf8, ClippingCutsNoSequenceInTwo) {
  const std::string text = "a\xE2\x82\xAC\xF0\x9F\x98\x80";
  EXPECT_EQ(utf8_clip(text, 8), text);
  EXPECT_EQ(utf8_clip(text, 7), "a\xE2\x82\xAC");
  EXPECT_EQ(utf8_clip(text, 4), "a\xE2\x82\xAC");
  EXPECT_EQ(utf8_clip(text, 3), "a");
  EXPECT_EQ(utf8_clip(text, 1), "a");
  EXPECT_EQ(utf8_clip(text, 0), "");
}

}  // namespace
}  // namespace openclaw
