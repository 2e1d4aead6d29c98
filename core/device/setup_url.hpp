// SPDX-License-Identifier: MIT
// The address at which a device with a setup code finds the gateway: what the configuration names,
// else an address that the gateway is bound to.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "core/net/bind.hpp"

namespace openclaw {

// What is known of where the gateway can be reached; texts as they are configured.
struct SetupPlaces {
  std::string public_url;     // plugins.entries.device-pair.config.publicUrl
  std::string remote_url;     // gateway.remote.url
  bool is_elsewhere = false;  // gateway.mode=remote: that url is of another gateway
  std::string tailscale;      // gateway.tailscale.mode
  std::string tailnet_name;   // by which Tailscale shows it now; empty: it does not
  BindRequest bind;
  std::uint16_t port = 0;
  bool tls = false;  // gateway.tls
};

struct SetupWish {
  std::string public_url;      // by the request; empty: none
  bool prefer_remote = false;  // gateway.remote.url before all else
};

// The machine's network. Neither blocks for long.
struct SetupNetwork {
  std::function<std::vector<std::string>()> addresses;  // IPv4, of interfaces that are up
  std::function<std::string()> outward;  // the one that packets to the rest of the world come from
};
SetupNetwork own_setup_network();

struct SetupUrl {
  std::string url;
  std::string source;  // which key named it
};

// The error's text is the product's, but for a route of Tailscale that is not up yet.
Result<SetupUrl> find_setup_url(const SetupPlaces& places, const SetupWish& wish,
                                const SetupNetwork& network);

// ws or wss, host, port and path of an address; "http" is "ws". Empty when it is none.
std::string normal_gateway_url(std::string_view text);
// Nobody between can read what is sent there: an administrator's token may be.
bool is_private_url(std::string_view url);

}  // namespace openclaw
