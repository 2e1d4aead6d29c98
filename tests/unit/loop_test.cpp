// SPDX-License-Identifier: MIT
#include "core/loop.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace openclaw {
namespace {

TEST(Loop, ATimerThatRepeatsMayEndItself) {
  Loop loop;
  int calls = 0;
  Timer timer;
  timer = Timer(loop, 1, 1, [&] {
    if (++calls == 3) timer.reset();
  });
  loop.run();
  EXPECT_EQ(calls, 3);
  EXPECT_TRUE(loop.close());
}

TEST(Loop, ATimerThatIsDestroyedDoesNotFire) {
  Loop loop;
  int calls = 0;
  {
    const Timer timer(loop, 1, 0, [&calls] { ++calls; });
  }
  loop.run();
  EXPECT_EQ(calls, 0);
  EXPECT_TRUE(loop.close());
}

TEST(Loop, AMovedTimerIsTheSameTimer) {
  Loop loop;
  int calls = 0;
  Timer first(loop, 1, 0, [&calls] { ++calls; });
  const Timer second = std::move(first);
  loop.run();
  EXPECT_EQ(calls, 1);
}

TEST(Loop, AWatchTellsOfReadinessAndMayEndItself) {
  Loop loop;
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  ASSERT_EQ(::write(ends[1], "x", 1), 1);
  int calls = 0;
  Watch watch;
  watch = Watch(loop, ends[0], Watch::kRead, [&](unsigned ready) {
    EXPECT_TRUE(ready & Watch::kRead);
    ++calls;
    watch.reset();
  });
  loop.run();
  EXPECT_EQ(calls, 1);
  ::close(ends[0]);
  ::close(ends[1]);
  EXPECT_TRUE(loop.close());
}

TEST(Loop, AWatchMayWaitForSomethingElseAndForNothing) {
  Loop loop;
  std::array<int, 2> ends{};
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()), 0);
  unsigned seen = 0;
  Watch watch(loop, ends[0], Watch::kRead, [&seen](unsigned ready) { seen |= ready; });
  watch.change(Watch::kWrite);
  loop.poll();
  EXPECT_EQ(std::exchange(seen, 0U), unsigned{Watch::kWrite});
  ::close(ends[1]);
  watch.change(0);
  loop.poll();
  EXPECT_EQ(seen, 0U);
  watch.change(Watch::kHangUp);
  loop.poll();
  EXPECT_EQ(seen, unsigned{Watch::kHangUp});
  watch.reset();
  ::close(ends[0]);
  EXPECT_TRUE(loop.close());
}

TEST(Loop, WhatOtherThreadsPostRunsHereInOrder) {
  Loop loop;
  std::vector<int> seen;
  const auto here = std::this_thread::get_id();
  constexpr int kPosts = 1000;
  std::thread other([&] {
    for (int i = 0; i < kPosts; ++i) {
      loop.post([&, i] {
        EXPECT_EQ(std::this_thread::get_id(), here);
        seen.push_back(i);
        if (i == kPosts - 1) loop.stop();
      });
    }
  });
  const Timer keeps_it_running(loop, 60'000, 0, [] {});
  loop.run();
  other.join();
  ASSERT_EQ(seen.size(), static_cast<std::size_t>(kPosts));
  for (int i = 0; i < kPosts; ++i) EXPECT_EQ(seen[static_cast<std::size_t>(i)], i);
}

TEST(Loop, WorkRunsElsewhereAndEndsHere) {
  Loop loop;
  const auto here = std::this_thread::get_id();
  std::thread::id there;
  bool done = false;
  loop.work([&there] { there = std::this_thread::get_id(); },
            [&] {
              EXPECT_EQ(std::this_thread::get_id(), here);
              done = true;
            });
  loop.run();
  EXPECT_TRUE(done);
  EXPECT_NE(there, here);
}

TEST(Loop, ClosingSaysWhetherAnythingIsLeft) {
  Loop loop;
  Timer timer(loop, 60'000, 0, [] {});
  EXPECT_FALSE(loop.close());
  timer.reset();
  EXPECT_TRUE(loop.close());
}

}  // namespace
}  // namespace openclaw
