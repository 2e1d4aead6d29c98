// SPDX-License-Identifier: MIT
#include "core/presence.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <string>

#include "core/json.hpp"

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

TEST(Presence, RowsComeBehindTheGatewayAndLeaveAgain) {
  Presence presence("1");
  const std::string empty = presence.rows();
  presence.put("k2", R"({"host":"two"})");
  presence.put("k1", R"({"host":"one"})");
  const JsonTree tree = rows(presence);
  ASSERT_EQ(cJSON_GetArraySize(tree.get()), 3);
  EXPECT_EQ(json_string(cJSON_GetArrayItem(tree.get(), 0), "mode"), "gateway");
  EXPECT_TRUE(presence.remove("k1"));
  EXPECT_FALSE(presence.remove("k1"));
  EXPECT_EQ(presence.rows().find("one"), std::string::npos);
  EXPECT_TRUE(presence.remove("k2"));
  EXPECT_EQ(presence.rows(), empty);
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

}  // namespace
}  // namespace openclaw
