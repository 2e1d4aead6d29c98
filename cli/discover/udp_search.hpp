// SPDX-License-Identifier: MIT
// Asks for the gateways of one domain by UDP: everybody on the links of this machine, or name
// servers. Blocks until its time is over, or nothing more is to be expected.
#pragma once
#include <sys/socket.h>

#include <chrono>
#include <cstdint>
#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "cli/discover/book.hpp"
#include "cli/discover/on_link.hpp"

namespace openclaw::cli {

using DiscoverClock = std::chrono::steady_clock;

inline constexpr std::uint16_t kMdnsPort = 5353;  // RFC 6762

struct UdpPlace {
  int fd = -1;
  sockaddr_storage to{};
  socklen_t to_size = 0;
  std::string server = {};   // as it was named; empty: everybody on the link
  unsigned link = 0;         // its index; 0: a server
  std::string trouble = {};  // why nothing is to be expected of this server
  bool answered = false;     // it has given an answer
  [[nodiscard]] bool settled() const { return answered || !trouble.empty(); }
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
  // "1.2.3.4", "1.2.3.4:5353", "::1", "[::1]:53" or "fe80::1%eth0"; false when it is no address.
  bool add_server(const std::string& address);

  std::vector<Beacon> run(DiscoverClock::time_point deadline);
  // Behind run(): a line for each server that gave no answer.
  [[nodiscard]] std::vector<std::string> silent_servers() const;
  [[nodiscard]] bool answered() const;

 private:
  void add(UdpPlace place);
  void add_link(unsigned index, int family);
  void ask_all();
  void ask_more();
  void send(const UdpPlace& endpoint, const DnsQuestion& question);
  void listen(DiscoverClock::time_point until);
  void receive(std::size_t endpoint);
  void take(std::size_t endpoint, const DnsMessage& message);
  void ask_for_the_whole();
  [[nodiscard]] bool done() const;

  Asked asked_;
  std::uint16_t id_;
  BeaconBook book_;
  std::vector<UdpPlace> endpoints_;
  BeaconBook::Questions asked_before_;  // in this round
  DiscoverClock::time_point next_;      // before which nothing more is asked
  OnLink neighbours_;
  // Answers that are to be had whole by TCP: whose, and to what.
  std::deque<std::pair<std::size_t, DnsQuestion>> cut_off_;
  DiscoverClock::time_point deadline_;
  std::size_t packets_ = 0;  // that came
  std::size_t sent_ = 0;
};

}  // namespace openclaw::cli
