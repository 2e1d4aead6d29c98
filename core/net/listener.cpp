// SPDX-License-Identifier: MIT
#include "core/net/listener.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "core/log/log.hpp"
#include "core/net/reserve.hpp"

namespace openclaw {
namespace {

constexpr int kBacklog = 511;
constexpr int kAcceptsATurn = 64;  // so that a flood of connects leaves turns to the others
constexpr std::uint64_t kBackOffMs = 100;
constexpr std::uint64_t kComplainEveryMs = 10'000;

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t length = 0;
};

bool parse_address(const std::string& text, std::uint16_t port, SocketAddress& out) {
  auto* v4 = reinterpret_cast<sockaddr_in*>(&out.storage);
  if (inet_pton(AF_INET, text.c_str(), &v4->sin_addr) == 1) {
    v4->sin_family = AF_INET;
    v4->sin_port = htons(port);
    out.length = sizeof(sockaddr_in);
    return true;
  }
  auto* v6 = reinterpret_cast<sockaddr_in6*>(&out.storage);
  if (inet_pton(AF_INET6, text.c_str(), &v6->sin6_addr) != 1) return false;
  v6->sin6_family = AF_INET6;
  v6->sin6_port = htons(port);
  out.length = sizeof(sockaddr_in6);
  return true;
}

std::uint16_t bound_port(int fd) {
  sockaddr_storage at{};
  socklen_t length = sizeof at;
  if (::getsockname(fd, reinterpret_cast<sockaddr*>(&at), &length) != 0) return 0;
  return ntohs(at.ss_family == AF_INET ? reinterpret_cast<const sockaddr_in*>(&at)->sin_port
                                       : reinterpret_cast<const sockaddr_in6*>(&at)->sin6_port);
}

Error bind_error(const std::string& address, std::uint16_t port, const char* scheme, int err) {
  const std::string host = address.find(':') == std::string::npos ? address : "[" + address + "]";
  const std::string url = std::string(scheme) + "://" + host + ":" + std::to_string(port);
  if (err == EADDRINUSE) {
    return Error{"EADDRINUSE", "another gateway instance is already listening on " + url};
  }
  return unavailable("failed to bind gateway socket on " + url + ": " + std::strerror(err));
}

}  // namespace

Listener::Listener(int fd, std::string address, std::uint16_t port)
    : fd_(fd), address_(std::move(address)), port_(port) {}

Listener::Listener(Listener&& other) noexcept { *this = std::move(other); }

Listener& Listener::operator=(Listener&& other) noexcept {
  if (this == &other) return *this;
  stop();
  fd_ = std::exchange(other.fd_, -1);
  address_ = std::move(other.address_);
  port_ = other.port_;
  return *this;
}

Listener::~Listener() { stop(); }

Result<Listener> Listener::open(const std::string& address, std::uint16_t port,
                                const char* scheme) {
  SocketAddress to;
  if (!parse_address(address, port, to)) {
    return invalid_request("not an IPv4 or IPv6 address to listen on: " + address);
  }
  const int family = to.storage.ss_family;
  const int fd = ::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return bind_error(address, port, scheme, errno);
  Listener listener(fd, address, port);
  const int on = 1;
  ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (family == AF_INET6) ::setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
  if (::bind(fd, reinterpret_cast<const sockaddr*>(&to.storage), to.length) != 0 ||
      ::listen(fd, kBacklog) != 0) {
    return bind_error(address, port, scheme, errno);
  }
  listener.port_ = bound_port(fd);
  return listener;
}

Result<Listener> Listener::adopt(int fd) {
  sockaddr_storage at{};
  socklen_t length = sizeof at;
  int listens = 0;
  socklen_t size = sizeof listens;
  std::array<char, INET6_ADDRSTRLEN> text{};
  const void* address = nullptr;
  if (::getsockname(fd, reinterpret_cast<sockaddr*>(&at), &length) == 0 &&
      ::getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) == 0 && listens) {
    if (at.ss_family == AF_INET) address = &reinterpret_cast<const sockaddr_in*>(&at)->sin_addr;
    if (at.ss_family == AF_INET6) address = &reinterpret_cast<const sockaddr_in6*>(&at)->sin6_addr;
  }
  if (!address || !::inet_ntop(at.ss_family, address, text.data(), text.size())) {
    ::close(fd);
    return invalid_request("descriptor " + std::to_string(fd) +
                           ", which this process was given, is no listening TCP socket");
  }
  const int flags = ::fcntl(fd, F_GETFL);
  if (flags >= 0) ::fcntl(fd, F_SETFL, flags | O_NONBLOCK);
  return Listener(fd, text.data(), bound_port(fd));
}

void Listener::pause() {
  watch_.reset();
  retry_.reset();
}

int Listener::release() {
  pause();
  return std::exchange(fd_, -1);
}

void Listener::start(Loop& loop, Accepted accepted) {
  loop_ = &loop;
  accepted_ = std::move(accepted);
  watch_ = Watch(loop, fd_, Watch::kRead, [this](unsigned) { accept_some(); });
}

void Listener::stop() {
  pause();
  if (fd_ >= 0) ::close(std::exchange(fd_, -1));
}

void Listener::accept_some() {
  for (int i = 0; i < kAcceptsATurn; ++i) {
    const int fd = ::accept4(fd_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (is_reserved_descriptor(fd)) {
      ::close(fd);
      return back_off();
    }
    if (fd >= 0) {
      const int on = 1;
      ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      accepted_(fd);
      if (!watch_) return;
      continue;
    }
    if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
      return wait_and_retry(errno);
    }
    // A connection that was gone before we came is not the end of the others.
    if (errno == ECONNABORTED || errno == EINTR || errno == EPROTO) continue;
    return;
  }
}

// The waiting connection keeps the socket ready: watching on would spin until a descriptor is free.
void Listener::wait_and_retry(int err) {
  complain(err);
  watch_.reset();
  retry_ = Timer(*loop_, kBackOffMs, 0, [this] {
    watch_ = Watch(*loop_, fd_, Watch::kRead, [this](unsigned) { accept_some(); });
  });
}

void Listener::back_off() { wait_and_retry(EMFILE); }

// A line a try would fill the log for as long as somebody keeps all descriptors busy.
void Listener::complain(int err) {
  const std::uint64_t now = Loop::now_ms();
  if (complained_ms_ != 0 && now - complained_ms_ < kComplainEveryMs) return;
  complained_ms_ = now;
  log_line(LogLevel::warn, "gateway",
           std::string("cannot accept connections: ") + std::strerror(err) + "; trying again");
}

}  // namespace openclaw
