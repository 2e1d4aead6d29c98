// SPDX-License-Identifier: MIT
// openclaw/address.hpp - what plugins need of IP addresses, in C++17. Header only; any thread.
#ifndef OPENCLAW_ADDRESS_HPP
#define OPENCLAW_ADDRESS_HPP

#include <arpa/inet.h>
#include <netinet/in.h>

#include <string>
#include <string_view>

namespace oc {

// This machine, by IPv4, by IPv6, or by IPv4 that is mapped into IPv6. A whole address and not its
// beginning: 127.0.0.1.example.com is anybody's name.
inline bool is_loopback(std::string_view address) {
  constexpr std::string_view kMapped = "::ffff:";
  if (address == "::1") return true;
  if (address.substr(0, kMapped.size()) == kMapped) address.remove_prefix(kMapped.size());
  in_addr v4{};
  if (::inet_pton(AF_INET, std::string(address).c_str(), &v4) != 1) return false;
  return ntohl(v4.s_addr) >> 24U == 127;
}

}  // namespace oc

#endif
