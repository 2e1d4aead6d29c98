// SPDX-License-Identifier: MIT
#include "core/config/config.hpp"

#include <tuple>

#include "config_fixture.hpp"

namespace openclaw {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

using ConfigTest = ConfigFixture;

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
  write("{gateway: {port: 1, auth: {}}}");
  auto config = Config::load(path_);
  ASSERT_TRUE(config.ok());
  std::ignore = config->set_text("gateway.mode", "local");
  std::ignore = config->set_text("gateway.mode", "remote");
  std::ignore = config->set_text("gateway.auth.token", "s\"t");
  ASSERT_TRUE(config->save().ok());
  EXPECT_THAT(content(path_),
              StartsWith("{\n  \"gateway\": {\n    \"port\": 1,\n    \"auth\": {\n"
                         "      \"token\": \"s\\\"t\"\n    },\n    \"mode\": \"remote\"\n  },\n"
                         "  \"meta\": {\n    \"lastTouchedVersion\": \"20"));
  EXPECT_THAT(content(path_), testing::EndsWith("Z\"\n  }\n}\n"));
  EXPECT_EQ(mode(path_), 0600U);
}

TEST_F(ConfigTest, SetsNothingOnDiskBeforeItIsSaved) {
  auto config = Config::load(path_);
  ASSERT_TRUE(config.ok());
  std::ignore = config->set_text("gateway.mode", "local");
  EXPECT_EQ(config->text("gateway.mode"), "local");
  EXPECT_NE(::access(path_.c_str(), F_OK), 0);
}

TEST_F(ConfigTest, MakesThePrivateDirectoryOfANewFile) {
  auto config = Config::load(dir_ + "/a/b/openclaw.json");
  ASSERT_TRUE(config.ok());
  std::ignore = config->set_text("gateway.mode", "local");
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
  for (const auto& file : std::filesystem::directory_iterator(dir_)) {
    if (file.path().extension() != ".lock") ++files;
  }
  EXPECT_EQ(files, 2U);
}

TEST_F(ConfigTest, ASymbolicLinkStaysALink) {
  const std::string real = dir_ + "/real.json";
  std::ofstream(real) << "{}";
  ASSERT_EQ(::symlink(real.c_str(), path_.c_str()), 0);
  auto config = Config::load(path_);
  ASSERT_TRUE(config.ok());
  std::ignore = config->set_text("a", "b");
  ASSERT_TRUE(config->save().ok());
  EXPECT_TRUE(std::filesystem::is_symlink(path_));
  EXPECT_THAT(content(real), HasSubstr("\"a\": \"b\""));
}

TEST_F(ConfigTest, AFailureToSaveNamesTheFileAndKeepsTheOldOne) {
  write("{}");
  auto config = Config::load(path_);
  ASSERT_TRUE(config.ok());
  write_file("openclaw.json.bak.3", "older");
  write_file("openclaw.json.bak.4/in-the-way", "");
  auto saved = config->save();
  ASSERT_FALSE(saved.ok());
  EXPECT_THAT(saved.error().message, StartsWith("cannot replace " + path_ + ".bak.4: "));
  EXPECT_EQ(content(path_), "{}");
}

TEST_F(ConfigTest, KeepsFiveCopiesAndNoMore) {
  for (int i = 0; i < 8; ++i) {
    write("{a: " + std::to_string(i) + "}");
    auto config = load();
    ASSERT_TRUE(config.ok() && config->save().ok());
  }
  EXPECT_EQ(content(path_ + ".bak"), "{a: 7}");
  for (int age = 1; age <= 4; ++age) {
    const std::string copy = path_ + ".bak." + std::to_string(age);
    EXPECT_EQ(content(copy), "{a: " + std::to_string(7 - age) + "}");
    EXPECT_EQ(mode(copy), 0600U);
  }
  EXPECT_NE(::access((path_ + ".bak.5").c_str(), F_OK), 0);
}

TEST_F(ConfigTest, RemovesWhatEarlierWritersLeftBehindAndNothingElse) {
  write("{}");
  // No process has a number beyond the kernel's limit.
  for (const char* name :
       {".bak.5", ".bak.17", ".4194305.tmp", ".bak.20261120", ".mine", ".bak.mine", ".1.tmp"}) {
    write_file("openclaw.json" + std::string(name), "");
  }
  auto config = load();
  ASSERT_TRUE(config.ok() && config->save().ok());
  for (const char* gone : {".bak.5", ".bak.17", ".4194305.tmp"}) {
    EXPECT_NE(::access((path_ + gone).c_str(), F_OK), 0) << gone;
  }
  for (const char* kept : {".mine", ".bak.mine", ".1.tmp"}) {
    EXPECT_EQ(::access((path_ + kept).c_str(), F_OK), 0) << kept;
  }
}

TEST_F(ConfigTest, DoesNotOverwriteWhatSomebodyElseHasWritten) {
  write("{a: 1}");
  auto config = load();
  ASSERT_TRUE(config.ok());
  write("{a: 2}");
  const auto saved = config->save();
  ASSERT_FALSE(saved.ok());
  EXPECT_THAT(saved.error().message, HasSubstr("has changed since it was read"));
  EXPECT_EQ(content(path_), "{a: 2}");
}

TEST_F(ConfigTest, SavingKeepsVariablesAndIncludesAsTheyAreWritten) {
  environment_["TOKEN"] = "very secret";
  write_file("more.json5", "{gateway: {port: 1}}");
  write("{$include: 'more.json5', gateway: {auth: {token: '${TOKEN}'}}}");
  auto config = load();
  ASSERT_TRUE(config.ok());
  EXPECT_EQ(config->text("gateway.auth.token"), "very secret");
  ASSERT_TRUE(config->set_text("gateway.mode", "local").ok());
  ASSERT_TRUE(config->save().ok());
  EXPECT_THAT(content(path_), HasSubstr("\"token\": \"${TOKEN}\""));
  EXPECT_THAT(content(path_), HasSubstr("\"$include\": \"more.json5\""));
  EXPECT_THAT(content(path_), testing::Not(HasSubstr("very secret")));
  EXPECT_EQ(load()->integer("gateway.port"), 1);
}

TEST_F(ConfigTest, UnsetsWhatTheFileItselfSays) {
  write_file("more.json5", "{gateway: {port: 1}}");
  write("{$include: 'more.json5', gateway: {mode: 'local'}}");
  auto config = load();
  ASSERT_TRUE(config.ok());
  EXPECT_TRUE(config->unset({"gateway", "mode"}).ok());
  EXPECT_EQ(config->text("gateway.mode"), "");
  EXPECT_THAT(config->unset({"gateway", "port"}).error().message, HasSubstr("more.json5"));
  EXPECT_EQ(config->unset({"gateway", "bind"}).error().message, "nothing is there");
}

}  // namespace
}  // namespace openclaw
