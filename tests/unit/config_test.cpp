// SPDX-License-Identifier: MIT
#include "core/config.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace openclaw {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class ConfigTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "openclaw-config-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    dir_ = name;
    path_ = dir_ + "/openclaw.json";
  }
  void TearDown() override { std::filesystem::remove_all(dir_); }

  void write(std::string_view text) const { std::ofstream(path_) << text; }
  [[nodiscard]] static std::string content(const std::string& path) {
    std::ostringstream out;
    out << std::ifstream(path).rdbuf();
    return out.str();
  }
  [[nodiscard]] static mode_t mode(const std::string& path) {
    struct stat found {};
    return ::stat(path.c_str(), &found) == 0 ? found.st_mode & 0777 : 0;
  }
  [[nodiscard]] std::string error() const {
    auto config = Config::load(path_);
    return config.ok() ? "" : config.error().message;
  }

  std::string dir_;
  std::string path_;
};

TEST_F(ConfigTest, AnAbsentFileIsAnEmptyConfiguration) {
  auto config = Config::load(path_);
  ASSERT_TRUE(config.ok());
  EXPECT_FALSE(config->exists());
  EXPECT_EQ(config->path(), path_);
  EXPECT_EQ(config->at("gateway"), nullptr);
  EXPECT_EQ(config->text("gateway.mode"), "");
}

TEST_F(ConfigTest, ReadsValuesAtDottedPaths) {
  write("{gateway: {port: 1234, mode: 'local', open: true, rate: 1.5,}} // mine");
  auto config = Config::load(path_);
  ASSERT_TRUE(config.ok()) << config.error().message;
  EXPECT_TRUE(config->exists());
  EXPECT_EQ(config->text("gateway.mode"), "local");
  EXPECT_EQ(config->integer("gateway.port"), 1234);
  EXPECT_EQ(config->flag("gateway.open"), true);
  EXPECT_EQ(config->integer("gateway.rate"), std::nullopt);
  EXPECT_EQ(config->integer("gateway.mode"), std::nullopt);
  EXPECT_EQ(config->flag("gateway.port"), std::nullopt);
  EXPECT_EQ(config->text("gateway.port"), "");
  EXPECT_EQ(config->text("gateway.mode.inner"), "");
}

TEST_F(ConfigTest, ErrorsNameTheFileAndThePlace) {
  write("{\n  a: j}");
  EXPECT_EQ(error(), path_ + ": JSON5: invalid character 'j' at 2:6");
  write("");
  EXPECT_EQ(error(), path_ + ": JSON5: invalid end of input at 1:1");
  write("[]");
  EXPECT_EQ(error(), path_ + ": the configuration must be an object, { ... }");
}

TEST_F(ConfigTest, RefusesWhatIsNoRegularFile) {
  ASSERT_EQ(::mkfifo(path_.c_str(), 0600), 0);
  EXPECT_EQ(error(), "cannot read " + path_ + ": no regular file");
  ASSERT_EQ(::unlink(path_.c_str()), 0);
  ASSERT_EQ(::mkdir(path_.c_str(), 0700), 0);
  EXPECT_THAT(error(), StartsWith("cannot read " + path_));
}

TEST_F(ConfigTest, SavesWhatWasSet) {
  write("{gateway: {port: 1, auth: 'x'}}");
  auto config = Config::load(path_);
  ASSERT_TRUE(config.ok());
  config->set_text("gateway.mode", "local");
  config->set_text("gateway.mode", "remote");
  config->set_text("gateway.auth.token", "s\"t");
  ASSERT_TRUE(config->save().ok());
  EXPECT_EQ(content(path_),
            "{\n  \"gateway\": {\n    \"port\": 1,\n    \"auth\": {\n      \"token\": \"s\\\"t\"\n"
            "    },\n    \"mode\": \"remote\"\n  }\n}\n");
  EXPECT_EQ(mode(path_), 0600U);
}

TEST_F(ConfigTest, SetsNothingOnDiskBeforeItIsSaved) {
  auto config = Config::load(path_);
  ASSERT_TRUE(config.ok());
  config->set_text("gateway.mode", "local");
  EXPECT_EQ(config->text("gateway.mode"), "local");
  EXPECT_NE(::access(path_.c_str(), F_OK), 0);
}

TEST_F(ConfigTest, MakesThePrivateDirectoryOfANewFile) {
  auto config = Config::load(dir_ + "/a/b/openclaw.json");
  ASSERT_TRUE(config.ok());
  config->set_text("gateway.mode", "local");
  ASSERT_TRUE(config->save().ok());
  EXPECT_TRUE(config->exists());
  EXPECT_EQ(mode(dir_ + "/a"), 0700U);
  EXPECT_EQ(mode(dir_ + "/a/b"), 0700U);
  EXPECT_EQ(mode(dir_ + "/a/b/openclaw.json"), 0600U);
}

TEST_F(ConfigTest, KeepsThePreviousTextAsBackup) {
  const std::string before = "{ /* why */ a: 1 }";
  write(before);
  auto config = Config::load(path_);
  ASSERT_TRUE(config.ok());
  ASSERT_TRUE(config->save().ok());
  EXPECT_EQ(content(path_ + ".bak"), before);
  EXPECT_EQ(mode(path_ + ".bak"), 0600U);
}

TEST_F(ConfigTest, LeavesNoTemporaryFilesBehind) {
  write("{}");
  auto config = Config::load(path_);
  ASSERT_TRUE(config.ok());
  ASSERT_TRUE(config->save().ok());
  std::size_t files = 0;
  for ([[maybe_unused]] const auto& file : std::filesystem::directory_iterator(dir_)) ++files;
  EXPECT_EQ(files, 2U);
}

TEST_F(ConfigTest, ASymbolicLinkStaysALink) {
  const std::string real = dir_ + "/real.json";
  std::ofstream(real) << "{}";
  ASSERT_EQ(::symlink(real.c_str(), path_.c_str()), 0);
  auto config = Config::load(path_);
  ASSERT_TRUE(config.ok());
  config->set_text("a", "b");
  ASSERT_TRUE(config->save().ok());
  EXPECT_TRUE(std::filesystem::is_symlink(path_));
  EXPECT_THAT(content(real), HasSubstr("\"a\": \"b\""));
}

TEST_F(ConfigTest, AFailureToSaveNamesTheFileAndKeepsTheOldOne) {
  write("{}");
  auto config = Config::load(path_);
  ASSERT_TRUE(config.ok());
  ASSERT_EQ(::mkdir((path_ + ".bak").c_str(), 0700), 0);
  auto saved = config->save();
  ASSERT_FALSE(saved.ok());
  EXPECT_THAT(saved.error().message, StartsWith("cannot replace " + path_ + ".bak: "));
  EXPECT_EQ(content(path_), "{}");
}

}  // namespace
}  // namespace openclaw
