// SPDX-License-Identifier: MIT
#include "spawn.hpp"

#include <fcntl.h>
#include <linux/close_range.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <cerrno>
#include <csignal>
#include <string_view>

namespace tailscale {
namespace {

using oc::Descriptor;

// Above the three that a program begins with, so that none is in the other's way.
Descriptor above_standard(int fd) {
  if (fd < 0 || fd > STDERR_FILENO) return Descriptor(fd);
  const Descriptor low(fd);
  return Descriptor(::fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
}

struct Pipe {
  Descriptor read;
  Descriptor write;
};

Pipe make_pipe() {
  int ends[2] = {-1, -1};
  if (::pipe2(ends, O_CLOEXEC) != 0) return {};
  Pipe pipe;
  pipe.read = above_standard(ends[0]);
  pipe.write = above_standard(ends[1]);
  return pipe;
}

bool is_program(const std::string& path) {
  struct stat facts {};
  return ::stat(path.c_str(), &facts) == 0 && S_ISREG(facts.st_mode) &&
         ::access(path.c_str(), X_OK) == 0;
}

std::string find_program(const std::string& name, std::string_view search) {
  if (name.find('/') != std::string::npos) return name;
  while (!search.empty()) {
    const std::size_t colon = search.find(':');
    const std::string path = std::string(search.substr(0, colon)) + '/' + name;
    if (path.front() == '/' && search.front() != ':' && is_program(path)) return path;
    search = colon == std::string_view::npos ? std::string_view() : search.substr(colon + 1);
  }
  return {};
}

std::vector<char*> pointers(const std::vector<std::string>& words) {
  std::vector<char*> out;
  for (const std::string& word : words) out.push_back(const_cast<char*>(word.c_str()));
  out.push_back(nullptr);
  return out;
}

struct Image {
  const char* path;
  char* const* words;
  char* const* environment;
  int in, out, err;
  int report;  // closed by the program's start, or told an errno
  pid_t parent;
};

// Runs in the memory of the gateway, until the program takes its place: only what may be called
// there, and nothing is changed but the new process's own.
[[noreturn]] void become(const Image& image) {
  struct sigaction usual {};
  usual.sa_handler = SIG_DFL;
  for (int number = 1; number < NSIG; ++number) ::sigaction(number, &usual, nullptr);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  errno = ESRCH;  // for a parent that has gone
  const bool ready = ::getppid() == image.parent && ::dup2(image.in, STDIN_FILENO) >= 0 &&
                     ::dup2(image.out, STDOUT_FILENO) >= 0 && ::dup2(image.err, STDERR_FILENO) >= 0;
  // What the gateway was started with need not close by itself.
  ::syscall(SYS_close_range, STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC);
  if (ready) ::execve(image.path, image.words, image.environment);
  const int error = errno;
  static_cast<void>(!::write(image.report, &error, sizeof error));
  ::_exit(127);
}

// No signal reaches the new process before its handlers are the usual ones.
pid_t start(const Image& image) {
  sigset_t all;
  sigset_t before;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  const pid_t pid = ::vfork();
  if (pid == 0) become(image);
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return pid;
}

int read_report(int fd) {
  int error = 0;
  ssize_t n = 0;
  while ((n = ::read(fd, &error, sizeof error)) < 0 && errno == EINTR) {
  }
  return n == sizeof error ? error : 0;
}

bool do_not_block(int fd) { return ::fcntl(fd, F_SETFL, O_NONBLOCK) == 0; }

void give_up(Spawned& child, int error) {
  child.error = error;
  if (child.pid <= 0) return;
  ::kill(-child.pid, SIGKILL);
  ::waitpid(child.pid, nullptr, 0);
  child.pid = -1;
}

}  // namespace

Spawned spawn(const std::vector<std::string>& words, const std::vector<std::string>& environment,
              const std::string& search) {
  Spawned child;
  child.path = find_program(words.front(), search);
  if (child.path.empty()) {
    child.error = ENOENT;
    return child;
  }
  const Descriptor nothing = above_standard(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  Pipe out = make_pipe();
  Pipe err = make_pipe();
  Pipe report = make_pipe();
  if (!nothing || !out.write || !err.write || !report.write) {
    child.error = errno;
    return child;
  }
  const std::vector<char*> argv = pointers(words);
  const std::vector<char*> envp = pointers(environment);
  child.pid = start({child.path.c_str(), argv.data(), envp.data(), nothing.get(), out.write.get(),
                     err.write.get(), report.write.get(), ::getpid()});
  if (child.pid < 0) {
    child.error = errno;
    return child;
  }
  report.write = Descriptor();
  if (const int error = read_report(report.read.get()); error != 0) {
    give_up(child, error);
    return child;
  }
  child.out = std::move(out.read);
  child.err = std::move(err.read);
  child.ended = Descriptor(static_cast<int>(::syscall(SYS_pidfd_open, child.pid, 0)));
  const bool ready = do_not_block(child.out.get()) && do_not_block(child.err.get());
  if (!ready) give_up(child, errno);
  return child;
}

std::optional<int> reap(pid_t pid) {
  int status = 0;
  pid_t found = -1;
  do {
    found = ::waitpid(pid, &status, WNOHANG);
  } while (found < 0 && errno == EINTR);
  if (found == 0) return std::nullopt;
  if (found < 0) return kUnknownStatus;
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace tailscale
