// SPDX-License-Identifier: MIT
#include "core/file.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace openclaw {
namespace {

namespace fs = std::filesystem;

class FilesTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "openclaw-file-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    dir_ = name;
    path_ = dir_ + "/file";
  }
  void TearDown() override { fs::remove_all(dir_); }
  std::string content() {
    std::ostringstream out;
    out << std::ifstream(path_).rdbuf();
    return out.str();
  }
  std::size_t entries() {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(dir_), fs::directory_iterator()));
  }

  std::string dir_;
  std::string path_;
};

TEST_F(FilesTest, WritesPrivatelyAndLeavesNothingElse) {
  ASSERT_TRUE(write_file_atomically(path_, "one").ok());
  ASSERT_TRUE(write_file_atomically(path_, "two").ok());
  EXPECT_EQ(content(), "two");
  struct stat facts {};
  ASSERT_EQ(::stat(path_.c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777U, 0600U);
  EXPECT_EQ(entries(), 1U);
}

TEST_F(FilesTest, WhoReadsTheOldFileKeepsIt) {
  ASSERT_TRUE(write_file_atomically(path_, "old").ok());
  std::ifstream reader(path_);
  ASSERT_TRUE(write_file_atomically(path_, "new").ok());
  std::string text;
  reader >> text;
  EXPECT_EQ(text, "old") << "the file was written over instead of replaced";
}

TEST_F(FilesTest, WhatACrashLeftIsNoObstacle) {
  std::ofstream(path_ + "." + std::to_string(::getpid()) + ".tmp") << "half";
  ASSERT_TRUE(write_file_atomically(path_, "whole").ok());
  EXPECT_EQ(content(), "whole");
  EXPECT_EQ(entries(), 1U);
}

TEST_F(FilesTest, AFailureNamesTheFileAndKeepsWhatWasThere) {
  const Status written = write_file_atomically(dir_ + "/missing/file", "x");
  ASSERT_FALSE(written.ok());
  EXPECT_NE(written.error().message.find("/missing/file"), std::string::npos);
  ASSERT_TRUE(fs::create_directory(path_));
  EXPECT_FALSE(write_file_atomically(path_, "x").ok()) << "a directory is in the way";
  EXPECT_TRUE(fs::is_directory(path_));
  EXPECT_EQ(entries(), 1U);
}

TEST_F(FilesTest, ReadsWholeFilesUpToALimit) {
  auto absent = read_file(path_, 10);
  ASSERT_TRUE(absent.ok());
  EXPECT_FALSE(absent->has_value());
  std::ofstream(path_) << "0123456789";
  auto whole = read_file(path_, 10);
  ASSERT_TRUE(whole.ok());
  EXPECT_EQ(*whole, "0123456789");
  EXPECT_FALSE(read_file(path_, 9).ok());
}

TEST_F(FilesTest, WhatIsNoFileIsAnErrorAndNobodyWaits) {
  ASSERT_EQ(::mkfifo(path_.c_str(), 0600), 0);
  EXPECT_FALSE(read_file(path_, 10).ok());
  EXPECT_FALSE(read_file(dir_, 10).ok());
}

TEST_F(FilesTest, LinksAreFollowedToTheirEnd) {
  std::ofstream(dir_ + "/real") << "x";
  fs::create_symlink(dir_ + "/real", path_);
  EXPECT_EQ(follow_links(path_), fs::canonical(dir_ + "/real"));
  EXPECT_EQ(follow_links(dir_ + "/none"), dir_ + "/none");
}

}  // namespace
}  // namespace openclaw
