// SPDX-License-Identifier: MIT
// Listening sockets of our own: each on exactly the address that was asked for. Accepting backs off
// while the process is out of descriptors instead of spinning, and leaves some for its files.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "core/loop.hpp"

namespace openclaw {

class Listener {
 public:
  using Accepted = std::function<void(int fd)>;

  // Binds and listens. The error says `EADDRINUSE` where another process has the port.
  // `address` is a numeric IPv4 or IPv6 address. For port 0 the system chooses: see port().
  // `scheme` is that of the URL in errors.
  static Result<Listener> open(const std::string& address, std::uint16_t port,
                               const char* scheme = "ws");
  // Of a socket that listens already; owned from now on. Its address and port are what the kernel
  // says.
  static Result<Listener> adopt(int fd);
  Listener(Listener&& other) noexcept;
  Listener& operator=(Listener&& other) noexcept;
  ~Listener();

  // Accepts from now on; `accepted` owns the non-blocking descriptor it is given.
  void start(Loop& loop, Accepted accepted);
  // From inside `accepted`: nothing is left to serve it with. Says so, and goes on in a while.
  void back_off();
  // Accepts no more; who connects waits until somebody does.
  void pause();
  void stop();
  // Gives the socket away, still listening.
  [[nodiscard]] int release();
  [[nodiscard]] const std::string& address() const { return address_; }
  [[nodiscard]] std::uint16_t port() const { return port_; }

 private:
  Listener(int fd, std::string address, std::uint16_t port);
  void accept_some();
  void wait_and_retry(int err);
  void complain(int err);

  int fd_ = -1;
  std::string address_;
  std::uint16_t port_ = 0;
  Loop* loop_ = nullptr;
  Accepted accepted_;
  Watch watch_;
  Timer retry_;
  std::uint64_t complained_ms_ = 0;  // 0: not yet
};

}  // namespace openclaw
