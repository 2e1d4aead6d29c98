// SPDX-License-Identifier: MIT
#include "load_strangers.hpp"

#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "load_stats.hpp"

namespace bench {
namespace {

constexpr int kEventsAtOnce = 32;  // the others' answers must not wait behind a crowd
constexpr std::size_t kComersAtOnce = 32;
constexpr std::size_t kReadSize = 4096;
constexpr std::size_t kEnough = 16384;  // of what one of them is told

void raise_descriptors() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

Strangers::Strangers(const Entry& entry, double rate, bool hold)
    : entry_(entry), rate_(rate), hold_(hold), poll_fd_(::epoll_create1(EPOLL_CLOEXEC)) {
  if (poll_fd_ < 0) die("epoll_create1");
  raise_descriptors();
}

Strangers::~Strangers() {
  for (std::size_t fd = 0; fd < by_fd_.size(); ++fd) {
    if (by_fd_[fd].state != State::kAbsent) ::close(static_cast<int>(fd));
  }
  ::close(poll_fd_);
}

void Strangers::come(Clock::time_point now) {
  if (first_ == Clock::time_point{}) first_ = now;
  const auto due = static_cast<std::size_t>(seconds(now - first_) * rate_);
  for (std::size_t i = 0; i < kComersAtOnce && counts_.came + counts_.not_begun < due; ++i) {
    if (begin_one()) {
      ++counts_.came;
    } else {
      ++counts_.not_begun;
    }
  }
}

bool Strangers::begin_one() {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return false;
  // Closing resets, so that no port waits behind a connection.
  const linger reset{1, 0};
  ::setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(entry_.port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 &&
      errno != EINPROGRESS) {
    ::close(fd);
    return false;
  }
  const auto at = static_cast<std::size_t>(fd);
  if (by_fd_.size() <= at) by_fd_.resize(at + 1);
  const bool mute = counts_.came % 2 == 0;
  by_fd_[at] = {mute ? State::kMute : State::kConnecting, {}};
  counts_.most_open = std::max(counts_.most_open, ++open_);
  watch(fd, mute ? EPOLLIN : EPOLLOUT, false);
  return true;
}

void Strangers::watch(int fd, std::uint32_t events, bool known) {
  epoll_event event{};
  event.events = events;
  event.data.fd = fd;
  if (::epoll_ctl(poll_fd_, known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, fd, &event) != 0)
    die("epoll_ctl");
}

void Strangers::look() {
  std::array<epoll_event, kEventsAtOnce> events;
  const int count = ::epoll_wait(poll_fd_, events.data(), kEventsAtOnce, 0);
  for (int i = 0; i < count; ++i) on_ready(events[static_cast<std::size_t>(i)].data.fd);
}

void Strangers::on_ready(int fd) {
  Stranger& one = by_fd_[static_cast<std::size_t>(fd)];
  if (one.state == State::kConnecting) {
    one.state = State::kUpgrading;
    watch(fd, EPOLLIN, true);
    return say(fd, entry_.upgrade);
  }
  if (!read(fd)) {
    ++counts_.ended;
    return leave(fd);
  }
  if (one.state == State::kUpgrading) on_upgrade(fd, one);
  if (one.state == State::kGreeting && one.received.find(R"("hello-ok")") != std::string::npos) {
    ++counts_.hellos;
    leave(fd);
  }
}

// False: the server has ended the connection.
bool Strangers::read(int fd) {
  Stranger& one = by_fd_[static_cast<std::size_t>(fd)];
  std::array<char, kReadSize> piece;
  const ssize_t got = ::recv(fd, piece.data(), piece.size(), 0);
  if (got < 0) return errno == EAGAIN;
  if (one.received.size() < kEnough)
    one.received.append(piece.data(), static_cast<std::size_t>(got));
  return got > 0;
}

void Strangers::on_upgrade(int fd, Stranger& one) {
  const std::size_t end = one.received.find("\r\n\r\n");
  if (end == std::string::npos) return;
  if (one.received.find(" 101 ") > end) {
    ++counts_.refused;
    return leave(fd);
  }
  if (one.received.find("connect.challenge") == std::string::npos) return;
  ++counts_.greeted;
  one.state = hold_ ? State::kSilent : State::kGreeting;
  one.received.clear();
  if (!hold_) say(fd, entry_.connect);
}

// A server that is gone is noticed by the next read.
void Strangers::say(int fd, std::string_view bytes) {
  const ssize_t sent = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  static_cast<void>(sent);
}

void Strangers::leave(int fd) {
  ::close(fd);
  by_fd_[static_cast<std::size_t>(fd)] = {};
  --open_;
}

}  // namespace bench
