// SPDX-License-Identifier: MIT
// What the gateway runs with: the command line before the environment before the configuration, for
// the port; the command line before the configuration before the environment, for the secret.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "core/access_settings.hpp"
#include "core/client/auth.hpp"
#include "core/config/config.hpp"
#include "core/config/env.hpp"
#include "core/error.hpp"
#include "core/log/ws_log.hpp"
#include "core/net/bind.hpp"
#include "core/net/tls_files.hpp"
#include "core/options.hpp"

namespace openclaw {

inline constexpr std::uint16_t kDefaultPort = 18789;
// Where nothing names a port: that one, or for a profile (OPENCLAW_PROFILE) one of its own from
// 20000 to 59999, the same as the product's.
std::uint16_t usual_port(std::string_view profile);

struct Settings {
  std::uint16_t port = kDefaultPort;
  BindRequest bind;
  BindPlan listen{{"127.0.0.1"}, {"::1"}, {}};  // see plan_bind()
  AuthMode auth_mode = AuthMode::kToken;
  Secret secret;
  AccessSettings access;
  // Nothing was configured: this token was made up and belongs into the configuration.
  bool secret_is_new = false;
  bool auth_was_chosen = false;    // a mode or a secret stands somewhere
  bool auth_from_outside = false;  // one stands on the command line or in the environment
  bool local_open = false;         // see is_local_open()
  std::uint64_t handshake_ms = 15'000;
  int preauth_per_peer = 32;
  std::string tailscale = "off";  // by the flag, else by gateway.tailscale.mode
  bool tailscale_by_flag = false;
  bool tailscale_reset_on_exit = false;  // by the flag; else gateway.tailscale.resetOnExit counts
  Secret hooks_token;                    // hooks.token; empty: none
  WsLog ws_log;
  TlsSettings tls;
};

Result<std::uint16_t> settle_port(const RunOptions& options, const Config& config,
                                  const Environment& environment);

// What must hold before anything is bound beyond the loopback or shown by Tailscale: an error, or
// the origins of the Control UI that go with the addresses.
Status guard_bind(const BindPlan& plan, Settings& settings);

// The error's message is for the operator: it names the key or flag, and the remedy.
Result<Settings> settle(const RunOptions& options, const Config& config,
                        const Environment& environment);

}  // namespace openclaw
