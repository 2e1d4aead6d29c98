// SPDX-License-Identifier: MIT
#include "core/control/health.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <thread>

#include "core/json/json.hpp"
#include "core/wall_time.hpp"

namespace openclaw {
namespace {

std::int64_t stamp(Health& health) {
  const auto tree = parse_json(health.health());
  EXPECT_TRUE(tree) << health.health();
  return tree ? json_int(tree->get(), "ts", 0) : 0;
}

std::string behind_stamp(Health& health) {
  const std::string& text = health.health();
  return text.substr(text.find("\"durationMs\""));
}

TEST(Health, IsAnObjectFromTheStart) {
  const std::int64_t before = wall_ms();
  Health health;
  EXPECT_GE(stamp(health), before);
  EXPECT_LE(stamp(health), wall_ms());
  EXPECT_EQ(health.health().rfind(R"({"ok":true,"ts":)", 0), 0U);
  EXPECT_EQ(behind_stamp(health), R"("durationMs":0})");
}

TEST(Health, EachSlotHasItsOwnMembers) {
  Health health;
  EXPECT_TRUE(health.set("health.agents", "[1]"));
  EXPECT_TRUE(health.set("status.agents", "[2]"));
  EXPECT_TRUE(health.set("hello.agents", "[3]"));
  EXPECT_EQ(behind_stamp(health), R"("durationMs":0,"agents":[1]})");
  EXPECT_EQ(health.status().members(), R"("agents":[2])");
  EXPECT_EQ(health.hello("agents"), "[3]");
}

TEST(Health, WhatIsReadIsWhatWasSetLast) {
  Health health;
  health.set("health.a", "1");
  EXPECT_EQ(behind_stamp(health), R"("durationMs":0,"a":1})");
  health.set("health.a", "2");
  EXPECT_EQ(behind_stamp(health), R"("durationMs":0,"a":2})");
  health.set("health.a", "");
  EXPECT_EQ(behind_stamp(health), R"("durationMs":0})");
}

TEST(Health, OtherSlotsAreRefused) {
  Health health;
  for (const char* slot : {"", "health", "health.", ".a", "healthy.a", "a.health", "hello"}) {
    EXPECT_FALSE(health.set(slot, "1")) << slot;
  }
}

TEST(Health, RefreshingTakesANewTime) {
  Health health;
  const std::int64_t before = stamp(health);
  std::this_thread::sleep_for(std::chrono::milliseconds(3));
  EXPECT_EQ(stamp(health), before) << "reading alone takes none";
  health.refresh();
  EXPECT_GT(stamp(health), before);
}

TEST(Health, PlacesAreToldApart) {
  constexpr const char* kSessions =
      R"({"path":"/p/db","count":2,"recent":[{"key":"agent:main:k"}]})";
  Health health;
  health.set("health.sessions", kSessions);
  health.set("health.agents", R"([{"agentId":"main","sessions":)" + std::string(kSessions) + "}]");
  health.set("health.plugins", R"({"errors":[{"plugin":"x","message":"/p/x.so: no"}]})");
  health.set("status.sessions", R"({"paths":["/p/db"],"byAgent":[{"path":"/p/db"}]})");
  EXPECT_NE(health.health().find("/p/db"), std::string::npos);
  EXPECT_NE(health.status().members().find("/p/db"), std::string::npos);
  const std::string& told = health.health(Telling::kWithoutPlaces);
  EXPECT_EQ(told.find("/p/"), std::string::npos) << told;
  EXPECT_EQ(told.find("agent:main:k"), std::string::npos) << told;
  EXPECT_NE(told.find(R"("count":2)"), std::string::npos) << told;
  EXPECT_EQ(health.status(Telling::kWithoutPlaces).members(),
            R"("sessions":{"paths":[],"byAgent":[{"path":"[redacted]"}]})");
}

TEST(Health, WhatCannotBeReadIsNotToldToThoseWhoMayNotReadPlaces) {
  Health health;
  health.set("health.sessions", R"({"path":"/p/db")");
  EXPECT_EQ(health.health(Telling::kWithoutPlaces).find("/p/db"), std::string::npos);
}

TEST(Health, BothFormsFollowWhatIsSet) {
  Health health;
  health.set("health.a", "1");
  const std::string before = health.health(Telling::kWithoutPlaces);
  EXPECT_EQ(before, health.health());
  health.set("health.a", "2");
  EXPECT_NE(before, health.health(Telling::kWithoutPlaces));
  EXPECT_EQ(health.health(), health.health(Telling::kWithoutPlaces));
}

}  // namespace
}  // namespace openclaw
