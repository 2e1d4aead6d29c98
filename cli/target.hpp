// SPDX-License-Identifier: MIT
// Which gateway a command speaks to, how it gets there, and the secret for it.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/arguments.hpp"
#include "cli/secrets.hpp"
#include "cli/tunnel.hpp"
#include "core/config/config.hpp"
#include "core/error.hpp"

namespace openclaw::cli {

struct Target {
  std::string url;
  std::string source;  // what named it: "--url", "OPENCLAW_GATEWAY_URL", "gateway.port", "default"
  std::string host;
  std::uint16_t port = 0;
  std::string path = "/";  // with the query, if any
  bool tls = false;
  bool remote = false;      // of gateway.remote, not the gateway of this machine
  std::string pin;          // the certificate's fingerprint in 64 hex digits, or empty
  std::string pin_source;   // what names it; empty: there is none
  std::string pin_problem;  // why this machine's own certificate is not known
  std::optional<SshWay> ssh;
  Secrets secrets;
};

// --url, --token, --password and --tls-fingerprint, as every command that speaks to a gateway has
// them.
std::vector<Option> target_options();

// The url: --url, OPENCLAW_GATEWAY_URL, gateway.remote in remote mode, else the loopback port
// from OPENCLAW_GATEWAY_PORT, gateway.port or the default. The secret: flags, environment,
// configuration. A url from a flag or the environment never gets a secret from the configuration.
Result<Target> find_target(const Arguments& arguments, const Config& config);

// The address from --url or OPENCLAW_GATEWAY_URL.
std::optional<std::string> url_by_hand(const Arguments& arguments);
// The same target with no more than the secrets given by hand as well, which may be none.
Result<Target> target_by_hand(const Arguments& arguments, const Config& config,
                              const std::string& url, bool by_flag);
// The gateway of this machine, or that of gateway.remote, with the secrets for it.
Result<Target> configured_target(const Arguments& arguments, const Config& config, bool remote);
// Whether gateway.remote says where a gateway is.
bool has_remote(const Config& config);
// Where it is, for people: the url, and the machine behind a tunnel.
std::string place_of(const Target& target);
// Whether this machine's own gateway is meant, its files and processes with it.
bool is_here(const Target& target);

// The port of this machine's gateway, and what names it.
Result<std::uint16_t> local_port(const Config& config, std::string& source);
// Fills url, host, port, path and tls from "ws://host:port/path" or "wss://host:port"; brackets
// around IPv6.
Status parse_url(std::string_view url, Target& target);

}  // namespace openclaw::cli
