// SPDX-License-Identifier: MIT
// Where the gateway is reached, as those are told who tell others.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace openclaw {

struct Reach {
  std::uint16_t port = 0;
  std::string bind;
  std::vector<std::string> addresses;
  std::string tls_sha256;    // of the certificate, lower-case hex; empty: no TLS
  std::string tailnet_name;  // without the dot at its end; empty: unknown
  bool operator==(const Reach&) const = default;
};

}  // namespace openclaw
