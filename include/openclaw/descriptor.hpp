// SPDX-License-Identifier: MIT
// openclaw/descriptor.hpp - an open file, closed with its owner, and what is done with one.
// C++17, header only; any thread. The functions set errno, and block where the file does.
#ifndef OPENCLAW_DESCRIPTOR_HPP
#define OPENCLAW_DESCRIPTOR_HPP

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <string_view>
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

// The whole text, whatever signals come.
inline bool write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t n = ::write(fd, text.data(), text.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

// Puts on the disk that a name in the directory stands for another file now.
inline bool sync_directory(const std::string &path) {
  const Descriptor directory(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return directory && ::fsync(directory.get()) == 0;
}

}  // namespace oc

#endif
