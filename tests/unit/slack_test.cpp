// SPDX-License-Identifier: MIT
#include "core/net/slack.hpp"

#include <gtest/gtest.h>

namespace openclaw {
namespace {

TEST(Slack, WhoLeavesBehindTheEndLeavesNothingOnTheLoop) {
  Loop loop;
  Slack slack(loop);
  for (int i = 0; i < 1'000; ++i) slack.left();
  slack.stop();
  for (int i = 0; i < 1'000; ++i) slack.left();
  EXPECT_TRUE(loop.close());
}

}  // namespace
}  // namespace openclaw
