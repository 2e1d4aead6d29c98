// SPDX-License-Identifier: MIT
#include "core/config/hash.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

namespace openclaw {
namespace {

class ConfigHashTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "openclaw-hash-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    dir_ = name;
    file_ = dir_ + "/key";
  }
  void TearDown() override { std::filesystem::remove_all(dir_); }

  std::string dir_;
  std::string file_;
};

TEST_F(ConfigHashTest, IsTheSameForTheSameTextAndOutlivesTheProcess) {
  const auto first = ConfigHash::open(file_);
  ASSERT_TRUE(first.ok());
  const auto second = ConfigHash::open(file_);
  ASSERT_TRUE(second.ok());
  EXPECT_EQ(first->of("{}"), second->of("{}"));
  EXPECT_NE(first->of("{}"), first->of("{} "));
  EXPECT_TRUE(first->of("{}").starts_with("hmac-sha256:v1:"));
}

TEST_F(ConfigHashTest, TheKeyIsTheOwnersAlone) {
  ASSERT_TRUE(ConfigHash::open(file_).ok());
  struct stat facts {};
  ASSERT_EQ(::stat(file_.c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777U, 0600U);
  const auto other = ConfigHash::open(dir_ + "/other");
  ASSERT_TRUE(other.ok());
  EXPECT_NE(other->of("{}"), ConfigHash::open(file_)->of("{}"));
}

TEST_F(ConfigHashTest, ABrokenKeyIsMadeAnew) {
  std::ofstream(file_) << "short";
  ASSERT_TRUE(ConfigHash::open(file_).ok());
  EXPECT_GE(std::filesystem::file_size(file_), 64U);
}

TEST_F(ConfigHashTest, AKeyThatCannotBeKeptIsAnErrorThatNamesTheFile) {
  const auto hash = ConfigHash::open(dir_ + "/missing/key");
  ASSERT_FALSE(hash.ok());
  EXPECT_NE(hash.error().message.find("/missing/key"), std::string::npos);
}

}  // namespace
}  // namespace openclaw
