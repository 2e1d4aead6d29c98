// SPDX-License-Identifier: MIT
// epoll, and the clients it wakes.
#pragma once
#include <chrono>

namespace bench {

class Client;
using Clock = std::chrono::steady_clock;

class Poller {
 public:
  Poller();
  ~Poller();
  Poller(const Poller&) = delete;
  Poller& operator=(const Poller&) = delete;

  void add(int fd, Client& client);
  // Waits once, at most until `end`, and serves what there is; false when nothing came.
  bool step(Clock::time_point end);

  // Readable when step() has something to do.
  [[nodiscard]] int fd() const { return fd_; }

 private:
  int fd_;
};

}  // namespace bench
