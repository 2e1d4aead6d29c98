// SPDX-License-Identifier: MIT
// openclaw/descriptor.hpp - an open file, closed with its owner, in C++17. Header only; any thread.
#ifndef OPENCLAW_DESCRIPTOR_HPP
#define OPENCLAW_DESCRIPTOR_HPP

#include <unistd.h>

#include <cerrno>
#include <utility>

namespace oc {

// Whether the call that has just failed is to be tried again when the descriptor is ready, or at
// once after a signal.
inline bool would_wait() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor &&o) noexcept : fd_(std::exchange(o.fd_, -1)) {}
  Descriptor &operator=(Descriptor &&o) noexcept {
    const Descriptor former(std::exchange(fd_, std::exchange(o.fd_, -1)));
    return *this;
  }
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  [[nodiscard]] int get() const { return fd_; }
  [[nodiscard]] explicit operator bool() const { return fd_ >= 0; }

 private:
  int fd_ = -1;
};

}  // namespace oc

#endif
