// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <array>
#include <csignal>
#include <cstdint>
#include <filesystem>
#include <fstream>

#include "plugins/tailscale/spawn.hpp"

namespace tailscale {
namespace {

using testing::HasSubstr;

struct Ended {
  int status = -1;
  std::string out;
};

// Waits for its end.
Ended finish(Spawned child) {
  pollfd ended{child.ended.get(), POLLIN, 0};
  EXPECT_EQ(::poll(&ended, 1, 10'000), 1);
  Ended out;
  EXPECT_EQ(::waitpid(child.pid, &out.status, 0), child.pid);
  std::array<char, 4096> buffer;
  ssize_t n = 0;
  while ((n = ::read(child.out.get(), buffer.data(), buffer.size())) > 0) {
    out.out.append(buffer.data(), static_cast<std::size_t>(n));
  }
  return out;
}

Ended shell(const std::string& script, const std::vector<std::string>& environment = {}) {
  Spawned child = spawn({"/bin/sh", "-c", script}, environment, "");
  EXPECT_EQ(child.error, 0);
  return finish(std::move(child));
}

// The classic signals in a set of /proc/self/status. Those behind them are the C library's own and
// come as whoever started the test left them.
std::uint64_t signals_of(const std::string& status, const std::string& name) {
  const std::size_t at = status.find(name);
  EXPECT_NE(at, std::string::npos) << status;
  if (at == std::string::npos) return ~0ULL;
  return std::stoull(status.substr(at + name.size()), nullptr, 16) & 0x7FFFFFFFU;
}

TEST(TailscaleSpawnTest, ItRunsWithItsOwnWordsAndNothingOfOurs) {
  ASSERT_EQ(::setenv("OPENCLAW_SECRET", "x", 1), 0);
  const int leak = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  const Ended ended = shell("ls /proc/self/fd | wc -l; env; read x || echo no input; exit 3",
                            {"PATH=/usr/bin:/bin", "A=b c"});
  ::close(leak);
  EXPECT_EQ(WEXITSTATUS(ended.status), 3);
  EXPECT_THAT(ended.out, HasSubstr("4\n")) << "its three, and the directory";
  EXPECT_THAT(ended.out, HasSubstr("A=b c\n"));
  EXPECT_THAT(ended.out, HasSubstr("no input\n"));
  EXPECT_THAT(ended.out, testing::Not(HasSubstr("OPENCLAW_SECRET")));
}

TEST(TailscaleSpawnTest, ItLeadsAGroupAndNoSignalIsBlocked) {
  sigset_t one;
  sigemptyset(&one);
  sigaddset(&one, SIGTERM);
  ::pthread_sigmask(SIG_BLOCK, &one, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  Spawned child = spawn({"/bin/sleep", "60"}, {}, "");
  ASSERT_EQ(child.error, 0);
  EXPECT_EQ(::getpgid(child.pid), child.pid);
  EXPECT_EQ(::kill(-child.pid, SIGTERM), 0);
  EXPECT_EQ(WTERMSIG(finish(std::move(child)).status), SIGTERM);
  const Ended ended = shell("PATH=/usr/bin:/bin grep -E 'Sig(Blk|Ign)' /proc/self/status");
  EXPECT_EQ(signals_of(ended.out, "SigBlk:"), 0U);
  EXPECT_EQ(signals_of(ended.out, "SigIgn:"), 0U);
}

TEST(TailscaleSpawnTest, AProgramIsFoundInPathAndNeverInARelativePart) {
  const std::string there = testing::TempDir() + "spawn-test";
  std::filesystem::remove_all(there);
  std::filesystem::create_directories(there);
  std::ofstream(there + "/thing") << "#!/bin/sh\n";
  EXPECT_EQ(spawn({"thing"}, {}, "/nowhere:" + there).error, ENOENT) << "it may not be run";
  ASSERT_EQ(::chmod((there + "/thing").c_str(), 0755), 0);
  Spawned found = spawn({"thing"}, {}, "::relative:/nowhere:" + there);
  EXPECT_EQ(found.path, there + "/thing");
  EXPECT_EQ(finish(std::move(found)).status, 0);
  std::filesystem::current_path(there);
  for (const char* search : {"", ":", ".", "./", "::"}) {
    EXPECT_EQ(spawn({"thing"}, {}, search).error, ENOENT) << search;
  }
}

TEST(TailscaleSpawnTest, AnEndThatNobodyWasToldHowIsAnEndNevertheless) {
  Spawned child = spawn({"/bin/sleep", "60"}, {}, "");
  EXPECT_EQ(reap(child.pid), std::nullopt);
  ::kill(child.pid, SIGTERM);
  pollfd ended{child.ended.get(), POLLIN, 0};
  EXPECT_EQ(::poll(&ended, 1, 10'000), 1);
  EXPECT_EQ(reap(child.pid), 128 + SIGTERM);
  EXPECT_EQ(reap(child.pid), kUnknownStatus);
}

TEST(TailscaleSpawnTest, WhatCannotBeRunIsSaid) {
  EXPECT_EQ(spawn({"/nowhere/at/all"}, {}, "").error, ENOENT);
  EXPECT_EQ(spawn({"/etc/passwd"}, {}, "").error, EACCES);
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1) << "no child is left";
}

}  // namespace
}  // namespace tailscale
