// SPDX-License-Identifier: MIT
// A thread of the store: named, with a small stack, and deaf to signals.
#pragma once
#include <pthread.h>

#include <functional>

namespace openclaw {

class StoreThread {
 public:
  StoreThread() = default;
  ~StoreThread() { join(); }
  StoreThread(const StoreThread&) = delete;
  StoreThread& operator=(const StoreThread&) = delete;

  // False when the system has no thread to give. `name` has at most 15 characters.
  [[nodiscard]] bool start(const char* name, std::function<void()> body);
  // Waits for the end of the body; does nothing without one.
  void join();
  [[nodiscard]] bool started() const { return started_; }

 private:
  static void* enter(void* self);
  const char* name_ = "";
  std::function<void()> body_;
  pthread_t thread_{};
  bool started_ = false;
};

}  // namespace openclaw
