// SPDX-License-Identifier: MIT
#include "core/client/auth_limiter.hpp"

#include <gtest/gtest.h>

namespace openclaw {
namespace {

HttpRequest from(std::string peer, std::string origin = {}) {
  HttpRequest request;
  request.peer = std::move(peer);
  if (!origin.empty()) request.headers.push_back({"origin", std::move(origin)});
  return request;
}

TEST(AuthLimiter, TheLoopbackIsDelayedTwiceAsLongEachTimeAndNeverLockedOut) {
  AuthLimiter limiter({});
  const HttpRequest local = from("127.0.0.1");
  std::vector<std::uint64_t> delays;
  for (int i = 0; i < 7; ++i) delays.push_back(limiter.failed(local, 0));
  EXPECT_EQ(delays, (std::vector<std::uint64_t>{250, 500, 1000, 2000, 4000, 5000, 5000}));
  for (int i = 0; i < 100; ++i) limiter.failed(local, 0);
  EXPECT_EQ(limiter.locked_ms(local, 0), 0U);
  limiter.succeeded(local);
  EXPECT_EQ(limiter.failed(local, 0), 250U);
}

TEST(AuthLimiter, OthersAreLockedOutAfterTenFailures) {
  AuthLimiter limiter({});
  const HttpRequest other = from("192.0.2.1");
  for (int i = 0; i < 9; ++i) EXPECT_EQ(limiter.failed(other, 1'000), 0U);
  EXPECT_EQ(limiter.locked_ms(other, 1'000), 0U);
  limiter.failed(other, 1'000);
  EXPECT_EQ(limiter.locked_ms(other, 1'000), 300'000U);
  EXPECT_EQ(limiter.locked_ms(other, 300'999), 1U);
  EXPECT_EQ(limiter.locked_ms(other, 301'000), 0U);
  EXPECT_EQ(limiter.locked_ms(from("192.0.2.2"), 1'000), 0U) << "another address";
}

TEST(AuthLimiter, TheWindowMovesWithTheClock) {
  AuthLimiter limiter({});
  const HttpRequest other = from("192.0.2.1");
  for (int i = 0; i < 5; ++i) limiter.failed(other, 0);
  for (int i = 0; i < 4; ++i) limiter.failed(other, 50'000);
  limiter.failed(other, 60'000);
  EXPECT_EQ(limiter.locked_ms(other, 60'000), 0U) << "the first five are forgotten";
  for (int i = 0; i < 5; ++i) limiter.failed(other, 61'000);
  EXPECT_EQ(limiter.locked_ms(other, 61'000), 300'000U) << "ten within the last minute";
}

TEST(AuthLimiter, AWebPageIsNotTheOwner) {
  AuthLimiter limiter({});
  const HttpRequest page = from("127.0.0.1", "https://evil.example");
  for (int i = 0; i < 10; ++i) EXPECT_EQ(limiter.failed(page, 5), 0U);
  EXPECT_GT(limiter.locked_ms(page, 5), 0U);
  EXPECT_EQ(limiter.locked_ms(from("127.0.0.1"), 5), 0U);
  EXPECT_EQ(limiter.locked_ms(from("127.0.0.1", "https://other.example"), 5), 0U);
}

TEST(AuthLimiter, ManyPagesTogetherWaitLikeOneProgram) {
  AuthLimiter limiter({});
  const auto page = [](int i) {
    return from("127.0.0.1", "http://localhost:" + std::to_string(i));
  };
  for (int i = 0; i < 10; ++i) EXPECT_EQ(limiter.failed(page(i), 5), 0U);
  EXPECT_EQ(limiter.failed(page(10), 5), 250U);
  EXPECT_EQ(limiter.failed(page(11), 5), 500U);
  EXPECT_EQ(limiter.failed(page(12), 70'000), 0U) << "a new window";
}

TEST(AuthLimiter, WhoComesThroughAProxyIsNotExempt) {
  AuthLimiter limiter({});
  HttpRequest passed_on = from("127.0.0.1");
  passed_on.headers.push_back({"x-forwarded-for", "192.0.2.1"});
  EXPECT_EQ(limiter.failed(passed_on, 0), 0U);
}

TEST(AuthLimiter, TheExemptionCanBeTakenAway) {
  AuthLimits limits;
  limits.exempt_loopback = false;
  limits.max_attempts = 1;
  limits.lockout_ms = 10;
  AuthLimiter limiter(limits);
  EXPECT_EQ(limiter.failed(from("::1"), 0), 0U);
  EXPECT_EQ(limiter.locked_ms(from("::1"), 0), 10U);
}

TEST(AuthLimiter, AnIPv6NetworkIsOneClient) {
  AuthLimiter limiter({});
  for (int i = 1; i <= 10; ++i) limiter.failed(from("2001:db8::" + std::to_string(i)), 0);
  EXPECT_GT(limiter.locked_ms(from("2001:db8::ffff"), 0), 0U);
  EXPECT_EQ(limiter.locked_ms(from("2001:db8:0:1::1"), 0), 0U);
  EXPECT_EQ(limiter.records(), 1U);
}

TEST(AuthLimiter, AMappedAddressIsItsIPv4Address) {
  AuthLimiter limiter({});
  for (int i = 0; i < 10; ++i) limiter.failed(from("::ffff:192.0.2.1"), 0);
  EXPECT_GT(limiter.locked_ms(from("192.0.2.1"), 0), 0U);
}

TEST(AuthLimiter, AnOriginIsTheSameInAnyCase) {
  AuthLimiter limiter({});
  for (int i = 0; i < 10; ++i) limiter.failed(from("127.0.0.1", "http://localhost:3000"), 0);
  EXPECT_GT(limiter.locked_ms(from("127.0.0.1", "HTTP://LocalHost:3000"), 0), 0U);
}

TEST(AuthLimiter, LongOriginsAreToldApart) {
  AuthLimiter limiter({});
  const std::string stem = "http://" + std::string(10'000, 'a');
  for (int i = 0; i < 10; ++i) limiter.failed(from("127.0.0.1", stem + "1"), 0);
  EXPECT_GT(limiter.locked_ms(from("127.0.0.1", stem + "1"), 0), 0U);
  EXPECT_EQ(limiter.locked_ms(from("127.0.0.1", stem + "2"), 0), 0U);
}

TEST(AuthLimiter, HoweverManyFailTheTableStaysSmall) {
  AuthLimiter limiter({});
  for (int i = 0; i < 20'000; ++i) {
    limiter.failed(from("10.1." + std::to_string(i / 250) + '.' + std::to_string(i % 250)), 1);
  }
  EXPECT_EQ(limiter.records(), AuthLimiter::kMostRecords);
}

TEST(AuthLimiter, ManyNamesDoNotFreeWhoIsLockedOut) {
  AuthLimiter limiter({});
  const HttpRequest locked = from("192.0.2.1");
  for (int i = 0; i < 10; ++i) limiter.failed(locked, 0);
  for (int i = 0; i < 10'000; ++i) {
    limiter.failed(from("127.0.0.1", "https://" + std::to_string(i)), 1);
  }
  EXPECT_GT(limiter.locked_ms(locked, 1), 0U);
  EXPECT_EQ(limiter.records(), AuthLimiter::kMostRecords);
}

}  // namespace
}  // namespace openclaw
