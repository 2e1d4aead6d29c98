// SPDX-License-Identifier: MIT
// Asks for the gateways of one domain by UDP: everybody on the links of this machine, or name
// servers. Blocks until its time is over, or nothing more is to be expected.
#pragma once
#include <sys/socket.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "cli/discover/book.hpp"

namespace openclaw::cli {

using DiscoverClock = std::chrono::steady_clock;

inline constexpr std::uint16_t kMdnsPort = 5353;  // RFC 6762

struct UdpPlace {
  int fd = -1;
  sockaddr_storage to{};  // only for those that are not connected
  socklen_t to_size = 0;
  bool answered = false;
};

class UdpSearch {
 public:
  // Takes no more than so many endpoints.
  static constexpr std::size_t kMostEndpoints = 64;

  UdpSearch(std::string domain, Asked asked);
  ~UdpSearch();
  UdpSearch(const UdpSearch&) = delete;
  UdpSearch& operator=(const UdpSearch&) = delete;

  // One socket for each network that multicast goes to.
  void add_links();
  // "1.2.3.4", "1.2.3.4:5353", "::1" or "[::1]:53"; false when it is no address.
  bool add_server(const std::string& address);

  std::vector<Beacon> run(DiscoverClock::time_point deadline);

 private:
  void add(int fd, const sockaddr_storage& to, socklen_t size);
  void add_link(unsigned index, int family);
  void ask_all();
  void ask_more();
  void send(const UdpPlace& endpoint, const DnsQuestion& question);
  void listen(DiscoverClock::time_point until);
  void receive(UdpPlace& endpoint);
  [[nodiscard]] bool done() const;

  Asked asked_;
  std::uint16_t id_;
  BeaconBook book_;
  std::vector<UdpPlace> endpoints_;
  BeaconBook::Questions asked_before_;  // in this round
  DiscoverClock::time_point next_;      // before which nothing more is asked
  std::size_t packets_ = 0;             // that came
  std::size_t sent_ = 0;
};

}  // namespace openclaw::cli
