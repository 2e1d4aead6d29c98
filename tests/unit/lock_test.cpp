// SPDX-License-Identifier: MIT
#include "core/lock.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace openclaw {
namespace {

class LockTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "openclaw-lock-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    facts_.state_dir = name;
    facts_.config_file = name + "/openclaw.json";
    facts_.port = 4711;
    ::setenv("TMPDIR", name.c_str(), 1);
  }
  void TearDown() override {
    ::unsetenv("TMPDIR");
    std::filesystem::remove_all(facts_.state_dir);
  }
  std::string write(const std::string& text) {
    const std::string path = facts_.state_dir + "/written.lock";
    std::ofstream(path) << text;
    return path;
  }

  LockFacts facts_;
};

TEST_F(LockTest, TheSecondIsRefusedAndToldOfTheFirst) {
  const auto first = StateLock::take(facts_, 0);
  ASSERT_TRUE(first.ok());
  const auto second = StateLock::take(facts_, 0);
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().message, "gateway already running (pid " + std::to_string(getpid()) +
                                        "); lock timeout after 0ms");
}

TEST_F(LockTest, DeletingTheFilesOpensNothing) {
  const auto first = StateLock::take(facts_, 0);
  ASSERT_TRUE(first.ok());
  for (const std::string& path : lock_file_paths(facts_))
    EXPECT_TRUE(std::filesystem::remove(path));
  EXPECT_FALSE(StateLock::take(facts_, 0).ok());
}

TEST_F(LockTest, TheEndReleasesItAndTakesTheFilesAway) {
  { ASSERT_TRUE(StateLock::take(facts_, 0).ok()); }
  for (const std::string& path : lock_file_paths(facts_)) {
    EXPECT_FALSE(std::filesystem::exists(path)) << path;
  }
  EXPECT_TRUE(StateLock::take(facts_, 0).ok());
}

TEST_F(LockTest, ADirectoryThatIsMissingIsNamed) {
  facts_.state_dir += "/missing";
  const auto lock = StateLock::take(facts_, 0);
  ASSERT_FALSE(lock.ok());
  EXPECT_NE(lock.error().message.find(facts_.state_dir), std::string::npos);
}

TEST_F(LockTest, FilesAreReadLeniently) {
  const LockHolder holder =
      read_lock_file(write("{\n \"pid\": 12,\n \"startTime\": 34, \"port\": 56}\n    \n"));
  EXPECT_EQ(holder.pid, 12);
  EXPECT_EQ(holder.start_time, 34U);
  EXPECT_EQ(holder.port, 56);
  EXPECT_EQ(read_lock_file(write("no json")).pid, 0);
  EXPECT_EQ(read_lock_file(write("{\"pid\":\"x\"}")).pid, 0);
  EXPECT_EQ(read_lock_file(facts_.state_dir + "/none").pid, 0);
}

TEST_F(LockTest, AProcessThatIsGoneOrAnotherIsNotAlive) {
  EXPECT_FALSE(is_alive({}));
  EXPECT_FALSE(is_alive({.pid = 999'999'999, .config_file = {}}));
  EXPECT_FALSE(is_alive({.pid = getpid(), .start_time = 1, .config_file = {}}))
      << "the number was given again";
}

TEST_F(LockTest, WhatOthersCouldHavePutThereSaysNothing) {
  const std::string directory = facts_.state_dir + "/openclaw-" + std::to_string(getuid());
  std::filesystem::create_directory(directory);
  const std::string path = directory + "/gateway.00000000.lock";
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  EXPECT_TRUE(StateLock::take(facts_, 0).ok()) << "nobody waits for a pipe";
  std::filesystem::remove(path);
  // Process 1 lives, and this file names it as the holder of the configuration.
  std::ofstream(path) << R"({"pid":1,"startTime":)" << 0 << R"(,"configPath":")"
                      << facts_.config_file << "\"}";
  std::filesystem::permissions(directory, std::filesystem::perms::all);
  EXPECT_TRUE(StateLock::take(facts_, 0).ok()) << "everybody can write there";
}

TEST_F(LockTest, TheLockOfASharedConfigurationIsLeftOut) {
  EXPECT_EQ(lock_file_paths(facts_).size(), 3U);
  facts_.shared_config = true;
  EXPECT_EQ(lock_file_paths(facts_).size(), 2U);
}

}  // namespace
}  // namespace openclaw
