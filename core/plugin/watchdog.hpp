// SPDX-License-Identifier: MIT
// Names the call into a plugin that holds the loop and does not return, while it still goes on.
// All on the loop's thread. Its own thread starts with the first call; when nothing was called for
// the length of the limit it sleeps, without a time at which to wake up, until the next call.
#pragma once
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>

#include "core/thread.hpp"

namespace openclaw {

class HeldCall;

class Watchdog {
 public:
  // Called on the watchdog's thread, once for each call that goes on for longer than the limit.
  using Tell =
      std::function<void(const std::string& plugin, const std::string& what, std::uint64_t ms)>;

  Watchdog(std::uint64_t limit_ms, Tell tell);
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  // The names of calls that have returned are no longer read once this returns.
  void let_go();

 private:
  friend class HeldCall;
  // The innermost call, as the thread finds it.
  struct Look {
    std::uint64_t turn = 0;
    std::uint64_t number = 0;  // 0 when nothing is called
    std::uint64_t since_us = 0;
    const char* plugin = nullptr;
    const char* what = nullptr;
    bool told = false;
  };
  void publish(const HeldCall* call);
  void wake();
  void watch();
  [[nodiscard]] Look look() const;
  void tell(const Look& held, std::uint64_t us);
  void rest(std::unique_lock<std::mutex>& lock, std::uint64_t turn);

  const std::uint64_t limit_us_;
  const Tell tell_;

  // Of the loop.
  HeldCall* innermost_ = nullptr;
  std::uint64_t calls_ = 0;

  // Written by the loop, read by the thread: of one call when turn_ was even and is still the same.
  std::atomic<std::uint64_t> turn_{0};
  std::atomic<std::uint64_t> number_{0};
  std::atomic<std::uint64_t> since_us_{0};
  std::atomic<const char*> plugin_{nullptr};
  std::atomic<const char*> what_{nullptr};
  std::atomic<bool> told_before_{false};

  std::atomic<std::uint64_t> told_{0};  // the number of the call that was told last
  std::atomic<bool> resting_{true};     // changed under the mutex only

  std::mutex mutex_;  // the thread has it whenever it does not sleep
  std::condition_variable wake_;
  bool ending_ = false;
  Thread thread_;
};

// One call into a plugin, from its construction to end(). Calls nest.
class HeldCall {
 public:
  // The texts live until Watchdog::let_go() is called after end().
  HeldCall(Watchdog& watchdog, const char* plugin, const char* what);
  ~HeldCall() { end(); }
  HeldCall(const HeldCall&) = delete;
  HeldCall& operator=(const HeldCall&) = delete;

  // Microseconds that the call took, without the calls inside it.
  std::uint64_t end();

 private:
  friend class Watchdog;
  Watchdog& watchdog_;
  const char* const plugin_;
  const char* const what_;
  HeldCall* const outer_;
  const std::uint64_t number_;
  const std::uint64_t began_us_;
  std::uint64_t inside_us_ = 0;  // spent in the calls inside
  std::uint64_t own_us_ = 0;
  bool told_ = false;
  bool ended_ = false;
};

}  // namespace openclaw
