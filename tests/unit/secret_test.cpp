// SPDX-License-Identifier: MIT
#include "core/secret.hpp"

#include <gtest/gtest.h>

#include <concepts>

namespace openclaw {
namespace {

template <typename A, typename B>
concept Comparable = requires(const A& a, const B& b) {
  a == b;
};
template <typename A, typename B>
concept Ordered = requires(const A& a, const B& b) {
  a < b;
};

static_assert(!Comparable<Secret, Secret> && !Ordered<Secret, Secret>);
static_assert(!Comparable<Secret, std::string> && !Comparable<std::string, Secret>);
static_assert(!Comparable<Secret, std::string_view> && !Comparable<Secret, const char*>);
static_assert(!std::convertible_to<Secret, std::string_view>);
static_assert(!std::convertible_to<Secret, std::string>);
static_assert(!std::convertible_to<std::string, Secret>, "what was tried is no secret by itself");

TEST(Secret, MatchesItselfAlone) {
  const Secret secret("abc");
  EXPECT_TRUE(secret.matches("abc"));
  for (const std::string_view tried :
       {std::string_view("abd"), std::string_view("xbc"), std::string_view("ab"),
        std::string_view("abcd"), std::string_view("abc\0", 4), std::string_view()}) {
    EXPECT_FALSE(secret.matches(tried)) << tried;
  }
}

TEST(Secret, NothingMatchesAnEmptyOne) {
  EXPECT_TRUE(Secret().empty());
  EXPECT_FALSE(Secret().matches(""));
  EXPECT_FALSE(Secret().matches("a"));
}

}  // namespace
}  // namespace openclaw
