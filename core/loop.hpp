// SPDX-License-Identifier: MIT
// The event loop, and what one can wait for on it. Every subscription is a value: its destructor
// cancels it, also from inside its own callback. All on the loop's thread, except post().
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <thread>

namespace openclaw {

using Callback = std::function<void()>;

class Loop {
 public:
  Loop();
  // Closes it. Every subscription must be gone by then; close() tells.
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  // Runs until stop() is called or nothing is waited for.
  void run();
  void stop();
  // Runs what is ready, without waiting.
  void poll();
  // Ends the loop: false when something is still waited for.
  [[nodiscard]] bool close();

  // Runs `fn` on the loop, soon, in the order of the calls. [any thread] Does not keep run() alive.
  void post(Callback fn);
  // Runs `fn` on a thread of the pool, then `done` on the loop.
  void work(Callback fn, Callback done);

  // Milliseconds of a clock that never goes back; as of now, not of the loop's last turn.
  [[nodiscard]] static std::uint64_t now_ms();
  [[nodiscard]] static std::uint64_t now_us();

  // True on the thread that made the loop, which is the one that runs it. [any thread]
  [[nodiscard]] bool is_own_thread() const { return std::this_thread::get_id() == thread_; }

  // The uv_loop_t, for a library that shares it.
  [[nodiscard]] void* native();

 private:
  friend class Timer;
  friend class Watch;
  friend class Signal;
  struct Impl;
  std::unique_ptr<Impl> impl_;
  const std::thread::id thread_ = std::this_thread::get_id();
  bool closed_ = false;
};

// Calls back once after `first_ms`, or then also each `every_ms` when that is not 0.
class Timer {
 public:
  Timer() = default;
  Timer(Loop& loop, std::uint64_t first_ms, std::uint64_t every_ms, Callback fn);
  Timer(Timer&& other) noexcept;
  Timer& operator=(Timer&& other) noexcept;
  ~Timer() { reset(); }
  void reset();
  // Does not keep Loop::run() waiting any more; it fires all the same while that runs.
  void unref();
  explicit operator bool() const { return state_ != nullptr; }

 private:
  struct State;
  State* state_ = nullptr;  // owned; handed to the loop for freeing
};

// Calls back when a descriptor is ready. The descriptor stays the caller's, and open until reset().
class Watch {
 public:
  // kHangUp: the peer sends no more, whatever there still is to read. kError comes unasked, with
  // kRead and kWrite, and is the last call.
  enum Events : unsigned { kRead = 1, kWrite = 2, kHangUp = 4, kError = 8 };
  Watch() = default;
  Watch(Loop& loop, int fd, unsigned events, std::function<void(unsigned ready)> fn);
  Watch(Watch&& other) noexcept;
  Watch& operator=(Watch&& other) noexcept;
  ~Watch() { reset(); }
  // Waits for these from now on, also after kError; 0: for nothing.
  void change(unsigned events);
  void reset();
  explicit operator bool() const { return state_ != nullptr; }

 private:
  struct State;
  State* state_ = nullptr;
};

// Calls back on the loop for each arrival of a signal.
class Signal {
 public:
  Signal() = default;
  Signal(Loop& loop, int number, Callback fn);
  Signal(Signal&& other) noexcept;
  Signal& operator=(Signal&& other) noexcept;
  ~Signal() { reset(); }
  void reset();

 private:
  struct State;
  State* state_ = nullptr;
};

}  // namespace openclaw
