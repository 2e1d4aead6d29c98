// SPDX-License-Identifier: MIT
#include "core/ids.hpp"

#include <gtest/gtest.h>

#include <regex>
#include <set>

namespace openclaw {
namespace {

TEST(Ids, AUuidIsOfVersionFourInLowerCase) {
  const std::regex form("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  for (int i = 0; i < 100; ++i) {
    const std::string id = random_uuid();
    EXPECT_TRUE(std::regex_match(id, form)) << id;
  }
}

TEST(Ids, NoneComesTwice) {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    EXPECT_TRUE(seen.insert(random_uuid()).second);
    EXPECT_TRUE(seen.insert(random_hex(16)).second);
  }
}

TEST(Ids, EveryByteIsDrawn) {
  EXPECT_EQ(random_hex(0), "");
  EXPECT_EQ(random_hex(24).size(), 48U);
  const std::string first = random_hex(4096);
  const std::string second = random_hex(4096);
  ASSERT_EQ(first.size(), 8192U);
  std::size_t same = 0;
  for (std::size_t at = 0; at < first.size(); at += 16) {
    same += first.compare(at, 16, second, at, 16) == 0;
  }
  EXPECT_EQ(same, 0U) << "a stretch of both was left as it was";
}

}  // namespace
}  // namespace openclaw
