// SPDX-License-Identifier: MIT
// One gateway for a state directory. The truth is flock on the directory's own descriptor, which
// the kernel releases however the process ends; the files of lock_files.hpp tell others who holds
// it, and deleting them changes nothing. What this cannot tell: two machines that share the
// directory over a network file system without locks.
#pragma once
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/error.hpp"
#include "core/lock_files.hpp"

namespace openclaw {

class StateLock {
 public:
  // Waits up to `wait_ms` for another holder to go. The error is the product's message with its
  // pid. A live Node gateway on the same directory, which does not know this lock, is refused too.
  // `inherited` is the descriptor of release() in the process whose place this one took, or -1.
  static Result<StateLock> take(const LockFacts& facts, std::uint64_t wait_ms, int inherited = -1);
  // Gives the descriptor away, still locked; the files stay.
  [[nodiscard]] int release() { return std::exchange(fd_, -1); }
  StateLock(StateLock&& other) noexcept;
  StateLock& operator=(StateLock&& other) noexcept;
  ~StateLock();

 private:
  StateLock(int fd, std::vector<std::string> files) : fd_(fd), files_(std::move(files)) {}
  int fd_ = -1;
  std::vector<std::string> files_;
};

}  // namespace openclaw
