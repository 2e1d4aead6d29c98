// SPDX-License-Identifier: MIT
#include "core/supervisor.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <csignal>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <utility>

#include "core/process_image.hpp"

namespace openclaw {
namespace {

constexpr int kFirstSocket = 3;  // SD_LISTEN_FDS_START
constexpr const char* kInheritance = "OPENCLAW_INHERITANCE";

std::string taken(const char* name) {
  const char* value = std::getenv(name);
  std::string text = value ? value : "";
  ::unsetenv(name);
  return text;
}

bool is_set(const char* name) {
  const char* value = std::getenv(name);
  return value && *value != '\0';
}

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, err] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (err != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// Variables with a pid are for that process alone.
bool is_for_us(std::string_view pid) {
  return number(pid) == static_cast<std::uint64_t>(::getpid());
}

void close_on_exec(int fd, bool on) {
  const int flags = ::fcntl(fd, F_GETFD);
  if (flags >= 0) ::fcntl(fd, F_SETFD, on ? flags | FD_CLOEXEC : flags & ~FD_CLOEXEC);
}

std::vector<int> given_sockets() {
  const std::string pid = taken("LISTEN_PID");
  const std::string count = taken("LISTEN_FDS");
  ::unsetenv("LISTEN_FDNAMES");
  std::vector<int> sockets;
  if (!is_for_us(pid)) return sockets;
  constexpr std::uint64_t kMost = 64;
  const auto given = static_cast<int>(std::min(number(count).value_or(0), kMost));
  for (int fd = kFirstSocket; fd < kFirstSocket + given; ++fd) {
    close_on_exec(fd, true);
    sockets.push_back(fd);
  }
  return sockets;
}

std::uint64_t asked_watchdog_ms() {
  const std::string usec = std::getenv("WATCHDOG_USEC") ? std::getenv("WATCHDOG_USEC") : "";
  const char* pid = std::getenv("WATCHDOG_PID");
  if (pid && !is_for_us(pid)) return 0;
  return number(usec).value_or(0) / 1000 / 2;
}

// What belongs to this process alone, and what a later one is given anew.
bool is_passed_on(std::string_view variable) {
  const std::string_view name = variable.substr(0, variable.find('='));
  return name != "LISTEN_PID" && name != "LISTEN_FDS" && name != "LISTEN_FDNAMES" &&
         name != kInheritance;
}

std::vector<char*> as_block(std::vector<std::string>& words) {
  std::vector<char*> block;
  for (std::string& word : words) block.push_back(word.data());
  block.push_back(nullptr);
  return block;
}

}  // namespace

Supervisor Supervisor::take() {
  Supervisor out;
  out.notify_path_ = std::getenv("NOTIFY_SOCKET") ? std::getenv("NOTIFY_SOCKET") : "";
  out.watchdog_ms_ = asked_watchdog_ms();
  out.is_unit_ = is_set("OPENCLAW_SERVICE_MARKER");
  out.restarts_ = out.is_unit_ || is_set("INVOCATION_ID") || !out.notify_path_.empty();
  out.sockets = given_sockets();
  return out;
}

void Supervisor::notify(std::string_view state) const {
  sockaddr_un to{};
  if (notify_path_.empty() || notify_path_.size() >= sizeof to.sun_path) return;
  to.sun_family = AF_UNIX;
  std::memcpy(to.sun_path, notify_path_.data(), notify_path_.size());
  if (to.sun_path[0] == '@') to.sun_path[0] = '\0';  // an abstract name
  const int fd = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return;
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + notify_path_.size());
  ::sendto(fd, state.data(), state.size(), MSG_NOSIGNAL | MSG_DONTWAIT,
           reinterpret_cast<const sockaddr*>(&to), length);
  ::close(fd);
}

// "lock,listener,listener...": descriptors of the process before this one, which was this one.
bool restarted_in_place() { return std::getenv(kInheritance) != nullptr; }

Inheritance take_inheritance() {
  const std::string text = taken(kInheritance);
  Inheritance out;
  bool first = true;
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t comma = rest.find(',');
    const auto fd = number(rest.substr(0, comma));
    if (!fd || *fd > 1'000'000 || ::fcntl(static_cast<int>(*fd), F_GETFD) < 0) return out;
    close_on_exec(static_cast<int>(*fd), true);
    if (std::exchange(first, false)) {
      out.lock = static_cast<int>(*fd);
    } else {
      out.listeners.push_back(static_cast<int>(*fd));
    }
    if (comma == std::string_view::npos) break;
    rest.remove_prefix(comma + 1);
  }
  return out;
}

void restart_in_place(const std::string& program, const Inheritance& inheritance) {
  std::string text = std::to_string(inheritance.lock);
  close_on_exec(inheritance.lock, false);
  for (const int fd : inheritance.listeners) {
    text += ',' + std::to_string(fd);
    close_on_exec(fd, false);
  }
  // Not what the configuration and `.env` files have set since: the fresh process reads them again.
  std::vector<std::string> variables = started_environment();
  std::erase_if(variables, [](const std::string& one) { return !is_passed_on(one); });
  variables.push_back(std::string(kInheritance) + '=' + text);
  std::vector<std::string> words = started_arguments();
  // What is ignored stays so in the fresh process, until it can tell that it is asked again.
  for (const int signal : {SIGUSR1, SIGUSR2}) std::signal(signal, SIG_IGN);
  ::execve(program.c_str(), as_block(words).data(), as_block(variables).data());
}

}  // namespace openclaw
