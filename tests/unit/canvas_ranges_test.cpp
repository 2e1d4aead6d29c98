// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <tuple>

#include "plugins/canvas/byte_range.hpp"

namespace canvas {
namespace {

using Kind = ByteRange::Kind;
constexpr std::uint64_t kSize = 1000;

auto judged(std::string_view header, std::uint64_t size = kSize) {
  const ByteRange range = read_range(header, size);
  return std::tuple(range.kind, range.first, range.size);
}

TEST(CanvasRangeTest, APartIsReadFromEitherEnd) {
  EXPECT_EQ(judged("bytes=0-0"), std::tuple(Kind::kPart, 0U, 1U));
  EXPECT_EQ(judged("bytes=10-19"), std::tuple(Kind::kPart, 10U, 10U));
  EXPECT_EQ(judged("bytes=990-"), std::tuple(Kind::kPart, 990U, 10U));
  EXPECT_EQ(judged("bytes=-10"), std::tuple(Kind::kPart, 990U, 10U));
  EXPECT_EQ(judged("bytes=-2000"), std::tuple(Kind::kPart, 0U, 1000U));
  EXPECT_EQ(judged("bytes=999-5000"), std::tuple(Kind::kPart, 999U, 1U));
  EXPECT_EQ(judged("BYTES= 1 - 2 "), std::tuple(Kind::kPart, 1U, 2U));
  EXPECT_EQ(judged("bytes=0-18446744073709551615"), std::tuple(Kind::kPart, 0U, 1000U));
  EXPECT_EQ(judged("bytes=1-99999999999999999999"), std::tuple(Kind::kPart, 1U, 999U));
}

TEST(CanvasRangeTest, WhatLiesBehindTheEndIsOutside) {
  for (const char* header :
       {"bytes=1000-", "bytes=1000-1001", "bytes=-0", "bytes=18446744073709551616-"}) {
    EXPECT_EQ(std::get<0>(judged(header)), Kind::kOutside) << header;
  }
  EXPECT_EQ(std::get<0>(judged("bytes=0-", 0)), Kind::kOutside);
  EXPECT_EQ(std::get<0>(judged("bytes=-1", 0)), Kind::kOutside);
}

TEST(CanvasRangeTest, AnythingElseIsTheWhole) {
  for (const char* header :
       {"", "bytes", "bytes=", "bytes=-", "bytes=5", "bytes=5-4", "bytes=a-", "bytes=1-2,3-4",
        "bytes=-1,2", "lines=1-2", "bytes =1-2", "bytes=+1-2", "bytes=--1", "bytes=1--2", "x"}) {
    EXPECT_EQ(std::get<0>(judged(header)), Kind::kWhole) << header;
  }
}

}  // namespace
}  // namespace canvas
