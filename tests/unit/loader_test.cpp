// SPDX-License-Identifier: MIT
#include "core/plugin/loader.hpp"

#include <elf.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace openclaw {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

class LoaderTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "openclaw-loader-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    dir_ = name;
  }
  void TearDown() override { fs::remove_all(dir_); }
  std::string write(const std::string& name, const std::string& text = {}) {
    const fs::path path = fs::path(dir_) / name;
    fs::create_directories(path.parent_path());
    std::ofstream(path) << text;
    fs::permissions(path, fs::perms(0644));
    return path;
  }
  // A copy of this program, which this machine surely runs.
  std::string copy(const std::string& name) {
    const std::string path = dir_ + '/' + name;
    fs::copy_file("/proc/self/exe", path);
    fs::permissions(path, fs::perms(0644));
    return path;
  }
  // What is said about a file behind its name.
  static std::string refusal(const std::string& file) {
    const auto module = Module::open(file);
    if (module) return "none";
    EXPECT_THAT(module.error().message, StartsWith(file + ": "));
    return module.error().message.substr(file.size() + 2);
  }

  std::string dir_;
};

TEST_F(LoaderTest, FindsPluginsInADirectoryAndOneLevelBelow) {
  write("z.so");
  write("irc/irc.so");
  write("a/b/deep.so");
  write("irc/irc.json");
  write("irc/readme.so.txt");
  fs::create_directory(dir_ + "/folder.so");
  EXPECT_THAT(find_plugin_files(dir_), ElementsAre(dir_ + "/irc/irc.so", dir_ + "/z.so"));
}

TEST_F(LoaderTest, AFileStandsForItselfAndWhatIsMissingForNothing) {
  const std::string file = write("odd.name");
  EXPECT_THAT(find_plugin_files(file), ElementsAre(file));
  EXPECT_THAT(find_plugin_files(dir_ + "/none"), IsEmpty());
  EXPECT_THAT(find_plugin_files(""), IsEmpty());
}

TEST_F(LoaderTest, TheIdIsTheNameOfTheFile) {
  EXPECT_EQ(plugin_id_of("/lib/irc/irc.so"), "irc");
  EXPECT_EQ(plugin_id_of("tools-exec.so"), "tools-exec");
}

TEST_F(LoaderTest, WhatOthersCanWriteIsNotLoaded) {
  const std::string file = copy("open.so");
  fs::permissions(file, fs::perms(0646));
  EXPECT_EQ(refusal(file), "can be written by everybody; chmod o-w it");
}

TEST_F(LoaderTest, WhatBelongsToOthersIsNotLoaded) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give a file away";
  const std::string file = copy("foreign.so");
  fs::permissions(file, fs::perms(0664));
  ASSERT_EQ(::chown(file.c_str(), 0, 65533), 0);
  EXPECT_EQ(refusal(file), "can be written by a foreign group; chmod g-w it");
  ASSERT_EQ(::chown(file.c_str(), 65533, 0), 0);
  EXPECT_THAT(refusal(file), HasSubstr("belongs to another user (uid 65533)"));
}

TEST_F(LoaderTest, WhatIsNoFileIsRefusedAndNobodyWaits) {
  EXPECT_THAT(refusal(dir_ + "/none.so"), HasSubstr("cannot be read"));
  EXPECT_THAT(refusal(dir_), StartsWith("is no regular file"));
  const std::string fifo = dir_ + "/fifo.so";
  ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
  EXPECT_THAT(refusal(fifo), StartsWith("is no regular file"));
}

TEST_F(LoaderTest, WhatIsNoSharedObjectIsRefused) {
  for (const char* text : {"", "#!/bin/sh\n",
                           "\x7f"
                           "ELF"}) {
    EXPECT_EQ(refusal(write("text.so", text)), "is no shared object; build or copy it again");
  }
  EXPECT_EQ(refusal(write("long.so", std::string(10'000, 'x'))),
            "is no shared object; build or copy it again");
}

// dlopen() maps a file that is too short, and the process dies when it touches the rest.
TEST_F(LoaderTest, AFileThatWasCutOffIsRefused) {
  const std::string file = copy("cut.so");
  fs::resize_file(file, 8192);
  EXPECT_EQ(refusal(file), "is cut off; copy it again");
  fs::resize_file(file, sizeof(Elf64_Ehdr));
  EXPECT_EQ(refusal(file), "is cut off; copy it again");
}

TEST_F(LoaderTest, AFileForAnotherMachineIsRefused) {
  const std::string file = copy("arm.so");
  std::fstream out(file, std::ios::in | std::ios::out | std::ios::binary);
  out.seekp(offsetof(Elf64_Ehdr, e_machine));
  out.put('\x7f');
  out.close();
  EXPECT_THAT(refusal(file), HasSubstr("another kind of machine"));
}

TEST_F(LoaderTest, AProgramIsNoPlugin) {
  EXPECT_THAT(refusal(copy("program.so")), HasSubstr("cannot be loaded"));
}

TEST_F(LoaderTest, TheDescriptionHasTheFactsOfTheTable) {
  static const int ops = 0;
  const oc_service services[] = {{"oc.channel/1", &ops}, {"oc.tool/1", &ops}, {nullptr, nullptr}};
  const char* const after[] = {"messaging", nullptr};
  const char* const reads[] = {"models.mode", nullptr};
  oc_plugin table{};
  table.size = sizeof table;
  table.config_reads = reads;
  table.abi_major = 0;
  table.abi_minor = 3;
  table.id = "irc";
  table.version = "1.2";
  table.summary = "a \"channel\"";
  table.services = services;
  table.after = after;
  table.config_schema_json = R"({"type":"object"})";
  EXPECT_EQ(describe_plugin(table),
            R"({"id":"irc","version":"1.2","summary":"a \"channel\"","abi":{"major":0,"minor":3},)"
            R"("interfaces":["oc.channel/1","oc.tool/1"],"after":["messaging"],)"
            R"("configReads":["models.mode"],"configSchema":{"type":"object"}})");
  table.services = nullptr;
  table.after = nullptr;
  table.config_schema_json = nullptr;
  EXPECT_THAT(describe_plugin(table),
              HasSubstr(R"("interfaces":[],"after":[],"configReads":["models.mode"]})"));
  table.size = offsetof(oc_plugin, config_reads);
  EXPECT_THAT(describe_plugin(table), HasSubstr(R"("configReads":[])"));
}

}  // namespace
}  // namespace openclaw
