// SPDX-License-Identifier: MIT
// What the configuration says, with what the command line has changed of it. No I/O.
#pragma once
#include <string>
#include <string_view>

namespace tailscale {

enum class Mode { off, serve, funnel };
std::string_view mode_name(Mode mode);

struct Settings {
  Mode mode = Mode::off;
  bool leave_at_exit = false;        // the route is made to stay when the gateway has gone
  bool preserve_funnel = false;      // a Funnel of somebody else is left as it is
  bool allow_identity = false;       // who it is counts instead of a token
  bool is_allowed_in_words = false;  // by gateway.auth.allowTailscale itself
  std::string program = "tailscale";
};

// JSON, or empty: gateway.tailscale, gateway.auth.allowTailscale, gateway.auth.mode, and the
// plugin's own configuration. `program` is OPENCLAW_TEST_TAILSCALE_BINARY.
Settings read_settings(std::string_view tailscale, std::string_view allow, std::string_view auth,
                       std::string_view own, std::string_view program = {});

}  // namespace tailscale
