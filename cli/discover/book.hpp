// SPDX-License-Identifier: MIT
// What the answers of one domain come to: instances, each with its place and its words. Bounded,
// whatever comes. No I/O.
#pragma once
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "cli/discover.hpp"
#include "cli/discover/dns_message.hpp"

namespace openclaw::cli {

inline constexpr std::size_t kMostBeacons = 256;

// "key=value" each; a key counts once, and what has no value does not.
std::vector<std::pair<std::string, std::string>> read_txt(const std::vector<std::string>& texts);
// A host name as it is written; empty when it has no parts.
std::string host_of(const DnsName& name);

class BeaconBook {
 public:
  explicit BeaconBook(std::string domain);

  void take(const DnsMessage& message);
  using Questions = std::set<std::pair<DnsName, DnsType>>;
  // What is to be asked besides: the place and the words of instances that lack them, of a few at
  // once, but for what was asked before.
  [[nodiscard]] std::vector<DnsQuestion> missing(const Questions& before = {}) const;
  [[nodiscard]] const DnsName& service() const { return service_; }
  [[nodiscard]] bool empty() const { return entries_.empty(); }
  // Those that have told their place.
  [[nodiscard]] std::vector<Beacon> beacons() const;

 private:
  struct Entry {
    bool named = false;  // by the service; the rest may come before it
    bool placed = false;
    bool worded = false;
    std::string instance;  // as it was first written
    std::string host;
    std::uint16_t port = 0;
    std::vector<std::pair<std::string, std::string>> txt;
  };
  void take(const DnsRecord& record);
  // Of the instance that is called so in this domain; nullptr: it is not, or there are too many.
  Entry* entry(const DnsName& name);

  std::string domain_;
  DnsName service_;
  std::map<std::string, Entry> entries_;  // by their names in small letters
};

}  // namespace openclaw::cli
