// SPDX-License-Identifier: MIT
// What is configured of the zone. No I/O.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace wide_area {

// The variables of the environment that count, empty when they are not set.
struct Variables {
  std::string domain;       // OPENCLAW_WIDE_AREA_DOMAIN
  std::string tailnet_dns;  // OPENCLAW_TAILNET_DNS
  std::string ssh_port;     // OPENCLAW_SSH_PORT
  std::string cli_path;     // OPENCLAW_CLI_PATH
};

struct Settings {
  bool enabled = false;
  std::string domain;   // with a dot at its end; empty: there is none
  std::string problem;  // why there is none
  std::string tailnet_name;
  std::uint16_t ssh_port = 0;
  std::string cli_path;
};

// `wide_area` is discovery.wideArea and `mdns_mode` discovery.mdns.mode, both JSON or empty;
// `program` is the file of the gateway.
Settings read_settings(std::string_view wide_area, std::string_view mdns_mode,
                       const Variables& variables, const std::string& program);

}  // namespace wide_area
