// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <set>

#include "plugins/canvas/capabilities.hpp"
#include "plugins/canvas/surface_url.hpp"

namespace canvas {
namespace {

constexpr std::uint64_t kNow = 1'000'000;
constexpr std::uint64_t kLife = Capabilities::kLifeMs;

TEST(CanvasCapabilitiesTest, AWordIs24LettersOfAnAddressAndNeverTheSame) {
  Capabilities table;
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const std::string word = table.mint("c", kNow);
    EXPECT_EQ(word.size(), 24U);
    EXPECT_EQ(
        word.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
        std::string::npos);
    EXPECT_TRUE(seen.insert(word).second);
  }
  EXPECT_EQ(table.size(), 1U) << "a connection has one";
}

TEST(CanvasCapabilitiesTest, ItLivesTenMinutes) {
  Capabilities table;
  const std::string word = table.mint("c", kNow);
  EXPECT_EQ(kLife, 600'000U);
  EXPECT_FALSE(table.use(word, kNow + kLife));
  EXPECT_TRUE(table.use(word, kNow + kLife - 1));
}

TEST(CanvasCapabilitiesTest, EachUseBeginsTheTenMinutesAnew) {
  Capabilities table;
  const std::string word = table.mint("c", kNow);
  std::uint64_t now = kNow;
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(table.use(word, now += kLife - 1)) << i;
  EXPECT_FALSE(table.use(word, now + kLife));
}

TEST(CanvasCapabilitiesTest, AFailedUseProlongsNothing) {
  Capabilities table;
  const std::string word = table.mint("c", kNow);
  EXPECT_FALSE(table.use(word.substr(1) + "A", kNow + kLife - 1));
  EXPECT_FALSE(table.use(word, kNow + kLife));
  EXPECT_FALSE(table.use(word, kNow + kLife + 1)) << "it stays ended";
}

TEST(CanvasCapabilitiesTest, ItEndsWithItsConnectionAndWithTheNextOne) {
  Capabilities table;
  const std::string first = table.mint("c", kNow);
  const std::string other = table.mint("d", kNow);
  const std::string second = table.mint("c", kNow);
  EXPECT_FALSE(table.use(first, kNow));
  EXPECT_TRUE(table.use(second, kNow));
  EXPECT_EQ(table.owner(second), "c");
  EXPECT_EQ(table.owner(other), "d");
  EXPECT_EQ(table.owner(first), "");
  table.drop("c");
  EXPECT_FALSE(table.use(second, kNow));
  EXPECT_TRUE(table.use(other, kNow));
  table.drop("nobody");
  EXPECT_EQ(table.size(), 1U);
}

TEST(CanvasCapabilitiesTest, NothingElseOpens) {
  Capabilities table;
  EXPECT_FALSE(table.use("", kNow));
  const std::string word = table.mint("c", kNow);
  EXPECT_FALSE(table.use("", kNow));
  EXPECT_FALSE(table.use(word.substr(0, 23), kNow));
  EXPECT_FALSE(table.use(word + "A", kNow));
  EXPECT_FALSE(table.use("c", kNow));
}

TEST(CanvasSurfaceUrlTest, TheAddressIsThatOfTheHostWithoutItsUsualPort) {
  EXPECT_EQ(surface_url("gw:18789", false, "w"), "http://gw:18789/__openclaw__/cap/w");
  EXPECT_EQ(surface_url("gw", true, "w"), "https://gw/__openclaw__/cap/w");
  EXPECT_EQ(surface_url("gw:443", true, "w"), "https://gw/__openclaw__/cap/w");
  EXPECT_EQ(surface_url("gw:443", false, "w"), "http://gw:443/__openclaw__/cap/w");
  EXPECT_EQ(surface_url("[::1]:80", false, "w"), "http://[::1]/__openclaw__/cap/w");
}

TEST(CanvasSurfaceUrlTest, WithoutAHostOrAWordThereIsNone) {
  for (const char* host :
       {"", "a b", "a/b", "a\"b", "a@b", "a?b", "a#b", "a\\b", "a%2f", "a\r\n"}) {
    EXPECT_EQ(surface_url(host, false, "w"), "") << host;
  }
  EXPECT_EQ(surface_url("gw", false, ""), "");
}

}  // namespace
}  // namespace canvas
