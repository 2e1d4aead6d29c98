// SPDX-License-Identifier: MIT
#include "core/http/attribution.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "core/http/field.hpp"

namespace openclaw {
namespace {

bool trusts(const ProxyRules& rules, const Address& address) {
  return std::any_of(rules.trusted.begin(), rules.trusted.end(),
                     [&address](const AddressRange& range) { return range.holds(address); });
}

// "192.0.2.1", "192.0.2.1:443", "2001:db8::1" or "[2001:db8::1]:443".
std::optional<Address> parse_hop(std::string_view hop) {
  if (hop.starts_with('[')) return Address::parse(hop.substr(1, hop.find(']') - 1));
  const std::size_t colon = hop.find(':');
  if (colon != std::string_view::npos && hop.find(':', colon + 1) == std::string_view::npos) {
    hop = hop.substr(0, colon);
  }
  return Address::parse(hop);
}

// Every hop, nearest first. A client's own header stands before what the proxy has added, in a
// field of its own or in the same one.
std::vector<std::string_view> hops(const HttpRequest& request) {
  std::vector<std::string_view> out;
  for (auto header = request.headers.rbegin(); header != request.headers.rend(); ++header) {
    if (header->name != "x-forwarded-for") continue;
    std::string_view rest = header->value;
    while (!rest.empty()) {
      const std::size_t comma = rest.rfind(',');
      const bool last = comma == std::string_view::npos;
      const std::string_view hop = trimmed_field(last ? rest : rest.substr(comma + 1));
      if (!hop.empty()) out.push_back(hop);
      rest = last ? std::string_view() : rest.substr(0, comma);
    }
  }
  return out;
}

// No client of a proxy is this machine: who says so has a proxy that passes on what it was told,
// and what stands before such a hop anybody may have written.
bool may_be_client(const Address& address, const ProxyRules& rules) {
  return !is_loopback_address(address.text()) && !trusts(rules, address);
}

std::optional<Address> forwarded_client(const HttpRequest& request, const ProxyRules& rules) {
  for (const std::string_view hop : hops(request)) {
    const auto address = parse_hop(hop);
    if (!address || trusts(rules, *address)) continue;
    return may_be_client(*address, rules) ? address : std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

void attribute(HttpRequest& request, const ProxyRules& rules) {
  if (rules.trusted.empty()) return;
  const auto peer = Address::parse(request.peer);
  if (!peer || !trusts(rules, *peer)) return;
  request.from_proxy = true;
  if (!request.forwarded()) return;
  auto client = forwarded_client(request, rules);
  if (!client && rules.real_ip) {
    const auto named = parse_hop(trimmed_field(request.header("x-real-ip")));
    if (named && may_be_client(*named, rules)) client = named;
  }
  if (!client) return;
  request.proxy = std::exchange(request.peer, client->text());
  request.proxied = true;
}

void attribute_front(HttpRequest& request) {
  const std::vector<std::string_view> all = hops(request);
  const auto client = all.empty() ? std::nullopt : parse_hop(all.front());
  if (!client || is_loopback_address(client->text())) return;
  request.proxy = std::exchange(request.peer, client->text());
  request.proxied = true;
}

}  // namespace openclaw
