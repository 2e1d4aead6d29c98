// SPDX-License-Identifier: MIT
#include "core/client/preauth.hpp"

#include <gtest/gtest.h>

namespace openclaw {
namespace {

TEST(Preauth, CountsEachAddressApart) {
  Preauth preauth(2);
  preauth.enter("a");
  EXPECT_FALSE(preauth.full("a"));
  preauth.enter("a");
  EXPECT_TRUE(preauth.full("a"));
  EXPECT_FALSE(preauth.full("b"));
  preauth.leave("a");
  EXPECT_FALSE(preauth.full("a"));
}

TEST(Preauth, LeavingTooOftenGivesNoCredit) {
  Preauth preauth(1);
  preauth.leave("a");
  preauth.leave("a");
  preauth.enter("a");
  EXPECT_TRUE(preauth.full("a"));
}

}  // namespace
}  // namespace openclaw
