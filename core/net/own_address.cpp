// SPDX-License-Identifier: MIT
#include "core/net/own_address.hpp"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <netinet/in.h>

#include <array>

namespace openclaw {
namespace {

std::optional<Address> address_of(const ifaddrs& interface) {
  if (!interface.ifa_addr) return std::nullopt;
  const void* bytes = nullptr;
  const int family = interface.ifa_addr->sa_family;
  if (family == AF_INET) {
    bytes = &reinterpret_cast<const sockaddr_in*>(interface.ifa_addr)->sin_addr;
  } else if (family == AF_INET6) {
    bytes = &reinterpret_cast<const sockaddr_in6*>(interface.ifa_addr)->sin6_addr;
  }
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (!bytes || !inet_ntop(family, bytes, text.data(), text.size())) return std::nullopt;
  return Address::parse(text.data());
}

}  // namespace

std::optional<bool> is_own_address(const Address& address) {
  ifaddrs* all = nullptr;
  if (getifaddrs(&all) != 0) return std::nullopt;
  bool found = false;
  for (const ifaddrs* at = all; at && !found; at = at->ifa_next) {
    found = address_of(*at) == address;
  }
  freeifaddrs(all);
  return found;
}

}  // namespace openclaw
