// SPDX-License-Identifier: MIT
#include "core/plugin/watchdog.hpp"

#include <chrono>
#include <cstddef>
#include <utility>

#include "core/log/log.hpp"
#include "core/loop.hpp"

namespace openclaw {
namespace {

// Formatting a line of the log takes some 10 kB, reading the time zone included.
constexpr std::size_t kWatcherStackBytes = 64UL * 1024;

}  // namespace

Watchdog::Watchdog(std::uint64_t limit_ms, Tell tell)
    : limit_us_(limit_ms * 1000), tell_(std::move(tell)), thread_(kWatcherStackBytes) {}

Watchdog::~Watchdog() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void Watchdog::let_go() { const std::lock_guard lock(mutex_); }

// The thread takes what it reads between two equal, even turns for one call. A release on each
// member keeps them behind the odd turn. The last store and the load after it must not pass each
// other: the thread does the same the other way round in rest().
void Watchdog::publish(const HeldCall* call) {
  const std::uint64_t turn = turn_.load(std::memory_order_relaxed);
  turn_.store(turn + 1, std::memory_order_relaxed);
  number_.store(call ? call->number_ : 0, std::memory_order_release);
  if (call) {
    since_us_.store(call->began_us_ + call->inside_us_, std::memory_order_release);
    plugin_.store(call->plugin_, std::memory_order_release);
    what_.store(call->what_, std::memory_order_release);
    told_before_.store(call->told_, std::memory_order_release);
  }
  if (!call) return turn_.store(turn + 2, std::memory_order_release);
  turn_.store(turn + 2, std::memory_order_seq_cst);
  if (resting_.load(std::memory_order_seq_cst)) wake();
}

void Watchdog::wake() {
  {
    const std::lock_guard lock(mutex_);
    resting_ = false;
    if (!thread_.started() && !thread_.start("oc-watchdog", [this] { watch(); })) {
      log_line(LogLevel::warn, "watchdog",
               "the system has no thread to give; a plugin that does not return is not named");
    }
  }
  wake_.notify_one();
}

Watchdog::Look Watchdog::look() const {
  Look out;
  out.turn = turn_.load(std::memory_order_acquire);
  out.number = number_.load(std::memory_order_acquire);
  out.since_us = since_us_.load(std::memory_order_acquire);
  out.plugin = plugin_.load(std::memory_order_acquire);
  out.what = what_.load(std::memory_order_acquire);
  out.told = told_before_.load(std::memory_order_acquire) || out.number == told_;
  const bool whole = out.turn % 2 == 0 && turn_.load(std::memory_order_relaxed) == out.turn;
  // One that changes just now is looked at again; an odd turn equals none of the next.
  return whole ? out : Look{out.turn | 1};
}

void Watchdog::watch() {
  std::unique_lock lock(mutex_);
  std::uint64_t last = 1;
  while (!ending_) {
    const Look held = look();
    const bool unchanged = held.turn == std::exchange(last, held.turn);
    std::uint64_t pause = limit_us_;
    if (held.number != 0 && !held.told) {
      const std::uint64_t now = Loop::now_us();
      const std::uint64_t us = now > held.since_us ? now - held.since_us : 0;
      if (us >= limit_us_) {
        tell(held, us);
        continue;
      }
      pause -= us;
    } else if (unchanged) {
      rest(lock, held.turn);
      continue;
    }
    wake_.wait_for(lock, std::chrono::microseconds(pause));
  }
}

// The names are still there: whoever takes them away has called let_go() before.
void Watchdog::tell(const Look& held, std::uint64_t us) {
  told_ = held.number;
  tell_(held.plugin, held.what, us / 1000);
}

void Watchdog::rest(std::unique_lock<std::mutex>& lock, std::uint64_t turn) {
  resting_.store(true, std::memory_order_seq_cst);
  if (turn_.load(std::memory_order_seq_cst) != turn) resting_ = false;
  wake_.wait(lock, [this] { return !resting_ || ending_; });
}

HeldCall::HeldCall(Watchdog& watchdog, const char* plugin, const char* what)
    : watchdog_(watchdog),
      plugin_(plugin),
      what_(what),
      outer_(watchdog.innermost_),
      number_(++watchdog.calls_),
      began_us_(Loop::now_us()) {
  if (outer_ && watchdog.told_.load(std::memory_order_relaxed) == outer_->number_) {
    outer_->told_ = true;
  }
  watchdog.innermost_ = this;
  watchdog.publish(this);
}

std::uint64_t HeldCall::end() {
  if (std::exchange(ended_, true)) return own_us_;
  const std::uint64_t took = Loop::now_us() - began_us_;
  own_us_ = took - inside_us_;
  if (outer_) outer_->inside_us_ += took;
  watchdog_.innermost_ = outer_;
  watchdog_.publish(outer_);
  return own_us_;
}

}  // namespace openclaw
