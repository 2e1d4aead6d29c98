// SPDX-License-Identifier: MIT
// The name servers that may know of gateways in a domain. Blocks until its time is over.
#pragma once
#include <chrono>
#include <string>
#include <vector>

namespace openclaw::cli {

struct NameServers {
  std::vector<std::string> addresses;  // "address[:port]"
  bool named = false;                  // by the user, who wants to hear of each
};
// Those of OPENCLAW_WIDE_AREA_DNS, with commas between, or else those of this machine and of the
// tailnet: each of its hosts may be one.
NameServers name_servers(std::chrono::steady_clock::time_point deadline);

// The IPv4 addresses in what `tailscale status --json` prints, at most 40.
std::vector<std::string> tailnet_addresses(const std::string& status_json);

}  // namespace openclaw::cli
