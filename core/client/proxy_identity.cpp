// SPDX-License-Identifier: MIT
#include "core/client/proxy_identity.hpp"

#include <algorithm>
#include <openclaw/text.hpp>

#include "core/http/field.hpp"
#include "core/json/utf8.hpp"

namespace openclaw {
namespace {

constexpr std::size_t kLongestUser = 256;

// C0, C1, and what turns the direction of a line of text.
bool is_invisible(std::string_view sequence) {
  const auto first = static_cast<unsigned char>(sequence[0]);
  if (sequence.size() == 1) return first < 0x20 || first == 0x7F;
  const auto second = static_cast<unsigned char>(sequence[1]);
  if (sequence.size() == 2) return first == 0xC2 && second < 0xA0;
  if (sequence.size() != 3 || first != 0xE2) return false;
  const auto third = static_cast<unsigned char>(sequence[2]);
  return (second == 0x80 && (third == 0x8E || third == 0x8F || (third >= 0xA8 && third <= 0xAE))) ||
         (second == 0x81 && third >= 0xA6 && third <= 0xA9);
}

bool is_readable(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = utf8_sequence(text);
    if (length == 0 || is_invisible(text.substr(0, length))) return false;
    text.remove_prefix(length);
  }
  return true;
}

// The reason why nobody on this address may say who somebody is, as far as its text tells; empty:
// it may.
std::string refuse_source(const HttpRequest& request, const ProxyUserRules& rules) {
  if (!request.from_proxy) return "trusted_proxy_untrusted_source";
  const bool on_loopback = is_loopback_address(request.proxied ? request.proxy : request.peer);
  return on_loopback && !rules.allow_loopback ? "trusted_proxy_loopback_source" : "";
}

// The same for what only the kernel can tell, which costs it a list of all interfaces.
std::string refuse_own_source(const HttpRequest& request, OwnAddress is_own) {
  if (is_loopback_address(request.proxy)) return {};
  std::optional<std::optional<bool>>& own = request.proxy_is_own;
  if (!own) {
    const auto address = Address::parse(request.proxy);
    own = address ? is_own(*address) : std::nullopt;
  }
  if (!*own) return "trusted_proxy_local_interface_check_failed";
  return **own ? "trusted_proxy_local_interface_source" : "";
}

// One proxy writes one: a second one is what the client has made up, or the first is.
ProxyUser named_user(const HttpRequest& request, const ProxyUserRules& rules) {
  std::string_view user;
  int count = 0;
  for (const HttpHeader& header : request.headers) {
    if (!same_http_name(rules.user_header, header.name)) continue;
    user = trimmed_field(header.value);
    ++count;
  }
  if (count > 1) return {std::nullopt, "trusted_proxy_user_ambiguous"};
  if (user.empty()) return {std::nullopt, "trusted_proxy_user_missing"};
  if (user.size() > kLongestUser || !is_readable(user)) {
    return {std::nullopt, "trusted_proxy_user_invalid"};
  }
  const std::vector<std::string>& allowed = rules.allow_users;
  if (!allowed.empty() && std::find(allowed.begin(), allowed.end(), user) == allowed.end()) {
    return {std::nullopt, "trusted_proxy_user_not_allowed", std::string(user)};
  }
  return {ClientIdentity{"trusted-proxy", std::string(user), {}}, {}};
}

}  // namespace

bool claims_user(const HttpRequest& request, const ProxyUserRules& rules) {
  const auto& all = rules.required_headers;
  return std::any_of(request.headers.begin(), request.headers.end(), [&](const HttpHeader& one) {
    const auto is_it = [&one](const std::string& name) { return same_http_name(name, one.name); };
    return is_it(rules.user_header) || std::any_of(all.begin(), all.end(), is_it);
  });
}

ProxyUser judge_proxy_user(const HttpRequest& request, const ProxyUserRules& rules,
                           OwnAddress is_own) {
  if (std::string reason = refuse_source(request, rules); !reason.empty()) {
    return {std::nullopt, std::move(reason)};
  }
  for (const std::string& name : rules.required_headers) {
    if (trimmed_field(request.header(oc::lower(name))).empty()) {
      return {std::nullopt, "trusted_proxy_missing_header_" + name};
    }
  }
  ProxyUser out = named_user(request, rules);
  if (!out.identity) return out;
  if (!request.proxied) return {std::nullopt, "proxy_attribution_required"};
  if (std::string reason = refuse_own_source(request, is_own); !reason.empty()) {
    return {std::nullopt, std::move(reason)};
  }
  return out;
}

}  // namespace openclaw
