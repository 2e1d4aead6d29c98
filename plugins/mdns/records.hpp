// SPDX-License-Identifier: MIT
// The TXT record of a gateway. No I/O; any thread.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace mdns {

struct Facts {
  std::uint16_t port = 0;
  std::string lan_host;      // its DNS name on this network, "gwhost.local"
  std::string display_name;  // for people
  std::string tls_sha256;    // empty: no TLS
  bool direct = false;       // it listens beyond the loopback
  bool full = false;         // with what helps to reach it from elsewhere:
  std::string tailnet_name;
  std::uint16_t ssh_port = 22;
  std::string cli_path;
};

// "key=value" each, in the product's order; what does not fit the 255 bytes of one is left out.
std::vector<std::string> txt_records(const Facts& facts);

}  // namespace mdns
