// SPDX-License-Identifier: MIT
#include "cli/discover/on_link.hpp"

#include <net/if.h>
#include <netinet/in.h>

#include <algorithm>

namespace openclaw::cli {
namespace {

std::string bytes_of(const sockaddr* address) {
  if (!address) return {};
  if (address->sa_family == AF_INET6) {
    const in6_addr& six = reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr;
    return {reinterpret_cast<const char*>(&six), sizeof six};
  }
  const in_addr& four = reinterpret_cast<const sockaddr_in*>(address)->sin_addr;
  return {reinterpret_cast<const char*>(&four), sizeof four};
}

bool same_net(const std::string& mask, const std::string& a, const std::string& b) {
  if (a.size() != mask.size() || b.size() != mask.size()) return false;
  for (std::size_t i = 0; i < mask.size(); ++i) {
    if (((a[i] ^ b[i]) & mask[i]) != 0) return false;
  }
  return true;
}

}  // namespace

void OnLink::add(unsigned link, const ifaddrs& own) {
  std::string mask = bytes_of(own.ifa_netmask);
  const std::string address = bytes_of(own.ifa_addr);
  // At the other end of a line is one host, wherever its address is from.
  if ((own.ifa_flags & IFF_POINTOPOINT) != 0) mask.assign(address.size(), '\0');
  nets_.push_back({link, own.ifa_addr->sa_family, address, mask});
}

bool OnLink::has(unsigned link, const sockaddr_storage& address) const {
  const auto* six = reinterpret_cast<const sockaddr_in6*>(&address);
  if (address.ss_family == AF_INET6 && IN6_IS_ADDR_LINKLOCAL(&six->sin6_addr)) return true;
  const std::string bytes = bytes_of(reinterpret_cast<const sockaddr*>(&address));
  return std::any_of(nets_.begin(), nets_.end(), [&](const Net& net) {
    return net.link == link && net.family == address.ss_family &&
           same_net(net.mask, net.address, bytes);
  });
}

}  // namespace openclaw::cli
