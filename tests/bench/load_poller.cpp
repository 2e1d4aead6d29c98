// SPDX-License-Identifier: MIT
#include "load_poller.hpp"

#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "load_client.hpp"

namespace bench {
namespace {

constexpr int kEventsAtOnce = 256;
constexpr long kLongestWaitMs = 1000;

int wait_ms(Clock::time_point end) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now()).count();
  return static_cast<int>(std::clamp<long>(left, 0, kLongestWaitMs));
}

}  // namespace

Poller::Poller() : fd_(::epoll_create1(EPOLL_CLOEXEC)) {
  if (fd_ < 0) die("epoll_create1");
}

Poller::~Poller() { ::close(fd_); }

void Poller::add(int fd, Client& client) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.ptr = &client;
  if (::epoll_ctl(fd_, EPOLL_CTL_ADD, fd, &event) != 0) die("epoll_ctl");
}

bool Poller::step(Clock::time_point end) {
  std::array<epoll_event, kEventsAtOnce> events;
  const int count = ::epoll_wait(fd_, events.data(), kEventsAtOnce, wait_ms(end));
  for (int i = 0; i < count; ++i)
    static_cast<Client*>(events[static_cast<std::size_t>(i)].data.ptr)->on_io();
  return count > 0;
}

}  // namespace bench
