// SPDX-License-Identifier: MIT
#include "floor_listener.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>

namespace bench {
namespace {

constexpr int kBacklog = 511;
constexpr int kAcceptsAtOnce = 64;

}  // namespace

bool FloorListener::open(uv_loop_t& loop, std::uint16_t port) {
  fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  const int on = 1;
  ::setsockopt(fd_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const auto* any = reinterpret_cast<const sockaddr*>(&address);
  if (::bind(fd_, any, sizeof address) != 0 || ::listen(fd_, kBacklog) != 0) {
    std::perror("floor: cannot listen");
    ::close(fd_);
    return false;
  }
  poll_.data = this;
  uv_poll_init(&loop, &poll_, fd_);
  uv_poll_start(&poll_, UV_READABLE, [](uv_poll_t* poll, int, int) {
    static_cast<FloorListener*>(poll->data)->drain();
  });
  return true;
}

void FloorListener::close() {
  uv_close(reinterpret_cast<uv_handle_t*>(&poll_), nullptr);
  ::close(fd_);
}

void FloorListener::drain() {
  for (int i = 0; i < kAcceptsAtOnce; ++i) {
    const int fd = ::accept4(fd_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) return;
    accept_(fd);
  }
}

}  // namespace bench
