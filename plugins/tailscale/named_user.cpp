// SPDX-License-Identifier: MIT
#include "named_user.hpp"

#include <arpa/inet.h>

#include <openclaw/address.hpp>
#include <openclaw/text.hpp>

#include <algorithm>
#include <array>

namespace tailscale {
namespace {

// A login is an address of mail or the name of an account; this is longer than any.
constexpr std::size_t kMostLogin = 320;

// It becomes a word of a command: nothing but an address that a tailnet gives may, which are those
// of 100.64.0.0/10 and fd7a:115c:a1e0::/48. Of any other one Tailscale knows nothing.
bool is_tailnet_address(const std::string& text) {
  constexpr std::array<unsigned char, 6> kTailnet6 = {0xFD, 0x7A, 0x11, 0x5C, 0xA1, 0xE0};
  std::array<unsigned char, sizeof(in6_addr)> bytes{};
  if (::inet_pton(AF_INET, text.c_str(), bytes.data()) == 1) {
    return bytes[0] == 100 && (bytes[1] & 0xC0) == 0x40;
  }
  return ::inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1 &&
         std::equal(kTailnet6.begin(), kTailnet6.end(), bytes.begin());
}

bool is_passed_on(const IdentityRequest& request, const Settings& settings) {
  if (request.front == "tailscale") return settings.mode == Mode::serve;
  // With a port for Tailscale alone, nothing of it comes by the gateway's own.
  const bool has_front = settings.mode != Mode::off && !settings.leave_at_exit;
  return request.front.empty() && !has_front && settings.is_allowed_in_words &&
         oc::is_loopback(request.proxy);
}

NamedUser refused(const char* why) { return {why, {}, {}, {}}; }

}  // namespace

std::optional<NamedUser> read_named_user(const IdentityRequest& request, const Settings& settings) {
  if (!settings.allow_identity || !is_passed_on(request, settings)) return std::nullopt;
  // Who comes by a Funnel is anybody.
  if (!request.header("tailscale-funnel-request").empty()) return std::nullopt;
  const std::string_view login = oc::trimmed(request.header("tailscale-user-login"));
  // A device with tags has no user: this is the login of all of them.
  if (login.empty() || oc::lower(login) == "tagged-devices")
    return refused("tailscale_user_missing");
  for (const char* name : {"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"}) {
    if (request.header(name).empty()) return refused("tailscale_proxy_missing");
  }
  const std::string address(request.client);
  if (login.size() > kMostLogin || !is_tailnet_address(address))
    return refused("tailscale_whois_failed");
  return NamedUser{{},
                   address,
                   std::string(login),
                   std::string(oc::trimmed(request.header("tailscale-user-name")))};
}

std::string doubt(const NamedUser& named, const std::optional<Person>& person) {
  if (!person) return "tailscale_whois_failed";
  return oc::lower(person->login) == oc::lower(named.login) ? "" : "tailscale_user_mismatch";
}

}  // namespace tailscale
