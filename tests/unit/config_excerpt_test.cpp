// SPDX-License-Identifier: MIT
#include "core/config/excerpt.hpp"

#include <gtest/gtest.h>

namespace openclaw {
namespace {

std::string excerpt(std::string_view place) {
  const auto root = parse_json(
      R"({"models":{"mode":"merge","providers":{"a":{"api":"x","apiKey":"k"},"b":{}}},"n":[1]})");
  return config_excerpt(root->get(), place);
}

TEST(ConfigExcerpt, IsWhatStandsAtAPlace) {
  EXPECT_EQ(excerpt("models.mode"), R"("merge")");
  EXPECT_EQ(excerpt("models.providers.a"), R"({"api":"x","apiKey":"k"})");
  EXPECT_EQ(excerpt("n"), "[1]");
}

TEST(ConfigExcerpt, IsEmptyWhereNothingIs) {
  EXPECT_EQ(excerpt("models.mode.deeper"), "");
  EXPECT_EQ(excerpt("agents.defaults"), "");
  EXPECT_EQ(config_excerpt(nullptr, "models"), "");
  EXPECT_EQ(excerpt("n.*"), "");
}

TEST(ConfigExcerpt, AStarTakesOnePartOfEachMemberAndNothingBesides) {
  EXPECT_EQ(excerpt("models.providers.*.api"), R"({"a":"x","b":null})");
}

}  // namespace
}  // namespace openclaw
