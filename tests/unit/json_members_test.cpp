// SPDX-License-Identifier: MIT
#include "core/json/members.hpp"

#include <gtest/gtest.h>

namespace openclaw {
namespace {

TEST(JsonMembers, TheSpansAreTheTextAsItStands) {
  const std::string text = R"( { "a" : [1, 2] , "\u0062":"x\n" } )";
  const JsonMembers members(text);
  ASSERT_EQ(members.all().size(), 2U);
  EXPECT_EQ(members.get("a"), "[1, 2]");
  EXPECT_EQ(members.all()[1].raw_key, R"("\u0062")");
  EXPECT_EQ(members.get("b"), R"("x\n")");
  EXPECT_EQ(members.text("b"), "x\n");
}

TEST(JsonMembers, WhatIsAbsentOrNoStringIsEmpty) {
  const std::string text = R"({"n":1})";
  const JsonMembers members(text);
  EXPECT_EQ(members.get("m"), "");
  EXPECT_EQ(members.text("n"), "");
}

TEST(JsonMembers, AnEmptyObjectIsOne) {
  EXPECT_TRUE(JsonMembers("{ }").is_object());
  EXPECT_TRUE(JsonMembers("{}").all().empty());
}

TEST(JsonMembers, WhatIsNoObjectHasNone) {
  for (const char* text : {"", "[]", "1", "{", "{\"a\"}", "{\"a\":1", "{\"a\":1,}", "{\"a\":1}x",
                           "{\"a\":1 \"b\":2}", "{1:2}"}) {
    EXPECT_FALSE(JsonMembers(text).is_object()) << text;
    EXPECT_TRUE(JsonMembers(text).all().empty()) << text;
  }
}

}  // namespace
}  // namespace openclaw
