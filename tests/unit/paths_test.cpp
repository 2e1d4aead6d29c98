// SPDX-License-Identifier: MIT
#include "core/paths.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "openclaw_build.h"

namespace openclaw {
namespace {

class PathsTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "openclaw-paths-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    dir_ = name;
    for (const char* variable : {"OPENCLAW_HOME", "OPENCLAW_STATE_DIR", "OPENCLAW_CONFIG_PATH"}) {
      ::unsetenv(variable);
    }
    ::setenv("HOME", "/home/somebody", 1);
  }
  void TearDown() override { std::filesystem::remove_all(dir_); }

  std::string dir_;
};

TEST_F(PathsTest, TheStateDirectoryIsInTheHomeDirectory) {
  auto paths = find_paths();
  ASSERT_TRUE(paths.ok());
  EXPECT_EQ(paths->state_dir, "/home/somebody/.openclaw");
  EXPECT_EQ(paths->config_file, "/home/somebody/.openclaw/openclaw.json");
  EXPECT_EQ(paths->database, "/home/somebody/.openclaw/state/gateway.sqlite");
}

TEST_F(PathsTest, OpenclawHomeComesBeforeHome) {
  ::setenv("OPENCLAW_HOME", "/srv/claw", 1);
  EXPECT_EQ(find_paths()->state_dir, "/srv/claw/.openclaw");
  ::setenv("OPENCLAW_HOME", "~/claw", 1);
  EXPECT_EQ(find_paths()->state_dir, "/home/somebody/claw/.openclaw");
}

TEST_F(PathsTest, VariablesMoveStateAndConfiguration) {
  ::setenv("OPENCLAW_STATE_DIR", " /var/lib/../lib/claw/ ", 1);
  EXPECT_EQ(find_paths()->state_dir, "/var/lib/claw");
  EXPECT_EQ(find_paths()->config_file, "/var/lib/claw/openclaw.json");
  ::setenv("OPENCLAW_CONFIG_PATH", "~/my.json", 1);
  EXPECT_EQ(find_paths()->config_file, "/home/somebody/my.json");
}

TEST_F(PathsTest, AnEmptyVariableCountsAsUnset) {
  ::setenv("OPENCLAW_STATE_DIR", " ", 1);
  ::setenv("OPENCLAW_HOME", "", 1);
  EXPECT_EQ(find_paths()->state_dir, "/home/somebody/.openclaw");
}

TEST_F(PathsTest, WithoutHomeThePasswordDatabaseAnswers) {
  ::unsetenv("HOME");
  auto paths = find_paths();
  ASSERT_TRUE(paths.ok()) << paths.error().message;
  EXPECT_THAT(paths->state_dir, testing::StartsWith("/"));
  EXPECT_THAT(paths->state_dir, testing::EndsWith("/.openclaw"));
}

TEST_F(PathsTest, EarlierNamesCountWhereThePresentOneIsMissing) {
  ::setenv("HOME", dir_.c_str(), 1);
  std::filesystem::create_directory(dir_ + "/.moltbot");
  EXPECT_EQ(find_paths()->config_file, dir_ + "/.moltbot/openclaw.json");
  std::ofstream(dir_ + "/.moltbot/clawdbot.json") << "{}";
  EXPECT_EQ(find_paths()->config_file, dir_ + "/.moltbot/clawdbot.json");
  std::ofstream(dir_ + "/.moltbot/openclaw.json") << "{}";
  EXPECT_EQ(find_paths()->config_file, dir_ + "/.moltbot/openclaw.json");
  std::filesystem::create_directory(dir_ + "/.openclaw");
  EXPECT_EQ(find_paths()->state_dir, dir_ + "/.openclaw");
}

TEST_F(PathsTest, ATildeStandsForTheHomeDirectory) {
  EXPECT_EQ(with_tilde("/home/somebody/.openclaw/x"), "~/.openclaw/x");
  EXPECT_EQ(with_tilde("/home/somebody"), "~");
  EXPECT_EQ(with_tilde("/home/somebodyelse/x"), "/home/somebodyelse/x");
}

TEST_F(PathsTest, TakesTheRightsOfOthersAway) {
  ASSERT_EQ(::chmod(dir_.c_str(), 0755), 0);
  make_dir_private(dir_);
  struct stat found {};
  ASSERT_EQ(::stat(dir_.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777U, 0700U);
}

TEST_F(PathsTest, MakesMissingDirectoriesPrivate) {
  const std::string path = dir_ + "/a/b/c";
  ASSERT_TRUE(make_private_dir(path).ok());
  for (const std::string& part : {dir_ + "/a", dir_ + "/a/b", path}) {
    struct stat found {};
    ASSERT_EQ(::stat(part.c_str(), &found), 0);
    EXPECT_EQ(found.st_mode & 0777U, 0700U) << part;
  }
  EXPECT_TRUE(make_private_dir(path).ok());
  EXPECT_TRUE(make_private_dir(path + "/").ok());
}

TEST_F(PathsTest, RefusesADirectoryThatIsAFile) {
  std::ofstream(dir_ + "/file") << "x";
  const auto in_the_way = make_private_dir(dir_ + "/file");
  ASSERT_FALSE(in_the_way.ok());
  EXPECT_EQ(in_the_way.error().message,
            dir_ + "/file is not a directory; move it away or set OPENCLAW_STATE_DIR");
  const auto below = make_private_dir(dir_ + "/file/b");
  ASSERT_FALSE(below.ok());
  EXPECT_EQ(below.error().message,
            "cannot create the directory " + dir_ + "/file/b: Not a directory");
}

TEST_F(PathsTest, ABuildTreeHasItsPluginsBesideTheProgram) {
  std::ofstream(dir_ + "/build.ninja") << "";
  EXPECT_EQ(find_plugin_dir(dir_), dir_ + "/plugins");
}

TEST_F(PathsTest, AnInstalledTreeMayBeMoved) {
  EXPECT_EQ(find_plugin_dir(dir_ + "/bin"), OPENCLAW_PLUGIN_DIR);
  const std::string moved = dir_ + "/" OPENCLAW_PLUGIN_SUBDIR;
  ASSERT_TRUE(make_private_dir(moved).ok());
  EXPECT_EQ(find_plugin_dir(dir_ + "/bin"), moved);
}

}  // namespace
}  // namespace openclaw
