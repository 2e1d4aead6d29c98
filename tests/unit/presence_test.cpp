// SPDX-License-Identifier: MIT
#include "core/control/presence.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <string>

#include "core/json/json.hpp"

namespace openclaw {
namespace {

JsonTree rows(const Presence& presence) {
  auto tree = parse_json(presence.rows());
  EXPECT_TRUE(tree) << presence.rows();
  return tree ? std::move(*tree) : nullptr;
}

TEST(Presence, TheGatewayIsAlwaysThere) {
  const Presence presence("9.8.7");
  const JsonTree tree = rows(presence);
  ASSERT_EQ(cJSON_GetArraySize(tree.get()), 1);
  const cJSON* self = cJSON_GetArrayItem(tree.get(), 0);
  std::array<char, 256> host{};
  ASSERT_EQ(::gethostname(host.data(), host.size() - 1), 0);
  EXPECT_EQ(json_string(self, "host"), host.data());
  EXPECT_EQ(json_string(self, "version"), "9.8.7");
  EXPECT_EQ(json_string(self, "mode"), "gateway");
  EXPECT_EQ(json_string(self, "reason"), "self");
  EXPECT_EQ(json_string(self, "instanceId").size(), 36U);
  EXPECT_EQ(json_string(self, "platform").rfind("linux ", 0), 0U);
  EXPECT_NE(json_string(self, "text").find("mode gateway"), std::string_view::npos);
  EXPECT_NE(json_string(self, "ip"), "127.0.0.1");
}

TEST(Presence, RowsComeBehindTheGatewayTheLatestFirst) {
  Presence presence("1");
  presence.put("k2", R"({"host":"two"})");
  presence.put("k1", R"({"host":"one"})");
  const JsonTree tree = rows(presence);
  ASSERT_EQ(cJSON_GetArraySize(tree.get()), 3);
  EXPECT_EQ(json_string(cJSON_GetArrayItem(tree.get(), 0), "mode"), "gateway");
  EXPECT_EQ(json_string(cJSON_GetArrayItem(tree.get(), 1), "host"), "one");
  EXPECT_EQ(json_string(cJSON_GetArrayItem(tree.get(), 1), "reason"), "connect");
  EXPECT_EQ(json_string(cJSON_GetArrayItem(tree.get(), 2), "host"), "two");
}

TEST(Presence, WhoHasGoneStaysForFiveMinutesAndSaysSo) {
  Presence presence("1");
  const std::string empty = presence.rows();
  presence.put("k1", R"({"host":"one"})");
  presence.put("k2", R"({"host":"two"})");
  EXPECT_TRUE(presence.remove("k1", 1000));
  EXPECT_FALSE(presence.remove("k1", 1000));
  const JsonTree tree = rows(presence);
  ASSERT_EQ(cJSON_GetArraySize(tree.get()), 3);
  const cJSON* gone = cJSON_GetArrayItem(tree.get(), 1);
  EXPECT_EQ(json_string(gone, "host"), "one");
  EXPECT_EQ(json_string(gone, "reason"), "disconnect");
  EXPECT_TRUE(cJSON_IsNumber(cJSON_GetObjectItem(gone, "ts")));
  EXPECT_TRUE(presence.remove("k2", 2000));
  EXPECT_FALSE(presence.expire(300'999));
  EXPECT_TRUE(presence.expire(301'000));
  EXPECT_EQ(presence.rows().find("one"), std::string::npos);
  EXPECT_TRUE(presence.expire(302'000));
  EXPECT_EQ(presence.rows(), empty);
}

TEST(Presence, WhoComesBackIsThereOnce) {
  Presence presence("1");
  presence.put("k", R"({"host":"old"})");
  EXPECT_TRUE(presence.remove("k", 1000));
  presence.put("k", R"({"host":"new"})");
  EXPECT_EQ(cJSON_GetArraySize(rows(presence).get()), 2);
  EXPECT_EQ(presence.rows().find("disconnect"), std::string::npos);
  EXPECT_FALSE(presence.expire(400'000));
}

TEST(Presence, ARowIsReplacedUnderItsKey) {
  Presence presence("1");
  presence.put("k", R"({"host":"old"})");
  presence.put("k", R"({"host":"new"})");
  EXPECT_EQ(cJSON_GetArraySize(rows(presence).get()), 2);
  EXPECT_EQ(presence.rows().find("old"), std::string::npos);
}

TEST(Presence, ToolsThatComeAndGoAreNotTracked) {
  for (const char* mode : {"cli", "backend", "probe"}) EXPECT_FALSE(Presence::tracks(mode)) << mode;
  for (const char* mode : {"webchat", "ui", "node", "test"}) {
    EXPECT_TRUE(Presence::tracks(mode)) << mode;
  }
}

TEST(PresenceTest, WhoIsAnnouncedIsGoneAfterFiveMinutesWithoutNews) {
  Presence presence("1");
  presence.announce("a", R"({"host":"a"})", 1000);
  presence.announce("b", R"({"host":"b"})", 2000);
  presence.announce("a", R"({"host":"a2"})", 3000);
  EXPECT_EQ(cJSON_GetArraySize(rows(presence).get()), 3);
  EXPECT_FALSE(presence.expire(301'999));
  EXPECT_TRUE(presence.expire(302'000));
  EXPECT_EQ(presence.rows().find("\"b\""), std::string::npos);
  EXPECT_NE(presence.rows().find("a2"), std::string::npos);
  EXPECT_TRUE(presence.expire(303'000));
  EXPECT_EQ(cJSON_GetArraySize(rows(presence).get()), 1);
}

TEST(PresenceTest, AnAnnouncementCanBeTakenBack) {
  Presence presence("1");
  const std::string empty = presence.rows();
  presence.announce("a", R"({"host":"a"})", 0);
  presence.announce("a", "", 1);
  EXPECT_EQ(presence.rows(), empty);
}

TEST(PresenceTest, OfTooManyTheOldestGoes) {
  Presence presence("1");
  for (int i = 0; i < 200; ++i) {
    presence.announce(std::to_string(i), "{\"n\":" + std::to_string(i) + "}", 0);
  }
  EXPECT_NE(presence.rows().find("{\"n\":0}"), std::string::npos);
  presence.put("k", R"({"host":"gone"})");
  EXPECT_TRUE(presence.remove("k", 0));
  EXPECT_EQ(cJSON_GetArraySize(rows(presence).get()), 201);
  EXPECT_EQ(presence.rows().find("{\"n\":0}"), std::string::npos);
  EXPECT_NE(presence.rows().find("{\"n\":1}"), std::string::npos);
  EXPECT_NE(presence.rows().find("gone"), std::string::npos);
}

}  // namespace
}  // namespace openclaw
