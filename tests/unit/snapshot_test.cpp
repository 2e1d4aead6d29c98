// SPDX-License-Identifier: MIT
#include "core/control/snapshot.hpp"

#include <gtest/gtest.h>

namespace openclaw {
namespace {

TEST(Snapshot, MembersKeepTheOrderInWhichTheyCame) {
  Snapshot snapshot;
  EXPECT_EQ(snapshot.members(), "");
  EXPECT_TRUE(snapshot.set("b", "1"));
  EXPECT_TRUE(snapshot.set("a", R"({"x":2})"));
  EXPECT_TRUE(snapshot.set("b", "3"));
  EXPECT_EQ(snapshot.members(), R"("b":3,"a":{"x":2})");
}

TEST(Snapshot, TellsWhetherAnythingChanged) {
  Snapshot snapshot;
  EXPECT_FALSE(snapshot.set("a", "")) << "nothing was there";
  EXPECT_TRUE(snapshot.set("a", "1"));
  EXPECT_FALSE(snapshot.set("a", "1"));
  EXPECT_TRUE(snapshot.set("a", "2"));
  EXPECT_TRUE(snapshot.set("a", ""));
  EXPECT_EQ(snapshot.members(), "");
}

TEST(Snapshot, OneMemberCanBeRead) {
  Snapshot snapshot;
  snapshot.set("ab", "1");
  snapshot.set("a", "2");
  EXPECT_EQ(snapshot.get("a"), "2");
  EXPECT_EQ(snapshot.get("b"), "");
}

TEST(Snapshot, NamesAreWrittenAsJson) {
  Snapshot snapshot;
  snapshot.set("a\"b", "1");
  EXPECT_EQ(snapshot.members(), R"("a\"b":1)");
}

}  // namespace
}  // namespace openclaw
