// SPDX-License-Identifier: MIT
#include "core/client/origin.hpp"

#include <arpa/inet.h>

#include <algorithm>

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

// "http://host:port" -> "host:port"; empty for "null" and everything that is no web origin.
std::string_view origin_host(std::string_view origin) {
  const std::size_t scheme = origin.find("://");
  if (scheme == std::string_view::npos) return {};
  const std::string_view name = origin.substr(0, scheme);
  if (name != "http" && name != "https") return {};
  return origin.substr(scheme + 3);
}

bool is_private_host(std::string_view host) {
  in_addr v4{};
  if (inet_pton(AF_INET, std::string(host).c_str(), &v4) == 1) {
    const std::uint32_t n = ntohl(v4.s_addr);
    return (n >> 24U) == 10 || (n >> 20U) == 0xAC1 || (n >> 16U) == 0xC0A8 ||
           (n >> 22U) == (0x6440U >> 6U);
  }
  return host.ends_with(".local") || host.ends_with(".ts.net");
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return out;
}

}  // namespace

bool is_loopback_host(std::string_view host) {
  const std::string name = lower(without_port(host));
  return name == "localhost" || is_loopback_address(name);
}

bool is_foreign_page(const HttpRequest& request) {
  const std::string_view origin = request.header("origin");
  return !origin.empty() && !is_loopback_host(origin_host(lower(origin)));
}

bool is_own_page(const HttpRequest& request) {
  const std::string origin = lower(request.header("origin"));
  return origin_host(origin) == lower(request.header("host")) && !is_foreign_page(request);
}

bool came_through_proxy(const HttpRequest& request) {
  if (request.forwarded()) return true;
  const auto tells = [](const HttpHeader& header) {
    return header.name == "via" || header.name == "true-client-ip" ||
           header.name.starts_with("x-forwarded-") || header.name.starts_with("tailscale-");
  };
  return std::any_of(request.headers.begin(), request.headers.end(), tells);
}

OriginVerdict judge_origin(const HttpRequest& request, bool needed,
                           const std::vector<std::string>& allowed) {
  const std::string origin = lower(request.header("origin"));
  if (origin.empty()) return needed ? OriginVerdict::kMissing : OriginVerdict::kAllowed;
  for (const std::string& one : allowed) {
    if (one == "*" || lower(one) == origin) return OriginVerdict::kAllowed;
  }
  const std::string_view host = origin_host(origin);
  if (host.empty()) return OriginVerdict::kMissing;
  const bool local = request.direct_local();
  if (local && is_loopback_host(host)) return OriginVerdict::kAllowed;
  const bool same_host = host == lower(request.header("host"));
  if (same_host && is_private_host(without_port(host))) return OriginVerdict::kAllowed;
  return OriginVerdict::kRefused;
}

}  // namespace openclaw
