// SPDX-License-Identifier: MIT
#include "link_watch.hpp"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <utility>

namespace announcing {
namespace {

constexpr std::uint64_t kSettleMs = 500;

}  // namespace

void LinkWatch::open() {
  if (watch_) return;
  fd_ = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
  sockaddr_nl group{};
  group.nl_family = AF_NETLINK;
  group.nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR;
  const bool bound =
      fd_ >= 0 && bind(fd_, reinterpret_cast<const sockaddr*>(&group), sizeof group) == 0;
  const auto ready = [](void* self, int, unsigned) { static_cast<LinkWatch*>(self)->read(); };
  if (bound) watch_ = host_.raw()->watch(host_.self(), fd_, OC_WATCH_READ, ready, this);
  if (!watch_) close();
}

void LinkWatch::close() {
  settled_.reset();
  if (watch_) host_.raw()->cancel(host_.self(), std::exchange(watch_, nullptr));
  if (fd_ >= 0) ::close(std::exchange(fd_, -1));
}

// What has changed is read anew from the system: here it only matters that something has.
void LinkWatch::read() {
  std::array<char, 8192> buffer{};
  while (recv(fd_, buffer.data(), buffer.size(), 0) > 0) {
  }
  if (!settled_) settled_ = host_.after(kSettleMs, [this] { changed_(); });
}

}  // namespace announcing
