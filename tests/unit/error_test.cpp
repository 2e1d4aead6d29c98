// SPDX-License-Identifier: MIT
#include "core/error.hpp"

#include <gtest/gtest.h>

#include <memory>

namespace openclaw {
namespace {

Result<std::unique_ptr<int>> half(int n) {
  if (n % 2 != 0) return invalid_request("odd");
  return std::make_unique<int>(n / 2);
}

TEST(Error, AResultIsAValueOrAnError) {
  auto good = half(4);
  ASSERT_TRUE(good);
  EXPECT_TRUE(good.ok());
  EXPECT_EQ(**good, 2);
  EXPECT_EQ(*std::move(*good), 2) << "values that only move are fine";
  const auto bad = half(3);
  ASSERT_FALSE(bad);
  EXPECT_FALSE(bad.ok());
  EXPECT_EQ(bad.error().code, "INVALID_REQUEST");
  EXPECT_EQ(bad.error().message, "odd");
}

TEST(Error, AnErrorMayBeTheValueOfNothingElse) {
  const Result<std::string> text = std::string("INVALID_REQUEST");
  EXPECT_TRUE(text) << "a text is a value and no error";
}

TEST(Error, ErrorsSayNothingAboutTryingAgainUnlessTold) {
  const Error error = unavailable("later");
  EXPECT_EQ(error.code, "UNAVAILABLE");
  EXPECT_FALSE(error.retryable.has_value());
  EXPECT_FALSE(error.retry_after_ms.has_value());
  EXPECT_TRUE(error.details_json.empty());
}

}  // namespace
}  // namespace openclaw
