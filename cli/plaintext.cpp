// SPDX-License-Identifier: MIT
#include "cli/plaintext.hpp"

#include <algorithm>
#include <array>
#include <openclaw/text.hpp>

#include "core/client/origin.hpp"
#include "core/net/address.hpp"
#include "core/paths.hpp"

namespace openclaw::cli {
namespace {

// Loopback, private, link-local and shared (tailnet) addresses, as the product has them.
constexpr std::array<const char*, 10> kPrivate{
    "127.0.0.0/8",   "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16",
    "100.64.0.0/10", "::1/128",    "fe80::/10",     "fc00::/7",       "fec0::/10"};

bool is_private(const Address& address) {
  return std::any_of(kPrivate.begin(), kPrivate.end(), [&address](const char* text) {
    const auto range = AddressRange::parse(text);
    return range && range->holds(address);
  });
}

std::string canonical(std::string_view host) {
  std::string name(host);
  while (name.ends_with('.')) name.pop_back();
  return oc::lower(name);
}

}  // namespace

bool may_go_plain(std::string_view host, bool names_too) {
  // An address with a dot at its end is a name that a name server is asked for.
  if (is_loopback_host(host)) return true;
  if (const auto address = Address::parse(host.substr(0, host.find('%')))) {
    return is_private(*address);
  }
  const std::string name = canonical(host);
  return names_too || name.ends_with(".local") || name.ends_with(".ts.net");
}

Status check_plain(const std::string& url, const std::string& host, const std::string& source) {
  const bool names_too = trimmed_variable("OPENCLAW_ALLOW_INSECURE_PRIVATE_WS") == "1";
  if (may_go_plain(host, names_too)) return Done{};
  return invalid_request(
      "SECURITY ERROR: Gateway URL \"" + url + "\" uses plaintext ws:// to a public host.\n" +
      "Anybody on the way could read the token and all that is said. Source: " + source +
      "\nUse wss://, or an SSH tunnel that this program opens itself:\n"
      "  openclaw config set gateway.remote.transport ssh\n"
      "  openclaw config set gateway.remote.sshTarget user@host" +
      (names_too ? ""
                 : "\nIf the name is one of your own network: set "
                   "OPENCLAW_ALLOW_INSECURE_PRIVATE_WS=1."));
}

}  // namespace openclaw::cli
