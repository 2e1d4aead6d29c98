// SPDX-License-Identifier: MIT
// Which addresses the gateway listens on: from the mode that was asked for to addresses, and never
// wider than it.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"

namespace openclaw {

enum class BindMode { kLoopback, kLan, kTailnet, kAuto, kCustom };
std::optional<BindMode> parse_bind_mode(std::string_view text);
std::string_view bind_mode_name(BindMode mode);

struct BindRequest {
  BindMode mode = BindMode::kLoopback;
  std::string custom_host;  // for kCustom: an IPv4 address
};

// The machine's network, as far as it matters here.
struct NetworkView {
  std::function<bool(const std::string& address)> can_bind;  // on any port
  std::function<std::vector<std::string>()> addresses;       // IPv4, of interfaces that are up
  std::function<bool()> in_container;  // its loopback is reached by nobody outside
};
NetworkView own_network();

struct BindPlan {
  std::vector<std::string> addresses;  // each must be listened on
  std::vector<std::string> extra;      // welcome, not needed
  std::string note;                    // why it is narrower than asked for; may be empty
  [[nodiscard]] const std::string& host() const { return addresses.front(); }
  [[nodiscard]] bool loopback_only() const;
};
// The error's text is the product's.
Result<BindPlan> plan_bind(const BindRequest& request, const NetworkView& network);

// Inside 100.64.0.0/10, from which tailnets take their addresses (RFC 6598).
bool is_tailnet_address(std::string_view address);
// Four numbers without leading zeros, as inet_ntop writes them.
bool is_canonical_ipv4(std::string_view address);

}  // namespace openclaw
