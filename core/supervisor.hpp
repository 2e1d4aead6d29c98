// SPDX-License-Identifier: MIT
// The supervisor that started this process, if any: what it gives (sd_listen_fds(3)) and what it is
// told (sd_notify(3)). And what this process gives to itself when it restarts in place.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace openclaw {

class Supervisor {
 public:
  // Takes it out of the environment of the process. Call once, before any thread.
  static Supervisor take();

  // `state` is "READY=1", "STATUS=..." and the like, one a line. Never blocks; without a supervisor
  // that listens it does nothing.
  void notify(std::string_view state) const;
  // How often it wants to hear WATCHDOG=1, halved; 0: never.
  [[nodiscard]] std::uint64_t watchdog_ms() const { return watchdog_ms_; }
  // Starts the process again when it ends with status 0.
  [[nodiscard]] bool restarts() const { return restarts_; }
  // Ends with 78 mean: the configuration is wrong, do not try again.
  [[nodiscard]] bool is_unit() const { return is_unit_; }
  // Listening sockets that it gave; the caller owns them.
  std::vector<int> sockets;

 private:
  std::string notify_path_;
  std::uint64_t watchdog_ms_ = 0;
  bool restarts_ = false;
  bool is_unit_ = false;
};

// What goes from a process to the next in its place.
struct Inheritance {
  int lock = -1;
  std::vector<int> listeners;
};
// Whether this process took the place of an earlier one; as long as nobody has taken what follows.
bool restarted_in_place();
// Takes it out of the environment; the descriptors are closed on the next exec.
Inheritance take_inheritance();
// Replaces the process by a fresh one of `program`, with the arguments and the environment that
// this one was started with. Returns only when that fails, with errno set. SIGUSR1 and SIGUSR2 are
// ignored from then on, by the fresh process too.
void restart_in_place(const std::string& program, const Inheritance& inheritance);

}  // namespace openclaw
