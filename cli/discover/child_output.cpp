// SPDX-License-Identifier: MIT
#include "cli/discover/child_output.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <thread>

extern char** environ;

namespace openclaw::cli {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t kMostOutput = 1 << 20;
constexpr std::chrono::milliseconds kLook{5};

pid_t start(const std::vector<std::string>& argv, int out) {
  std::vector<char*> words;
  for (const std::string& word : argv) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, out, 1);
  posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  // A group of its own: what it starts is ended with it.
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  pid_t pid = -1;
  const int error = posix_spawnp(&pid, words[0], &actions, &attributes, words.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return error == 0 ? pid : -1;
}

// False when it took too long, or wrote too much.
bool read_all(int fd, steady_clock::time_point deadline, std::string& out) {
  std::array<char, 16384> buffer{};
  while (out.size() < kMostOutput) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - steady_clock::now()).count();
    pollfd wait{fd, POLLIN, 0};
    if (left <= 0) return false;
    if (poll(&wait, 1, static_cast<int>(left)) <= 0) continue;
    const ssize_t n = read(fd, buffer.data(), buffer.size());
    if (n == 0) return true;
    if (n > 0) out.append(buffer.data(), static_cast<std::size_t>(n));
    if (n < 0 && errno != EINTR) return false;
  }
  return false;
}

// Whether it ends with 0 by then.
bool ends_well(pid_t pid, steady_clock::time_point deadline) {
  int status = 0;
  pid_t ended = 0;
  while ((ended = waitpid(pid, &status, WNOHANG)) == 0 && steady_clock::now() < deadline) {
    std::this_thread::sleep_for(kLook);
  }
  if (ended == 0) {
    kill(-pid, SIGKILL);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
  }
  return ended == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

std::string child_output(const std::vector<std::string>& argv, steady_clock::time_point deadline) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return {};
  const pid_t pid = start(argv, ends[1]);
  close(ends[1]);
  std::string out;
  const bool whole = pid > 0 && read_all(ends[0], deadline, out);
  close(ends[0]);
  if (pid <= 0) return {};
  if (!whole) kill(-pid, SIGKILL);
  return ends_well(pid, deadline) && whole ? out : std::string();
}

}  // namespace openclaw::cli
