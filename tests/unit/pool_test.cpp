// SPDX-License-Identifier: MIT
#include "core/plugin/pool.hpp"

#include <gtest/gtest.h>

#include <set>
#include <vector>

namespace openclaw {
namespace {

struct Held {
  int mark = 0;
};

TEST(Pool, GivesEachAnObjectOfItsOwn) {
  Pool<Held> pool;
  std::set<Held*> held;
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(held.insert(pool.take()).second);
}

TEST(Pool, WhatWasGivenBackStaysReadableAndRests) {
  Pool<Held> pool;
  Held* first = pool.take();
  first->mark = 7;
  pool.give_back(first);
  for (int i = 0; i < 64; ++i) {
    Held* other = pool.take();
    EXPECT_NE(other, first) << "it did not rest";
    pool.give_back(other);
  }
  EXPECT_EQ(first->mark, 7) << "whoever still holds it finds its mark";
}

TEST(Pool, ItComesBackCleanAndTheMemoryDoesNotGrow) {
  Pool<Held> pool;
  std::set<Held*> seen;
  for (int i = 0; i < 1000; ++i) {
    Held* one = pool.take();
    EXPECT_EQ(one->mark, 0);
    one->mark = 1;
    seen.insert(one);
    pool.give_back(one);
  }
  EXPECT_LE(seen.size(), 66U);
}

}  // namespace
}  // namespace openclaw
