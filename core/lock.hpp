// SPDX-License-Identifier: MIT
// One gateway for a state directory. The truth is flock on the directory's own descriptor, which
// the kernel releases however the process ends. `.gateway.lock` tells others who holds it and is
// never the truth: deleting it changes nothing. What this cannot tell: two machines that share the
// directory over a network file system without locks.
#pragma once
#include <cstdint>
#include <string>

#include "core/error.hpp"

namespace openclaw {

class StateLock {
 public:
  struct Facts {
    std::string state_dir;
    std::string config_file;
    std::uint16_t port = 0;
  };
  // Waits up to `wait_ms` for another holder to go. The error is the product's message with its
  // pid. A live Node gateway on the same directory, which does not know this lock, is refused too.
  static Result<StateLock> take(const Facts& facts, std::uint64_t wait_ms);
  StateLock(StateLock&& other) noexcept;
  StateLock& operator=(StateLock&& other) noexcept;
  ~StateLock();

 private:
  StateLock(int fd, std::string file) : fd_(fd), file_(std::move(file)) {}
  int fd_ = -1;
  std::string file_;
};

// What `.gateway.lock` says of the gateway that wrote it; pid 0 when it says nothing.
struct LockHolder {
  int pid = 0;
  std::uint64_t start_time = 0;  // clock ticks since boot, field 22 of /proc/<pid>/stat
  std::uint16_t port = 0;
};
LockHolder read_lock_file(const std::string& path);
// True when the process still runs and is the one that wrote the file.
bool is_alive(const LockHolder& holder);

}  // namespace openclaw
