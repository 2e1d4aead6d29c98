// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "plugins/exec-approvals/file_io.hpp"
#include "plugins/exec-approvals/json_text.hpp"
#include "plugins/exec-approvals/policy.hpp"
#include "plugins/exec-approvals/policy_file.hpp"

namespace approvals {
namespace {

std::string problem(std::string_view text) { return read_policy(text).problem; }

TEST(Policy, WhatIsWrongIsNamedWithItsPlace) {
  EXPECT_EQ(problem(R"({"version":1})"), "");
  EXPECT_EQ(problem("{\n  \"version\": 1,\n  x\n}"), "it is no JSON near line 3, column 4");
  EXPECT_EQ(problem(R"({"version":1} x)").substr(0, 13), "it is no JSON");
  EXPECT_EQ(problem("[]"), "the document must be an object");
  EXPECT_EQ(problem(R"({"version":2})"), "version must be 1");
  EXPECT_EQ(problem(R"({"version":1,"defaults":{"security":"ful"}})"),
            R"(defaults.security must be "deny", "allowlist" or "full")");
  EXPECT_EQ(problem(R"({"version":1,"agents":{"main":{"ask":1}}})"),
            R"(agents.main.ask must be "off", "on-miss" or "always")");
  EXPECT_EQ(problem(R"({"version":1,"agents":{"a":{"allowlist":["ls",{"id":"x"}]}}})"),
            "agents.a.allowlist[1].pattern is missing: it must be a string that is not empty");
  EXPECT_EQ(problem(R"({"version":1,"agents":{"a":{"mcpTools":[1]}}})"),
            "agents.a.mcpTools[0] must be an object");
}

TEST(Policy, AMisspeltRestrictionIsNotDropped) {
  EXPECT_EQ(problem(R"({"version":1,"defaults":{"Security":"deny"}})"),
            "defaults.Security is not known: mend its name, or take it out");
  EXPECT_EQ(problem(R"({"version":1,"default":{"security":"deny"}})"),
            "default is not known: mend its name, or take it out");
  EXPECT_EQ(problem(R"({"version":1,"agents":{"main":{"newer":1}}})"), "");
}

TEST(Policy, WhatIsReadInTwoWaysIsWrong) {
  EXPECT_EQ(problem(R"({"version":1,"defaults":{},"defaults":{"security":"full"}})"),
            "defaults is there twice");
  EXPECT_EQ(problem(R"({"version":1,"agents":{"a":{},"a":{}}})"), "agents.a is there twice");
  EXPECT_NE(problem(R"({"version":1,"agents":{"a":{"allowlist":["rm\u0000x"]}}})"), "");
}

TEST(Policy, EntriesGetIdsAndTheAgentOfOldFilesItsName) {
  const PolicyText text = read_policy(
      R"({"version":1,"agents":{"default":{"security":" full","allowlist":[" ls ",
      {"pattern":"x","commandText":"secret","id":"1"}]},"main":{"ask":"always"}}})");
  EXPECT_EQ(text.problem.substr(0, 30), "agents.default.security must b");
  const oc::Json normal = normal_policy(
      oc::parse(R"({"version":1,"agents":{"default":{"security":" full","allowlist":[" ls ",
      {"pattern":"x","commandText":"secret","id":"1"}]},"main":{"ask":"always"}}})")
          .get());
  const cJSON* main = oc::get(oc::get(normal.get(), "agents"), "main");
  EXPECT_EQ(oc::text(main, "ask"), "always");
  EXPECT_EQ(oc::text(main, "security"), "full");
  const cJSON* list = oc::get(main, "allowlist");
  ASSERT_EQ(cJSON_GetArraySize(list), 2);
  EXPECT_EQ(oc::text(cJSON_GetArrayItem(list, 0), "pattern"), "ls");
  EXPECT_EQ(oc::text(cJSON_GetArrayItem(list, 0), "id").size(), 36U);
  EXPECT_EQ(compact(cJSON_GetArrayItem(list, 1)), R"({"pattern":"x","id":"1"})");
  EXPECT_EQ(oc::get(oc::get(normal.get(), "agents"), "default"), nullptr);
}

TEST(Policy, ClientsDoNotReadTheToken) {
  oc::Json normal = normal_policy(nullptr);
  complete_socket(normal.get(), nullptr, "/state");
  EXPECT_EQ(
      policy_shown(normal.get()),
      R"({"version":1,"socket":{"path":"/state/exec-approvals.sock"},"defaults":{},"agents":{}})");
  EXPECT_EQ(oc::text(oc::get(normal.get(), "socket"), "token").size(), 32U);
  EXPECT_EQ(resolved_defaults(normal.get()),
            R"({"security":"full","ask":"off","askFallback":"deny","autoAllowSkills":false})");
  EXPECT_EQ(resolved_defaults(closed_policy().get()),
            R"({"security":"deny","ask":"off","askFallback":"deny","autoAllowSkills":false})");
}

class PolicyFileTest : public testing::Test {
 protected:
  PolicyFileTest() {
    char name[] = "/tmp/approvals-XXXXXX";
    folder_ = ::mkdtemp(name);
  }
  ~PolicyFileTest() override { std::filesystem::remove_all(folder_); }
  void put(std::string_view text, mode_t mode = 0600) {
    std::ofstream(path()) << text;
    ::chmod(path().c_str(), mode);
  }
  [[nodiscard]] std::string path() const { return folder_ + "/exec-approvals.json"; }
  [[nodiscard]] mode_t mode() const {
    struct stat info {};
    return ::stat(path().c_str(), &info) == 0 ? info.st_mode & 0777U : 0;
  }
  [[nodiscard]] PolicyFile file() const { return PolicyFile(folder_); }

  std::string folder_;
};

TEST_F(PolicyFileTest, TheFirstFileIsPrivateAndWhatWasRead) {
  const PolicySnapshot made = file().read_or_make();
  EXPECT_TRUE(made.exists);
  EXPECT_EQ(mode(), 0600U);
  const PolicySnapshot again = file().read_or_make();
  EXPECT_EQ(again.hash, made.hash);
  EXPECT_EQ(policy_file_text(again.document.get()), policy_file_text(made.document.get()));
}

TEST_F(PolicyFileTest, WritingNeedsTheHashOfWhatIsThere) {
  const oc::Json document = oc::parse(R"({"version":1,"defaults":{"ask":"always"}})");
  const PolicyFile::Written first = file().write(document.get(), "");
  ASSERT_EQ(first.error, "");
  EXPECT_TRUE(file().write(document.get(), "").hash_missing);
  EXPECT_TRUE(file().write(document.get(), "stale").changed_before);
  const PolicyFile::Written second = file().write(document.get(), first.snapshot.hash);
  EXPECT_EQ(second.snapshot.hash, first.snapshot.hash) << "the token stays";
  EXPECT_EQ(mode(), 0600U);
}

TEST_F(PolicyFileTest, ABadWordIsRefusedAndNothingIsWritten) {
  put(R"({"version":1})");
  const std::string hash = file().read().hash;
  const oc::Json document = oc::parse(R"({"version":1,"defaults":{"security":"fulll"}})");
  EXPECT_TRUE(file().write(document.get(), hash).bad_document);
  EXPECT_EQ(file().read().hash, hash);
}

TEST_F(PolicyFileTest, ABrokenFileAllowsNothingAndSaysWhatToDo) {
  put("{ \"version\": 1,, }");
  const PolicySnapshot read = file().read();
  EXPECT_TRUE(read.exists);
  EXPECT_EQ(read.problem,
            path() +
                " is broken: it is no JSON near line 1, column 17; mend it; until then "
                "every command is refused");
  EXPECT_EQ(oc::text(oc::get(read.document.get(), "defaults"), "security"), "deny");
  EXPECT_EQ(file().read_or_make().hash, read.hash) << "it is left as it is";
}

TEST_F(PolicyFileTest, AFileThatOthersMayWriteDoesNotCount) {
  put(R"({"version":1})", 0666);
  EXPECT_NE(file().read().problem.find("chmod 600"), std::string::npos);
  put(R"({"version":1})", 0644);
  EXPECT_EQ(file().read().problem, "");
  EXPECT_EQ(mode(), 0600U) << "what others could read is closed";
}

TEST_F(PolicyFileTest, WhatIsNoFileDoesNotHold) {
  ASSERT_EQ(::mkfifo(path().c_str(), 0600), 0);
  EXPECT_NE(file().read().problem.find("no regular file"), std::string::npos);
  ::unlink(path().c_str());
  put(std::string(2 * 1024 * 1024, ' '));
  EXPECT_NE(file().read().problem.find("1024 kB"), std::string::npos);
}

// Whoever may not write the file must not choose what stands in its place; and what a link leads to
// may be missing for a while, which is no leave for everything.
TEST_F(PolicyFileTest, ALinkAllowsNothingAndIsNotFollowed) {
  const std::string target = folder_ + "/elsewhere.json";
  const std::string text = R"({"version":1,"defaults":{"security":"full"}})";
  ASSERT_EQ(::symlink(target.c_str(), path().c_str()), 0);
  for (const bool dangling : {true, false}) {
    const std::string made = dangling ? "" : write_private_file(target, text);
    ASSERT_EQ(made, "");
    const PolicySnapshot read = file().read_or_make();
    EXPECT_NE(read.problem.find("is a symbolic link"), std::string::npos) << read.problem;
    EXPECT_EQ(oc::text(oc::get(read.document.get(), "defaults"), "security"), "deny");
    const oc::Json document = oc::parse(R"({"version":1,"defaults":{"ask":"off"}})");
    EXPECT_NE(file().write(document.get(), read.hash).error.find("is a symbolic link"),
              std::string::npos);
  }
  EXPECT_EQ(read_private_file(target, 10'000).text, text);
}

}  // namespace
}  // namespace approvals
