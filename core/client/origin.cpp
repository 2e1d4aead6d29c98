// SPDX-License-Identifier: MIT
#include "core/client/origin.hpp"

#include <algorithm>
#include <array>
#include <openclaw/text.hpp>

#include "core/net/address.hpp"

namespace openclaw {
namespace {

std::string_view without_port(std::string_view host) {
  if (host.starts_with('[')) {
    const std::size_t end = host.find(']');
    return end == std::string_view::npos ? host : host.substr(1, end - 1);
  }
  const std::size_t colon = host.rfind(':');
  if (colon == std::string_view::npos || host.find(':') != colon) return host;
  const bool port = host.find_first_not_of("0123456789", colon + 1) == std::string_view::npos;
  return port ? host.substr(0, colon) : host;
}

struct WebOrigin {
  std::string scheme;  // empty: it names no host
  std::string host;    // with its port, unless that is the scheme's own
  [[nodiscard]] bool is_web() const { return scheme == "http" || scheme == "https"; }
  bool operator==(const WebOrigin&) const = default;
};

// Browsers leave the port of the scheme out, of an Origin and of a Host; proxies do not always.
void drop_own_port(std::string_view scheme, std::string& host) {
  const std::string_view own_port = scheme == "http" ? ":80" : scheme == "https" ? ":443" : "";
  if (!own_port.empty() && host.ends_with(own_port)) host.resize(host.size() - own_port.size());
}

WebOrigin parse_origin(std::string_view text) {
  const std::string origin = oc::lower(text);
  const std::size_t colon = origin.find("://");
  if (colon == std::string::npos) return {};
  WebOrigin out{origin.substr(0, colon), origin.substr(colon + 3)};
  out.host = out.host.substr(0, out.host.find('/'));
  // Browsers name no user: what stands before the '@' only looks like a host.
  if (out.host.empty() || out.host.find('@') != std::string::npos) return {};
  drop_own_port(out.scheme, out.host);
  return out;
}

bool is_same_host(const WebOrigin& origin, const HttpRequest& request) {
  std::string host = oc::lower(request.header("host"));
  drop_own_port(origin.scheme, host);
  return origin.host == host;
}

// What no name on the public internet can stand for: private, shared and link-local addresses, and
// the names that the local network or a tailnet gives.
bool is_private_host(std::string_view host) {
  static constexpr std::array<std::string_view, 7> kRanges = {
      "10.0.0.0/8",     "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10",
      "169.254.0.0/16", "fc00::/7",      "fe80::/10"};
  const auto address = Address::parse(host);
  if (!address) return host.ends_with(".local") || host.ends_with(".ts.net");
  return std::any_of(kRanges.begin(), kRanges.end(), [&address](std::string_view range) {
    return AddressRange::parse(range)->holds(*address);
  });
}

// The marks of a proxy that does not say for whom it asks; who says so is not direct_local().
bool has_mark_of_proxy(const HttpRequest& request) {
  return std::any_of(request.headers.begin(), request.headers.end(), [](const HttpHeader& header) {
    return header.name == "via" || header.name == "true-client-ip";
  });
}

bool is_listed(const WebOrigin& origin, const std::vector<std::string>& allowed) {
  return std::any_of(allowed.begin(), allowed.end(), [&origin](const std::string& one) {
    return one == "*" || parse_origin(one) == origin;
  });
}

}  // namespace

bool is_loopback_host(std::string_view host) {
  const std::string name = oc::lower(without_port(host));
  return name == "localhost" || is_loopback_address(name);
}

bool is_foreign_page(const HttpRequest& request) {
  if (request.header("origin").empty()) return false;
  const WebOrigin origin = parse_origin(request.header("origin"));
  return !origin.is_web() || !is_loopback_host(origin.host);
}

bool is_own_page(const HttpRequest& request) {
  const WebOrigin origin = parse_origin(request.header("origin"));
  return is_same_host(origin, request) && !is_foreign_page(request);
}

// Its address alone speaks for it: a name that resolves to it is not enough, a proxy on this
// machine speaks for anybody, and a page of another site is anybody's.
bool may_lack_secret(const HttpRequest& request) {
  return request.direct_local() && !has_mark_of_proxy(request) &&
         is_loopback_host(request.header("host")) && !is_foreign_page(request);
}

OriginVerdict judge_origin(const HttpRequest& request, bool needed, const OriginRules& rules) {
  const std::string_view sent = request.header("origin");
  if (sent.empty()) return needed ? OriginVerdict::kMissing : OriginVerdict::kAllowed;
  const WebOrigin origin = parse_origin(sent);
  if (origin.scheme.empty()) return OriginVerdict::kMissing;
  if (is_listed(origin, rules.allowed)) return OriginVerdict::kAllowed;
  if (!origin.is_web()) return OriginVerdict::kRefused;
  if (request.direct_local() && is_loopback_host(origin.host)) return OriginVerdict::kAllowed;
  const bool same_host = is_same_host(origin, request);
  if (same_host && (rules.any_same_host || is_private_host(without_port(origin.host)))) {
    return OriginVerdict::kAllowed;
  }
  return OriginVerdict::kRefused;
}

}  // namespace openclaw
