// SPDX-License-Identifier: MIT
// What a fuzz target says when a rule does not hold: the rule and its line, then it aborts.
#pragma once
#include <cstdio>
#include <cstdlib>

#define EXPECT_THAT_HOLDS(rule)                                               \
  do {                                                                        \
    if (!(rule)) {                                                            \
      std::fprintf(stderr, "%s:%d: broken: %s\n", __FILE__, __LINE__, #rule); \
      std::abort();                                                           \
    }                                                                         \
  } while (false)
