// SPDX-License-Identifier: MIT
// Whom a search asks: links and name servers.
#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <unistd.h>

#include <charconv>
#include <memory>
#include <set>

#include "cli/discover/udp_search.hpp"

namespace openclaw::cli {
namespace {

constexpr std::uint16_t kDnsPort = 53;

int open_socket(int family) { return socket(family, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0); }

// Out by this interface, and as far as the link goes.
bool point_to(int fd, int family, unsigned index) {
  const int hops = 255;
  if (family == AF_INET6) {
    const int number = static_cast<int>(index);
    return setsockopt(fd, IPPROTO_IPV6, IPV6_MULTICAST_IF, &number, sizeof number) == 0 &&
           setsockopt(fd, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, &hops, sizeof hops) == 0;
  }
  ip_mreqn interface {};
  interface.imr_ifindex = static_cast<int>(index);
  return setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &interface, sizeof interface) == 0 &&
         setsockopt(fd, IPPROTO_IP, IP_MULTICAST_TTL, &hops, sizeof hops) == 0;
}

// An address and its port out of "a", "a:p" or "[a]:p".
bool split(const std::string& text, std::string& host, std::uint16_t& port) {
  std::size_t colon = text.rfind(':');
  host = text;
  port = kDnsPort;
  const bool bracketed = !text.empty() && text.front() == '[';
  if (bracketed) {
    const std::size_t end = text.find(']');
    if (end == std::string::npos) return false;
    host = text.substr(1, end - 1);
    colon = end + 1 < text.size() ? end + 1 : std::string::npos;
  } else if (colon == std::string::npos || text.find(':') != colon) {
    return true;
  } else {
    host = text.substr(0, colon);
  }
  if (colon == std::string::npos) return true;
  const char* const last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data() + colon + 1, last, port);
  return error == std::errc{} && end == last && port > 0;
}

// "::1" or "fe80::1%eth0", whose zone is an interface's name or number.
bool read_six(const std::string& host, sockaddr_in6& out) {
  const std::size_t percent = host.find('%');
  if (inet_pton(AF_INET6, host.substr(0, percent).c_str(), &out.sin6_addr) != 1) return false;
  if (percent == std::string::npos) return true;
  const std::string zone = host.substr(percent + 1);
  out.sin6_scope_id = if_nametoindex(zone.c_str());
  if (out.sin6_scope_id > 0) return true;
  const char* const last = zone.data() + zone.size();
  const auto [end, error] = std::from_chars(zone.data(), last, out.sin6_scope_id);
  return error == std::errc{} && end == last && out.sin6_scope_id > 0;
}

}  // namespace

bool UdpSearch::add_server(const std::string& address) {
  std::string host;
  std::uint16_t port = 0;
  if (!split(address, host, port)) return false;
  sockaddr_storage to{};
  auto& four = reinterpret_cast<sockaddr_in&>(to);
  auto& six = reinterpret_cast<sockaddr_in6&>(to);
  socklen_t size = sizeof four;
  if (inet_pton(AF_INET, host.c_str(), &four.sin_addr) == 1) {
    four.sin_family = AF_INET;
    four.sin_port = htons(port);
  } else if (read_six(host, six)) {
    six.sin6_family = AF_INET6;
    six.sin6_port = htons(port);
    size = sizeof six;
  } else {
    return false;
  }
  const int fd = open_socket(to.ss_family);
  if (fd < 0) return true;
  // Nobody else may answer then.
  if (connect(fd, reinterpret_cast<const sockaddr*>(&to), size) == 0) {
    add({fd, to, size, address});
  } else {
    close(fd);
  }
  return true;
}

void UdpSearch::add_link(unsigned index, int family) {
  const int fd = open_socket(family);
  if (fd < 0) return;
  sockaddr_storage to{};
  socklen_t size = sizeof(sockaddr_in);
  if (family == AF_INET) {
    auto& four = reinterpret_cast<sockaddr_in&>(to);
    four.sin_family = AF_INET;
    four.sin_port = htons(kMdnsPort);
    inet_pton(AF_INET, "224.0.0.251", &four.sin_addr);
  } else {
    auto& six = reinterpret_cast<sockaddr_in6&>(to);
    six.sin6_family = AF_INET6;
    six.sin6_port = htons(kMdnsPort);
    six.sin6_scope_id = index;
    inet_pton(AF_INET6, "ff02::fb", &six.sin6_addr);
    size = sizeof six;
  }
  if (point_to(fd, family, index)) {
    add({fd, to, size, {}, index});
  } else {
    close(fd);
  }
}

void UdpSearch::add_links() {
  ifaddrs* all = nullptr;
  if (getifaddrs(&all) != 0) return;
  const std::unique_ptr<ifaddrs, decltype(&freeifaddrs)> owned(all, freeifaddrs);
  std::set<std::pair<unsigned, int>> seen;
  for (const ifaddrs* one = all; one; one = one->ifa_next) {
    const int family = one->ifa_addr ? one->ifa_addr->sa_family : AF_UNSPEC;
    const bool fit = (one->ifa_flags & IFF_UP) != 0 && (one->ifa_flags & IFF_MULTICAST) != 0 &&
                     (one->ifa_flags & IFF_LOOPBACK) == 0;
    if (!fit || (family != AF_INET && family != AF_INET6)) continue;
    const unsigned index = if_nametoindex(one->ifa_name);
    if (index > 0) neighbours_.add(index, *one);
    if (index > 0 && seen.emplace(index, family).second) add_link(index, family);
  }
}

}  // namespace openclaw::cli
