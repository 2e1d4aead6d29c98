// SPDX-License-Identifier: MIT
#include "core/plugin/watchdog.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "core/loop.hpp"

namespace openclaw {
namespace {

constexpr std::uint64_t kLimitMs = 40;

void pass(std::uint64_t ms) { std::this_thread::sleep_for(std::chrono::milliseconds(ms)); }

// What was told, one "plugin what" each.
class Told {
 public:
  void add(const std::string& plugin, const std::string& what, std::uint64_t ms) {
    const std::lock_guard lock(mutex_);
    lines_.push_back(plugin + ' ' + what);
    longest_ms_ = std::max(longest_ms_, ms);
    changed_.notify_all();
  }
  // Waits for so many lines; then there may be more, or fewer after ten seconds.
  std::vector<std::string> wait(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::seconds(10), [&] { return lines_.size() >= count; });
    return lines_;
  }
  std::vector<std::string> now() { return wait(0); }
  std::uint64_t longest_ms() {
    const std::lock_guard lock(mutex_);
    return longest_ms_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> lines_;
  std::uint64_t longest_ms_ = 0;
};

using Lines = std::vector<std::string>;

// How often the watchdog's thread has gone to sleep; -1 when there is no such thread.
long sleeps() {
  for (const auto& task : std::filesystem::directory_iterator("/proc/self/task")) {
    std::string line;
    std::ifstream comm(task.path() / "comm");
    if (!std::getline(comm, line) || line != "oc-watchdog") continue;
    std::ifstream status(task.path() / "status");
    const std::string key = "voluntary_ctxt_switches:";
    while (std::getline(status, line)) {
      if (line.rfind(key, 0) == 0) return std::stol(line.substr(key.size()));
    }
  }
  return -1;
}

// Waits until there is such a thread, or none.
bool becomes(bool there) {
  const std::uint64_t end = Loop::now_ms() + 10'000;
  while ((sleeps() >= 0) != there) {
    if (Loop::now_ms() > end) return false;
    pass(1);
  }
  return true;
}

class WatchdogTest : public testing::Test {
 protected:
  // A thread that was waited for may be in the list for a moment longer.
  void SetUp() override { ASSERT_TRUE(becomes(false)); }
  Told told_;
  Watchdog watchdog_{kLimitMs, [this](const std::string& plugin, const std::string& what,
                                      std::uint64_t ms) { told_.add(plugin, what, ms); }};
};

TEST_F(WatchdogTest, WhoDoesNotReturnIsNamedBeforeItReturns) {
  HeldCall call(watchdog_, "irc", "a timer");
  EXPECT_EQ(told_.wait(1), Lines{"irc a timer"});
  EXPECT_GE(told_.longest_ms(), kLimitMs);
}

TEST_F(WatchdogTest, WhoHoldsForLongIsNamedOnce) {
  HeldCall call(watchdog_, "irc", "a timer");
  told_.wait(1);
  pass(3 * kLimitMs);
  EXPECT_EQ(told_.now(), Lines{"irc a timer"});
}

TEST_F(WatchdogTest, EachCallIsNamedForItself) {
  for (std::size_t i = 1; i <= 2; ++i) {
    HeldCall call(watchdog_, "irc", "a timer");
    told_.wait(i);
  }
  EXPECT_EQ(told_.now(), (Lines{"irc a timer", "irc a timer"}));
}

TEST_F(WatchdogTest, ManyShortCallsAreNotOneLongOne) {
  Watchdog patient(1000, [this](const std::string& plugin, const std::string& what,
                                std::uint64_t ms) { told_.add(plugin, what, ms); });
  const std::uint64_t end = Loop::now_ms() + 1300;
  while (Loop::now_ms() < end) {
    HeldCall call(patient, "irc", "a timer");
    HeldCall inner(patient, "mail", "mail.send");
  }
  EXPECT_EQ(told_.now(), Lines{});
}

TEST_F(WatchdogTest, OfNestedCallsTheInnermostIsNamed) {
  HeldCall outer(watchdog_, "irc", "irc.send");
  {
    HeldCall inner(watchdog_, "mail", "mail.send");
    EXPECT_EQ(told_.wait(1), Lines{"mail mail.send"});
  }
  EXPECT_EQ(told_.wait(2), (Lines{"mail mail.send", "irc irc.send"}));
}

TEST_F(WatchdogTest, WhoWasNamedIsNotNamedAgainAfterACallInside) {
  HeldCall outer(watchdog_, "irc", "irc.send");
  told_.wait(1);
  for (std::size_t i = 2; i <= 3; ++i) {
    HeldCall inner(watchdog_, "mail", "mail.send");
    told_.wait(i);
  }
  pass(3 * kLimitMs);
  EXPECT_EQ(told_.now(), (Lines{"irc irc.send", "mail mail.send", "mail mail.send"}));
}

TEST_F(WatchdogTest, TheTimeOfACallInsideIsNotTheOuterOnes) {
  std::uint64_t inner_us = 0;
  const std::uint64_t before = Loop::now_us();
  HeldCall outer(watchdog_, "irc", "irc.send");
  {
    HeldCall inner(watchdog_, "mail", "mail.send");
    pass(30);
    inner_us = inner.end();
  }
  const std::uint64_t outer_us = outer.end();
  const std::uint64_t both_us = Loop::now_us() - before;
  EXPECT_GE(inner_us, 30'000U);
  EXPECT_LE(outer_us, both_us + 2 - inner_us);
}

TEST_F(WatchdogTest, TheTimeThatIsToldIsTheCallsOwn) {
  const std::uint64_t first = Loop::now_ms();
  HeldCall outer(watchdog_, "irc", "irc.send");
  std::uint64_t of_others = 0;
  {
    HeldCall inner(watchdog_, "mail", "mail.send");
    const std::uint64_t before = Loop::now_ms();
    pass(10 * kLimitMs);
    of_others = Loop::now_ms() - before;
  }
  told_.wait(2);
  const std::uint64_t own = Loop::now_ms() - first - of_others;
  EXPECT_EQ(told_.now().back(), "irc irc.send");
  EXPECT_GE(own + 1, kLimitMs) << "the outer call was named for time of the inner one";
}

TEST_F(WatchdogTest, ANameMayGoOnceItIsLetGo) {
  for (std::size_t i = 1; i <= 20; ++i) {
    auto plugin = std::make_unique<std::string>("plugin-" + std::to_string(i));
    {
      HeldCall call(watchdog_, plugin->c_str(), "fini");
      if (i % 4 == 0) told_.wait(i / 4);
    }
    watchdog_.let_go();
    plugin->assign(plugin->size(), '?');
  }
  for (const std::string& line : told_.now()) EXPECT_EQ(line.rfind("plugin-", 0), 0U) << line;
}

TEST_F(WatchdogTest, ThereIsNoThreadBeforeTheFirstCall) {
  pass(kLimitMs);
  EXPECT_EQ(sleeps(), -1);
  { HeldCall call(watchdog_, "irc", "a timer"); }
  EXPECT_TRUE(becomes(true));
}

TEST_F(WatchdogTest, NothingWakesItsThreadWhileNothingIsCalled) {
  for (int round = 0; round < 3; ++round) {
    { HeldCall call(watchdog_, "irc", "a timer"); }
    pass(10 * kLimitMs);
    const long before = sleeps();
    ASSERT_GT(before, 0);
    pass(10 * kLimitMs);
    EXPECT_EQ(sleeps(), before);
  }
}

TEST_F(WatchdogTest, ACallThatWasNamedWakesItsThreadNoMore) {
  HeldCall call(watchdog_, "irc", "a timer");
  told_.wait(1);
  pass(5 * kLimitMs);
  const long before = sleeps();
  pass(10 * kLimitMs);
  EXPECT_EQ(sleeps(), before);
}

TEST_F(WatchdogTest, ManyCallsWakeItsThreadOnceALimit) {
  { HeldCall call(watchdog_, "irc", "a timer"); }
  ASSERT_TRUE(becomes(true));
  const long before = sleeps();
  const std::uint64_t began = Loop::now_ms();
  while (Loop::now_ms() < began + 10 * kLimitMs) HeldCall call(watchdog_, "irc", "a timer");
  const long most = static_cast<long>((Loop::now_ms() - began) / kLimitMs) + 3;
  EXPECT_LE(sleeps() - before, most);
}

TEST_F(WatchdogTest, ACallAfterARestIsSeen) {
  for (std::size_t i = 1; i <= 3; ++i) {
    pass(5 * kLimitMs);
    HeldCall call(watchdog_, "irc", "a timer");
    EXPECT_EQ(told_.wait(i).size(), i);
  }
}

}  // namespace
}  // namespace openclaw
