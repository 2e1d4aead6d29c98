// SPDX-License-Identifier: MIT
#include "cli/child.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <thread>

namespace openclaw::cli {
namespace {

constexpr std::size_t kMostSaid = 64 * 1024;
constexpr std::chrono::milliseconds kTick{5};
constexpr std::chrono::milliseconds kPatience{1500};
constexpr useconds_t kLastChanceUs = 200'000;
constexpr int kNotStarted = 127;

[[noreturn]] void become(const std::vector<std::string>& argv, int kept, int stream, pid_t parent) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (::getppid() != parent) ::_exit(kNotStarted);  // it has gone before the line above
  const int nothing = ::open("/dev/null", O_RDWR);
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    ::dup2(fd == kept ? stream : nothing, fd);
  }
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::signal(SIGPIPE, SIG_DFL);
  ::unsetenv("OPENCLAW_GATEWAY_TOKEN");
  ::unsetenv("OPENCLAW_GATEWAY_PASSWORD");
  std::vector<char*> words;
  words.reserve(argv.size() + 1);
  for (const std::string& word : argv) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  ::execv(words[0], words.data());
  ::_exit(kNotStarted);
}

// Nothing of this process is touched but its signals: the one above may have been in the midst of
// anything when it was copied.
[[noreturn]] void watch_over(pid_t group, int life) {
  ::setpgid(0, group);
  sigset_t all;
  sigfillset(&all);
  ::sigprocmask(SIG_SETMASK, &all, nullptr);
  // Who reads what the process above, or a thread's other child, writes does not wait for this one.
  if (life != STDIN_FILENO) ::dup2(life, STDIN_FILENO);
  ::close_range(STDIN_FILENO + 1, ~0U, 0);
  char byte = 0;
  while (::read(STDIN_FILENO, &byte, 1) < 0 && errno == EINTR) {
  }
  ::kill(-group, SIGTERM);
  ::usleep(kLastChanceUs);
  ::kill(-group, SIGKILL);
  ::_exit(0);
}

}  // namespace

Result<std::unique_ptr<Child>> Child::start(const std::vector<std::string>& argv, Kept kept) {
  std::array<int, 2> ends{};
  // Not blocking at the other end either: nobody may be there to read what it says in hours.
  if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0) {
    return unavailable("cannot start " + argv[0] + ": " + std::strerror(errno));
  }
  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid == 0) {
    become(argv, kept == Kept::output ? STDOUT_FILENO : STDERR_FILENO, ends[1], parent);
  }
  const int trouble = errno;
  ::close(ends[1]);
  if (pid < 0) {
    ::close(ends[0]);
    return unavailable("cannot start " + argv[0] + ": " + std::strerror(trouble));
  }
  ::setpgid(pid, pid);  // here as well: stop() may come first
  auto child = std::unique_ptr<Child>(new Child(pid, ends[0]));
  child->set_guard();
  return child;
}

// Best effort: without it the program itself is still ended.
void Child::set_guard() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return;
  guard_ = ::fork();
  if (guard_ == 0) {
    ::close(ends[1]);
    watch_over(pid_, ends[0]);
  }
  ::close(ends[0]);
  life_ = ends[1];
  if (guard_ > 0) ::setpgid(guard_, pid_);  // here as well: a signal to the group is for it, too
}

Child::~Child() {
  stop();
  if (life_ >= 0) ::close(life_);
  if (stream_ >= 0) ::close(stream_);
}

void Child::stop() {
  if (guard_ <= 0 && has_ended()) return;
  // The group is there as long as one of the two is not waited for.
  ::kill(-pid_, SIGTERM);
  const Deadline end = Clock::now() + kPatience;
  while (!has_ended() && Clock::now() < end) std::this_thread::sleep_for(kTick);
  ::kill(-pid_, SIGKILL);
  if (!has_ended()) ::waitpid(pid_, nullptr, 0);
  if (guard_ > 0) ::waitpid(guard_, nullptr, 0);
}

bool Child::has_ended() {
  if (status_ >= 0) return true;
  int status = 0;
  if (::waitpid(pid_, &status, WNOHANG) != pid_) return false;
  status_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return true;
}

const std::string& Child::read(Deadline until) {
  // A stream that is closed has no descriptor, and what has none is waited for in vain.
  pollfd waiting{stream_, POLLIN, 0};
  if (::poll(&waiting, 1, milliseconds_until(until)) <= 0) return text_;
  std::array<char, 4096> block{};
  ssize_t size = 0;
  while ((size = ::read(stream_, block.data(), block.size())) > 0) {
    const std::size_t room = kMostSaid - text_.size();
    text_.append(block.data(), std::min(room, static_cast<std::size_t>(size)));
  }
  if (size == 0) {
    ::close(stream_);
    stream_ = -1;
  }
  return text_;
}

}  // namespace openclaw::cli
