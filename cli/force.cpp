// SPDX-License-Identifier: MIT
#include "cli/force.hpp"

#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <functional>
#include <thread>

#include "cli/clock.hpp"
#include "cli/listeners.hpp"
#include "core/net/listener.hpp"

namespace openclaw::cli {
namespace {

using Milliseconds = std::chrono::milliseconds;

constexpr Milliseconds kPolite{700};   // until SIGKILL
constexpr Milliseconds kEnding{2000};  // for all of them to go
constexpr Milliseconds kPollEnd{100};
constexpr Milliseconds kFreeing{3000};  // for the kernel to give the port back
constexpr Milliseconds kPollFree{150};

void say(const std::string& text) { std::fprintf(stderr, "force: %s\n", text.c_str()); }

std::string on_port(std::uint16_t port) { return " on port " + std::to_string(port); }

// True as soon as it is; false when it is not in time.
bool await(Milliseconds limit, Milliseconds poll, const std::function<bool()>& done) {
  const auto deadline = Clock::now() + limit;
  while (!done()) {
    if (Clock::now() >= deadline) return false;
    std::this_thread::sleep_for(poll);
  }
  return true;
}

std::vector<cli::Listener> listeners_on(std::uint16_t port) {
  std::vector<cli::Listener> found = find_listeners(port, 0);
  std::erase_if(found, [](const cli::Listener& one) {
    return one.pid == ::getpid() || one.pid == ::getppid();
  });
  return found;
}

bool can_bind(std::uint16_t port) {
  return static_cast<bool>(openclaw::Listener::open("127.0.0.1", port));
}

// Why they cannot all be ended; nobody is, as long as one may not be.
std::string refuse_strangers(const std::vector<cli::Listener>& listeners) {
  for (const cli::Listener& one : listeners) {
    const bool own = one.pid != 0 && (::kill(one.pid, 0) == 0 || errno == ESRCH);
    if (own) continue;
    return "Force: " + one.address + " belongs to somebody else's process" +
           (one.pid != 0 ? " (pid " + std::to_string(one.pid) + ")" : "") +
           "; ask its owner, or take another port (--port).";
  }
  return {};
}

std::string send_all(const std::vector<cli::Listener>& listeners, int signal) {
  if (std::string problem = refuse_strangers(listeners); !problem.empty()) return problem;
  for (const cli::Listener& one : listeners) {
    if (::kill(one.pid, signal) == 0 || errno == ESRCH) continue;
    return "Force: cannot end pid " + std::to_string(one.pid) + ": " + std::strerror(errno);
  }
  return {};
}

}  // namespace

std::string free_port(std::uint16_t port) {
  const std::vector<cli::Listener> found = listeners_on(port);
  if (found.empty()) {
    say("no listeners" + on_port(port));
    return {};
  }
  if (std::string problem = send_all(found, SIGTERM); !problem.empty()) return problem;
  const auto gone = [port] { return listeners_on(port).empty(); };
  if (!await(kPolite, kPollEnd, gone)) {
    say("escalated to SIGKILL while freeing port " + std::to_string(port));
    if (std::string problem = send_all(listeners_on(port), SIGKILL); !problem.empty()) {
      return problem;
    }
    await(kEnding - kPolite, kPollEnd, gone);
  }
  int told = 0;
  for (const cli::Listener& one : found) {
    if (one.pid == std::exchange(told, one.pid)) continue;
    say("killed pid " + std::to_string(one.pid) + " (" + one.command + ")" + on_port(port));
  }
  const auto begin = Clock::now();
  const bool free = await(kFreeing, kPollFree, [port] { return can_bind(port); });
  const auto waited = std::chrono::duration_cast<Milliseconds>(Clock::now() - begin).count();
  if (!free) return "Force: port " + std::to_string(port) + " is still taken.";
  if (waited > 0) {
    say("waited " + std::to_string(waited) + "ms for port " + std::to_string(port) + " to free");
  }
  return {};
}

}  // namespace openclaw::cli
