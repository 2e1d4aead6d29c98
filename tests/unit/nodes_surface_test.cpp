// SPDX-License-Identifier: MIT
#include "plugins/nodes/surface.hpp"

#include <gtest/gtest.h>

#include "plugins/nodes/record.hpp"

namespace nodes {
namespace {

const Surface kApproved{{"system", "x"}, {"a", "b"}, Permissions{{"p", true}, {"q", false}}};

TEST(NodesSurface, NeitherOrderNorRepetitionCounts) {
  EXPECT_TRUE(same_names({"a", "b"}, {"b", "a", "a"}));
  EXPECT_FALSE(same_names({"a"}, {"a", "b"}));
  Surface other{{"x", "system"}, {"b", "a"}, kApproved.permissions};
  EXPECT_TRUE(same_surface(kApproved, other));
  other.permissions->erase("q");
  EXPECT_FALSE(same_surface(kApproved, other));
  EXPECT_TRUE(same_surface({}, {{}, {}, Permissions{}}));
}

TEST(NodesSurface, MoreIsWiderAndLessIsNot) {
  EXPECT_FALSE(is_wider(kApproved, kApproved));
  EXPECT_FALSE(is_wider({}, kApproved));
  EXPECT_TRUE(is_wider({{"new"}, {}, {}}, kApproved));
  EXPECT_TRUE(is_wider({{}, {"c"}, {}}, kApproved));
  EXPECT_TRUE(is_wider({{}, {}, Permissions{{"q", true}}}, kApproved));
  EXPECT_TRUE(is_wider({{}, {}, Permissions{{"r", true}}}, kApproved));
  EXPECT_FALSE(is_wider({{}, {}, Permissions{{"p", false}, {"r", false}}}, kApproved));
}

TEST(NodesSurface, OnlyWhatIsDeclaredAndApprovedCounts) {
  const Surface said{
      {"x", "new"}, {"b", "c"}, Permissions{{"p", true}, {"q", true}, {"r", true}, {"s", false}}};
  const Surface both = narrowed(said, &kApproved);
  EXPECT_EQ(both.caps, Names{"x"});
  EXPECT_EQ(both.commands, Names{"b"});
  EXPECT_EQ(both.permissions, (Permissions{{"p", true}, {"q", false}, {"s", false}}));
  const Surface none = narrowed(said, nullptr);
  EXPECT_TRUE(none.caps.empty() && none.commands.empty());
  EXPECT_EQ(none.permissions, (Permissions{{"s", false}}));
  EXPECT_EQ(narrowed({}, nullptr).permissions, std::nullopt);
}

TEST(NodesSurface, NamesAreTrimmedAndOnce) {
  const oc::Json json = oc::parse(R"({"caps":[" a ","a","",7],"commands":["b"]})");
  const Surface read = read_surface(json.get());
  EXPECT_EQ(read.caps, Names{"a"});
  EXPECT_EQ(read.permissions, std::nullopt);
}

TEST(NodesRecord, WhatIsStoredIsReadAgain) {
  Record record;
  record.approved.emplace();
  set_part(record.approved->face, "displayName", "n \"1\"");
  record.approved->surface = kApproved;
  record.approved->created_ms = 1;
  record.approved->approved_ms = 2;
  record.approved->host_stats = R"({"cpuCount":8})";
  record.pending.emplace();
  record.pending->id = "r";
  set_part(record.pending->face, "platform", "linux");
  record.pending->surface = {{"c"}, {"d"}, {}};
  record.pending->silent = true;
  record.pending->ts = 3;
  record.work.push_back({"w", "status.request", "high", 4, 5});
  record.actions.push_back({"a", "canvas.present", "{\"x\":1}", "k", 6});
  record.revision = 7;
  record.seen_ms = 8;
  record.seen_reason = "manual";
  const std::string json = stored(record);
  const auto again = read_stored(json);
  ASSERT_TRUE(again);
  EXPECT_EQ(stored(*again), json);
  EXPECT_EQ(again->actions.front().params_json, "{\"x\":1}");
  EXPECT_TRUE(again->pending->silent);
  EXPECT_FALSE(read_stored("no"));
  EXPECT_TRUE(read_stored("{}")->empty());
}

TEST(NodesRecord, ADeviceIsNotedWithBothSurfaces) {
  EXPECT_EQ(device_note({}), "");
  Record record;
  record.pending.emplace();
  record.pending->id = "r";
  EXPECT_EQ(device_note(record),
            R"({"pendingNodeSurface":{"requestId":"r","caps":[],"commands":[],"ts":0}})");
}

}  // namespace
}  // namespace nodes
