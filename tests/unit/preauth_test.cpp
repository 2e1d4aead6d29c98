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

TEST(Preauth, AnIpv6NetworkCountsAsOneAddress) {
  Preauth preauth(32);
  for (int i = 0; i < 32; ++i) {
    const std::string peer = "2001:db8::" + std::to_string(i + 1);
    EXPECT_FALSE(preauth.full(peer)) << peer;
    preauth.enter(peer);
  }
  EXPECT_TRUE(preauth.full("2001:db8::ffff"));
  EXPECT_FALSE(preauth.full("2001:db8:0:1::1"));
  preauth.leave("2001:db8::7");
  EXPECT_FALSE(preauth.full("2001:db8::ffff"));
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
