// SPDX-License-Identifier: MIT
// Which gateway a command speaks to, and the secret for it.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/arguments.hpp"
#include "core/config/config.hpp"
#include "core/error.hpp"

namespace openclaw::cli {

struct Target {
  std::string url;
  std::string source;  // what named it: "--url", "OPENCLAW_GATEWAY_URL", "gateway.port", "default"
  std::string host;
  std::uint16_t port = 0;
  std::string token;
  std::string password;
};

// --url, --token and --password, as every command that speaks to a gateway has them.
std::vector<Option> target_options();

// The url: --url, OPENCLAW_GATEWAY_URL, gateway.remote.url in remote mode, else the loopback port
// from OPENCLAW_GATEWAY_PORT, gateway.port or the default. The secret: flags, environment,
// configuration. A url from a flag or the environment never gets a secret from the configuration.
Result<Target> find_target(const Arguments& arguments, const Config& config);

// The address from --url or OPENCLAW_GATEWAY_URL.
std::optional<std::string> url_by_hand(const Arguments& arguments);
// The same target with no more than the secrets given by hand as well, which may be none.
Result<Target> target_by_hand(const Arguments& arguments, const std::string& url, bool by_flag);
// The gateway of this machine, or that of gateway.remote.url, with the secrets for it.
Result<Target> configured_target(const Arguments& arguments, const Config& config, bool remote);

// Fills url, host and port from "ws://host:port"; brackets around IPv6.
Status parse_url(std::string_view url, Target& target);

}  // namespace openclaw::cli
