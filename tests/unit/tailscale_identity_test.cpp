// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <map>

#include "plugins/tailscale/named_user.hpp"
#include "plugins/tailscale/whois_cache.hpp"

namespace tailscale {
namespace {

using Headers = std::map<std::string, std::string>;

Headers passed_on() {
  return {{"x-forwarded-for", "100.64.0.9"},
          {"x-forwarded-proto", "https"},
          {"x-forwarded-host", "gw.x.ts.net"},
          {"tailscale-user-login", "alice@example.com"},
          {"tailscale-user-name", "Alice"}};
}

Settings serving() {
  Settings settings;
  settings.mode = Mode::serve;
  settings.allow_identity = true;
  return settings;
}

std::optional<NamedUser> named(const Headers& headers, const Settings& settings = serving(),
                               const char* front = "tailscale", const char* proxy = "127.0.0.1",
                               const char* client = "100.64.0.9") {
  return read_named_user({client, proxy, front,
                          [&headers](const char* name) {
                            const auto found = headers.find(name);
                            return found == headers.end() ? "" : std::string_view(found->second);
                          }},
                         settings);
}

TEST(TailscaleIdentityTest, TheAddressAndTheLoginAreNamed) {
  const auto found = named(passed_on());
  ASSERT_TRUE(found);
  EXPECT_EQ(found->why, "");
  EXPECT_EQ(found->address, "100.64.0.9");
  EXPECT_EQ(found->login, "alice@example.com");
  EXPECT_EQ(found->name, "Alice");
}

TEST(TailscaleIdentityTest, ItComesByTheFrontOrByAProxyOfThisMachine) {
  Settings settings = serving();
  settings.leave_at_exit = true;
  EXPECT_FALSE(named(passed_on(), settings, "", "127.0.0.1")) << "nobody has said so";
  settings.is_allowed_in_words = true;
  EXPECT_TRUE(named(passed_on(), settings, "", "127.0.0.1"));
  EXPECT_TRUE(named(passed_on(), settings, "", "::1"));
  EXPECT_TRUE(named(passed_on(), settings, "", "::ffff:127.0.0.1"));
  EXPECT_FALSE(named(passed_on(), settings, "", "10.0.0.1"));
  EXPECT_FALSE(named(passed_on(), settings, "", "127.0.0.1.example.com"));
  EXPECT_FALSE(named(passed_on(), settings, "", ""));
  EXPECT_FALSE(named(passed_on(), settings, "other"));
}

TEST(TailscaleIdentityTest, WithAPortOfItsOwnNothingOfItComesByTheGateways) {
  Settings settings = serving();
  settings.is_allowed_in_words = true;
  EXPECT_FALSE(named(passed_on(), settings, "", "127.0.0.1"));
  settings.mode = Mode::off;
  EXPECT_TRUE(named(passed_on(), settings, "", "127.0.0.1"));
}

TEST(TailscaleIdentityTest, ADeviceWithTagsIsNoUser) {
  Headers headers = passed_on();
  headers["tailscale-user-login"] = "Tagged-Devices";
  EXPECT_EQ(named(headers)->why, "tailscale_user_missing");
}

TEST(TailscaleIdentityTest, NothingIsSaidWhereItIsNotToCount) {
  Settings settings = serving();
  settings.allow_identity = false;
  EXPECT_FALSE(named(passed_on(), settings));
  settings = serving();
  settings.mode = Mode::funnel;
  EXPECT_FALSE(named(passed_on(), settings)) << "who comes by a Funnel is anybody";
  Headers headers = passed_on();
  headers["tailscale-funnel-request"] = "?1";
  EXPECT_FALSE(named(headers));
  EXPECT_FALSE(named(headers, serving(), ""));
}

TEST(TailscaleIdentityTest, WhatIsMissingHasAName) {
  for (const auto& [name, why] :
       std::map<std::string, std::string>{{"tailscale-user-login", "tailscale_user_missing"},
                                          {"x-forwarded-for", "tailscale_proxy_missing"},
                                          {"x-forwarded-proto", "tailscale_proxy_missing"},
                                          {"x-forwarded-host", "tailscale_proxy_missing"}}) {
    Headers headers = passed_on();
    headers.erase(name);
    EXPECT_EQ(named(headers)->why, why) << name;
  }
}

TEST(TailscaleIdentityTest, OnlyAnAddressOfATailnetIsEverAWordOfACommand) {
  for (const char* client : {"", "--json", "100.64.0.9:1", "host", "100.64.0.9\n", "[fd7a::1]",
                             "203.0.113.5", "100.63.255.255", "100.128.0.0", "fd7a:115c:a1e1::9"}) {
    EXPECT_EQ(named(passed_on(), serving(), "tailscale", "127.0.0.1", client)->why,
              "tailscale_whois_failed")
        << client;
  }
  EXPECT_EQ(named(passed_on(), serving(), "tailscale", "127.0.0.1", "fd7a:115c:a1e0::9")->why, "");
  Headers headers = passed_on();
  headers["tailscale-user-login"] = std::string(1000, 'x');
  EXPECT_EQ(named(headers)->why, "tailscale_whois_failed");
}

TEST(TailscaleIdentityTest, TheLoginIsComparedWithoutLargeLetters) {
  const auto found = named(passed_on());
  EXPECT_EQ(doubt(*found, Person{"Alice@Example.COM", "A"}), "");
  EXPECT_EQ(doubt(*found, Person{"bob@example.com", "B"}), "tailscale_user_mismatch");
  EXPECT_EQ(doubt(*found, std::nullopt), "tailscale_whois_failed");
}

TEST(WhoisCacheTest, WhoIsKnownStaysAMinuteAndWhoIsNotFiveSeconds) {
  WhoisCache cache;
  EXPECT_EQ(cache.get("a", 0), nullptr);
  cache.put("a", Person{"l", "n"}, 1000);
  cache.put("b", std::nullopt, 1000);
  EXPECT_EQ((*cache.get("a", 60'999))->login, "l");
  EXPECT_EQ(cache.get("a", 61'000), nullptr);
  EXPECT_EQ(*cache.get("b", 5'999), std::nullopt);
  EXPECT_EQ(cache.get("b", 6'000), nullptr);
  EXPECT_EQ(cache.size(), 0U);
}

TEST(WhoisCacheTest, ItHasABoundAndTheOldestGoFirst) {
  WhoisCache cache;
  for (std::size_t i = 0; i < WhoisCache::kMost + 10; ++i) {
    cache.put(std::to_string(i), std::nullopt, 0);
  }
  EXPECT_EQ(cache.size(), WhoisCache::kMost);
  EXPECT_EQ(cache.get("9", 1), nullptr);
  EXPECT_NE(cache.get("10", 1), nullptr);
  cache.put("10", std::nullopt, 1);
  cache.put("new", std::nullopt, 1);
  EXPECT_NE(cache.get("10", 1), nullptr) << "it is young again";
  EXPECT_EQ(cache.get("11", 1), nullptr);
}

TEST(WhoisCacheTest, AFloodOfNobodiesDrivesNobodyOut) {
  WhoisCache cache;
  cache.put("alice", Person{"a", ""}, 0);
  for (std::size_t i = 0; i < 2 * WhoisCache::kMost; ++i) {
    cache.put(std::to_string(i), std::nullopt, 1);
  }
  EXPECT_NE(cache.get("alice", 1), nullptr);
  EXPECT_EQ(cache.size(), WhoisCache::kMost);
}

TEST(WhoisCacheTest, FullOfPeopleItHasRoomForAnotherAndForNobodyOnlyOnceOneIsOutOfDate) {
  WhoisCache cache;
  for (std::size_t i = 0; i < WhoisCache::kMost; ++i) {
    cache.put("p" + std::to_string(i), Person{"p", ""}, i);
  }
  cache.put("nobody", std::nullopt, 1000);
  EXPECT_EQ(cache.get("nobody", 1000), nullptr);
  EXPECT_NE(cache.get("p0", 1000), nullptr);
  cache.put("new", Person{"n", ""}, 1000);
  EXPECT_EQ(cache.get("p0", 1000), nullptr) << "the oldest";
  EXPECT_EQ(cache.size(), WhoisCache::kMost);
  cache.put("nobody", std::nullopt, WhoisCache::kKnownMs + 1);
  EXPECT_NE(cache.get("nobody", WhoisCache::kKnownMs + 1), nullptr) << "for p1";
  EXPECT_NE(cache.get("p2", WhoisCache::kKnownMs + 1), nullptr);
  EXPECT_EQ(cache.size(), WhoisCache::kMost);
}

}  // namespace
}  // namespace tailscale
