// SPDX-License-Identifier: MIT
// A thread of our own: named, with a small stack, and deaf to signals.
#pragma once
#include <pthread.h>

#include <cstddef>
#include <functional>

namespace openclaw {

class Thread {
 public:
  explicit Thread(std::size_t stack_bytes) : stack_bytes_(stack_bytes) {}
  ~Thread() { join(); }
  Thread(const Thread&) = delete;
  Thread& operator=(const Thread&) = delete;

  // False when the system has no thread to give. `name` has at most 15 characters.
  [[nodiscard]] bool start(const char* name, std::function<void()> body);
  // Waits for the end of the body; does nothing without one.
  void join();
  [[nodiscard]] bool started() const { return started_; }

 private:
  static void* enter(void* self);
  const std::size_t stack_bytes_;
  const char* name_ = "";
  std::function<void()> body_;
  pthread_t thread_{};
  bool started_ = false;
};

}  // namespace openclaw
