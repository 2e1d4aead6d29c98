// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <random>
#include <set>
#include <thread>

#include "store_child.hpp"
#include "store_fixture.hpp"

namespace openclaw {
namespace {

constexpr std::int64_t kTwin = 1'000'000'000;

class StoreCrashTest : public StoreFixture {
 protected:
  void SetUp() override {
    StoreFixture::SetUp();
    TestStore store(path_);
    ASSERT_EQ(store.open(), "");
    ASSERT_EQ(store.migrate("test", one_table()), "");
  }
};

// Keeps 20 writes of two rows each on their way and says in the pipe which are done, for ever.
[[noreturn]] void write_until_killed(const std::string& path, std::int64_t first, int pipe) {
  TestStore store(path);
  if (!store.open().empty()) ::_exit(1);
  std::int64_t next = first;
  const std::function<void()> write_one = [&] {
    const std::int64_t id = next++;
    store.store.write({insert(id), insert(kTwin + id)}, [&, id](StoreWritten written) {
      if (written.err != 0 || ::write(pipe, &id, sizeof id) != sizeof id) ::_exit(1);
      write_one();
    });
  };
  for (int i = 0; i < 20; ++i) write_one();
  store.loop.run_until([] { return false; });
  ::_exit(1);
}

// The rows that a child reported before it was killed at some moment.
std::vector<std::int64_t> reported_by_a_killed_child(const std::string& path, std::int64_t first,
                                                     std::chrono::microseconds life) {
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) return {};
  const pid_t child = ::fork();
  if (child == 0) write_until_killed(path, first, ends[1]);
  ::close(ends[1]);
  std::vector<std::int64_t> reported;
  std::int64_t id = 0;
  // The first report says that the child is at work.
  if (::read(ends[0], &id, sizeof id) == sizeof id) reported.push_back(id);
  std::thread killer([child, life] {
    std::this_thread::sleep_for(life);
    ::kill(child, SIGKILL);
  });
  while (::read(ends[0], &id, sizeof id) == sizeof id) reported.push_back(id);
  killer.join();
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status)) << "the child ended by itself";
  return reported;
}

std::set<std::int64_t> ids(TestStore& store) {
  std::set<std::int64_t> out;
  const auto rows = store.read({"SELECT id FROM t"});
  EXPECT_TRUE(rows);
  for (std::size_t i = 0; rows && i < rows->rows(); ++i) {
    out.insert(std::get<std::int64_t>(rows->at(i, 0)));
  }
  return out;
}

TEST_F(StoreCrashTest, WhatWasReportedSurvivesAKillAndWhatWasNotIsWholeOrAbsent) {
  std::mt19937 random(20260906);
  std::set<std::int64_t> reported;
  for (int round = 0; round < 20; ++round) {
    const std::chrono::microseconds life(random() % 40000);
    for (const auto id : reported_by_a_killed_child(path_, round * 1'000'000, life)) {
      reported.insert(id);
    }
    TestStore store(path_);
    ASSERT_EQ(store.open(), "");
    const auto found = ids(store);
    for (const auto id : reported) ASSERT_TRUE(found.count(id)) << "lost in round " << round;
    for (const auto id : found) {
      ASSERT_TRUE(found.count(id < kTwin ? id + kTwin : id - kTwin)) << "torn in round " << round;
    }
  }
  EXPECT_GE(reported.size(), 20U);
}

bool limit_file_size(rlim_t bytes) {
  struct rlimit limit {};
  if (::getrlimit(RLIMIT_FSIZE, &limit) != 0) return false;
  limit.rlim_cur = bytes;
  return ::setrlimit(RLIMIT_FSIZE, &limit) == 0;
}

// A number for the step that went wrong; 0 when none did.
int fill_the_disk(const std::string& path) {
  ::signal(SIGXFSZ, SIG_IGN);
  TestStore store(path);
  if (!store.open().empty() || !limit_file_size(300 * 1024)) return 1;
  std::int64_t good = 0;
  while (good < 1000 && store.write({insert(good, std::string(10240, 'x'))}).err == 0) ++good;
  if (good < 5 || good >= 100) return 2;
  if (store.write({insert(5000, std::string(4 << 20, 'x'))}).err != -EIO) return 3;
  if (store.number("SELECT count(*) FROM t") != good) return 4;
  if (!limit_file_size(RLIM_INFINITY)) return 5;
  if (store.write({insert(good, std::string(10240, 'y'))}).err != 0) return 6;
  if (store.number("SELECT count(*) FROM t") != good + 1) return 7;
  store.close();
  TestStore again(path);
  if (!again.open().empty()) return 8;
  const auto checked = again.read({"SELECT count(*) FROM t WHERE length(text)=10240"});
  return checked && checked->at(0, 0) == StoreValue(good + 1) ? 0 : 9;
}

TEST_F(StoreCrashTest, AFullDiskFailsTheWritesAndLaterOnesWorkAgain) {
  EXPECT_EQ(in_child([this] { return fill_the_disk(path_); }), 0);
}

int start_on_a_full_disk(const std::string& path) {
  ::signal(SIGXFSZ, SIG_IGN);
  if (!limit_file_size(1024)) return 1;
  {
    TestStore store(path);
    const std::string error = store.open();
    if (error.find(path) == std::string::npos || error.find("space") == std::string::npos) return 2;
    if (store.write({insert(1)}).err != -EIO) return 3;
  }
  if (!limit_file_size(RLIM_INFINITY)) return 4;
  TestStore store(path);
  return store.open().empty() && store.migrate("test", one_table()).empty() ? 0 : 5;
}

TEST_F(StoreCrashTest, AFullDiskAtTheFirstStartIsNamedAndTheNextStartWorks) {
  EXPECT_EQ(in_child([this] { return start_on_a_full_disk(dir_ + "/new.db"); }), 0);
}

int no_thread_to_be_had(const std::string& path) {
  if (::geteuid() == 0 && ::setuid(65533) != 0) return 1;
  const struct rlimit none { 0, 0 };
  if (::setrlimit(RLIMIT_NPROC, &none) != 0) return 2;
  TestStore store(path);
  if (store.open().find("thread") == std::string::npos) return 3;
  if (store.write({insert(1)}).err != -EIO || store.read({"SELECT 1"})) return 4;
  store.close();
  return 0;
}

TEST_F(StoreCrashTest, AProcessThatMayHaveNoThreadGetsAnErrorAndNoCrash) {
  EXPECT_EQ(in_child([this] { return no_thread_to_be_had(path_); }), 0);
}

}  // namespace
}  // namespace openclaw
