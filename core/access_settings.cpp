// SPDX-License-Identifier: MIT
#include "core/access_settings.hpp"

#include <algorithm>
#include <array>
#include <openclaw/text.hpp>

#include "core/http/field.hpp"
#include "core/http/strict_transport.hpp"

namespace openclaw {
namespace {

constexpr std::int64_t kLongestMs = 7 * 24 * 60 * 60 * 1000LL;

// What clients send for other purposes, and what tells of the way: no user's name is in it.
bool has_other_use(const std::string& name) {
  constexpr std::string_view kNames =
      "accept, authorization, cache-control, cf-connecting-ip, connection, cookie, date, dnt, "
      "expect, forwarded, host, keep-alive, origin, pragma, priority, proxy-authorization, "
      "proxy-connection, range, referer, trailer, transfer-encoding, true-client-ip, upgrade, "
      "user-agent, via, x-client-ip, x-real-ip";
  constexpr std::string_view kUsers =
      "x-forwarded-user, x-forwarded-email, x-forwarded-preferred-username";
  static constexpr std::array<std::string_view, 7> kBegins = {
      "accept-", "access-control-", "content-", "if-", "sec-", "x-forwarded-", "x-openclaw-"};
  if (field_lists(kUsers, name)) return false;
  return field_lists(kNames, name) ||
         std::any_of(kBegins.begin(), kBegins.end(),
                     [&name](std::string_view begin) { return name.starts_with(begin); });
}

class Reader {
 public:
  explicit Reader(const Config& config) : config_(config) {}

  AccessSettings read() {
    AccessSettings out;
    read_limits(out.auth_limits);
    read_proxies(out.proxies);
    read_proxy_user(out.proxy_user);
    read_strict_transport(out.strict_transport);
    out.origins.allowed = texts("gateway.controlUi.allowedOrigins");
    out.origins.any_same_host =
        is_on("gateway.controlUi.dangerouslyAllowHostHeaderOriginFallback", false);
    return out;
  }
  std::vector<ConfigIssue> take_issues() { return std::move(issues_); }

 private:
  bool is_on(const char* key, bool otherwise) const {
    return config_.flag(key).value_or(otherwise);
  }

  void read_limits(AuthLimits& limits) {
    read_limit("maxAttempts", AuthLimits::kMostAttempts, limits.max_attempts);
    read_limit("windowMs", kLongestMs, limits.window_ms);
    read_limit("lockoutMs", kLongestMs, limits.lockout_ms);
    limits.exempt_loopback = is_on("gateway.auth.rateLimit.exemptLoopback", true);
  }

  template <typename Number>
  void read_limit(const char* name, std::int64_t most, Number& value) {
    const std::string key = std::string("gateway.auth.rateLimit.") + name;
    if (!config_.at(key)) return;
    const auto found = config_.integer(key);
    if (found && *found >= 1 && *found <= most) {
      value = static_cast<Number>(*found);
      return;
    }
    issues_.push_back({key, "must be a whole number from 1 to " + std::to_string(most) +
                                "; change it, or remove the key to have " + std::to_string(value) +
                                "."});
  }

  void read_proxies(ProxyRules& rules) {
    int index = 0;
    for (const std::string& text : texts("gateway.trustedProxies")) {
      const std::string place = "gateway.trustedProxies." + std::to_string(index++);
      const auto range = AddressRange::parse(text);
      if (range && range->is_everything()) {
        issues_.push_back({place, "is \"" + text +
                                      "\", which takes every client for a proxy; name the "
                                      "addresses of your proxies alone."});
        continue;
      }
      if (range) {
        rules.trusted.push_back(*range);
        continue;
      }
      issues_.push_back({place, "is \"" + text +
                                    "\", which is no address and no range; write it as "
                                    "\"192.0.2.1\", \"192.0.2.0/24\" or \"2001:db8::/32\"."});
    }
    rules.real_ip = is_on("gateway.allowRealIpFallback", false);
  }

  void read_proxy_user(ProxyUserRules& rules) {
    const std::string key = "gateway.auth.trustedProxy";
    rules.user_header = config_.text(key + ".userHeader");
    if (!rules.user_header.empty()) check_user_header(key + ".userHeader", rules.user_header);
    int index = 0;
    for (const std::string& name : texts("gateway.auth.trustedProxy.requiredHeaders")) {
      check_header(key + ".requiredHeaders." + std::to_string(index++), name);
      rules.required_headers.push_back(name);
    }
    rules.allow_users = texts("gateway.auth.trustedProxy.allowUsers");
    rules.allow_loopback = is_on("gateway.auth.trustedProxy.allowLoopback", false);
  }

  // Browsers pass over a value that they cannot read, and the owner would rely on it.
  void read_strict_transport(std::string& value) {
    const std::string key = "gateway.http.securityHeaders.strictTransportSecurity";
    value = trimmed_field(config_.text(key));
    if (value.empty() || is_strict_transport(value)) return;
    issues_.push_back({key, "is \"" + value +
                                "\", which no browser obeys; write it as \"max-age=31536000; "
                                "includeSubDomains\", or set it to false."});
  }

  void check_user_header(const std::string& key, const std::string& name) {
    check_header(key, name);
    if (!has_other_use(oc::lower(name))) return;
    issues_.push_back({key, "is \"" + name +
                                "\", which clients and proxies send for other purposes; have the "
                                "proxy name the user in a header of its own, such as "
                                "\"X-Remote-User\", and write that."});
  }

  void check_header(const std::string& key, const std::string& name) {
    if (is_http_token(name)) return;
    issues_.push_back({key, "is \"" + name +
                                "\", which is no name of a header; write it as "
                                "\"X-Forwarded-User\"."});
  }

  std::vector<std::string> texts(const char* key) const {
    std::vector<std::string> out;
    const cJSON* item = nullptr;
    cJSON_ArrayForEach(item, config_.at(key)) {
      if (cJSON_IsString(item)) out.emplace_back(item->valuestring);
    }
    return out;
  }

  const Config& config_;
  std::vector<ConfigIssue> issues_;
};

}  // namespace

Result<AccessSettings> read_access_settings(const Config& config) {
  Reader reader(config);
  AccessSettings out = reader.read();
  const std::vector<ConfigIssue> issues = reader.take_issues();
  if (issues.empty()) return out;
  return invalid_request("Invalid config: " + issues.front().path + " " + issues.front().message);
}

std::vector<ConfigIssue> access_issues(const Config& config) {
  Reader reader(config);
  static_cast<void>(reader.read());
  return reader.take_issues();
}

}  // namespace openclaw
