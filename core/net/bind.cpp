// SPDX-License-Identifier: MIT
#include "core/net/bind.hpp"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <openclaw/container.hpp>
#include <utility>

#include "core/http/message.hpp"
#include "core/net/listener.hpp"

namespace openclaw {
namespace {

constexpr const char* kLoopback4 = "127.0.0.1";
constexpr const char* kLoopback6 = "::1";
constexpr const char* kEverywhere = "0.0.0.0";

constexpr std::array<std::pair<std::string_view, BindMode>, 5> kModes = {
    {{"loopback", BindMode::kLoopback},
     {"lan", BindMode::kLan},
     {"tailnet", BindMode::kTailnet},
     {"auto", BindMode::kAuto},
     {"custom", BindMode::kCustom}}};

std::optional<in_addr> parse_ipv4(std::string_view text) {
  in_addr address{};
  if (inet_pton(AF_INET, std::string(text).c_str(), &address) != 1) return std::nullopt;
  return address;
}

std::vector<std::string> own_addresses() {
  ifaddrs* all = nullptr;
  if (getifaddrs(&all) != 0) return {};
  std::vector<std::string> found;
  for (const ifaddrs* at = all; at; at = at->ifa_next) {
    if (!at->ifa_addr || at->ifa_addr->sa_family != AF_INET) continue;
    if ((at->ifa_flags & IFF_LOOPBACK) || !(at->ifa_flags & IFF_UP)) continue;
    std::array<char, INET_ADDRSTRLEN> text{};
    const auto* address = reinterpret_cast<const sockaddr_in*>(at->ifa_addr);
    if (inet_ntop(AF_INET, &address->sin_addr, text.data(), text.size())) {
      found.emplace_back(text.data());
    }
  }
  freeifaddrs(all);
  return found;
}

Error refused(const std::string& text) { return invalid_request(text); }

Result<BindPlan> loopback(const NetworkView& network, std::string note) {
  if (network.can_bind(kLoopback4)) {
    return BindPlan{{kLoopback4}, {kLoopback6}, std::move(note)};
  }
  return refused(std::string("gateway bind=loopback resolved to non-loopback host ") + kEverywhere +
                 "; refusing fallback to a network bind");
}

// The machine's own clients come by the loopback, whatever else is listened on.
BindPlan beside_loopback(std::string address) {
  return BindPlan{{std::move(address), kLoopback4}, {}, {}};
}

Result<BindPlan> tailnet(const NetworkView& network) {
  for (const std::string& address : network.addresses()) {
    if (is_tailnet_address(address) && network.can_bind(address)) return beside_loopback(address);
  }
  return loopback(network,
                  "gateway bind=tailnet found no tailnet address (100.64.0.0/10); "
                  "listening on the loopback only. Is tailscale up?");
}

Result<BindPlan> automatic(const NetworkView& network) {
  if (!network.in_container() && network.can_bind(kLoopback4)) {
    return BindPlan{{kLoopback4}, {kLoopback6}, {}};
  }
  return BindPlan{{kEverywhere}, {}, {}};
}

Result<BindPlan> custom(const std::string& host, const NetworkView& network) {
  if (host.empty()) return refused("gateway.bind=custom requires gateway.customBindHost");
  if (!is_canonical_ipv4(host)) {
    return refused("gateway.bind=custom requires a valid IPv4 customBindHost (got " + host + ")");
  }
  if (!network.can_bind(host)) {
    return refused("gateway bind=custom requested " + host + " but resolved " + kEverywhere +
                   "; refusing fallback");
  }
  if (host == kLoopback4) return BindPlan{{host}, {kLoopback6}, {}};
  if (host == kEverywhere) return BindPlan{{host}, {}, {}};
  return beside_loopback(host);
}

}  // namespace

std::optional<BindMode> parse_bind_mode(std::string_view text) {
  for (const auto& [name, mode] : kModes) {
    if (name == text) return mode;
  }
  return std::nullopt;
}

std::string_view bind_mode_name(BindMode mode) {
  return std::find_if(kModes.begin(), kModes.end(),
                      [mode](const auto& row) { return row.second == mode; })
      ->first;
}

NetworkView own_network() {
  return {[](const std::string& address) { return static_cast<bool>(Listener::open(address, 0)); },
          own_addresses, oc::in_container};
}

bool BindPlan::loopback_only() const {
  return std::all_of(addresses.begin(), addresses.end(),
                     [](const std::string& address) { return is_loopback_address(address); });
}

Result<BindPlan> plan_bind(const BindRequest& request, const NetworkView& network) {
  switch (request.mode) {
    case BindMode::kLan: return BindPlan{{kEverywhere}, {}, {}};
    case BindMode::kTailnet: return tailnet(network);
    case BindMode::kAuto: return automatic(network);
    case BindMode::kCustom: return custom(request.custom_host, network);
    case BindMode::kLoopback: break;
  }
  return loopback(network, {});
}

bool is_tailnet_address(std::string_view address) {
  const auto parsed = parse_ipv4(address);
  return parsed && (ntohl(parsed->s_addr) & 0xFFC00000U) == 0x64400000U;
}

// inet_pton takes no leading zeros.
bool is_canonical_ipv4(std::string_view address) { return parse_ipv4(address).has_value(); }

}  // namespace openclaw
