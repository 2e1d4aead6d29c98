// SPDX-License-Identifier: MIT
#include "core/access_settings.hpp"

namespace openclaw {
namespace {

constexpr std::int64_t kLongestMs = 7 * 24 * 60 * 60 * 1000LL;

struct Limit {
  const char* name;
  std::int64_t most;
};
constexpr Limit kAttempts{"maxAttempts", AuthLimits::kMostAttempts};
constexpr Limit kWindow{"windowMs", kLongestMs};
constexpr Limit kLockout{"lockoutMs", kLongestMs};

Result<std::int64_t> read_limit(const Config& config, const Limit& limit, std::int64_t otherwise) {
  const std::string key = std::string("gateway.auth.rateLimit.") + limit.name;
  if (!config.at(key)) return otherwise;
  const auto value = config.integer(key);
  if (value && *value >= 1 && *value <= limit.most) return *value;
  return invalid_request("Invalid config: " + key + " must be a whole number from 1 to " +
                         std::to_string(limit.most) + "; change it, or remove the key to have " +
                         std::to_string(otherwise) + ".");
}

Result<AuthLimits> read_auth_limits(const Config& config) {
  AuthLimits limits;
  const auto attempts = read_limit(config, kAttempts, limits.max_attempts);
  if (!attempts) return attempts.error();
  const auto window = read_limit(config, kWindow, static_cast<std::int64_t>(limits.window_ms));
  if (!window) return window.error();
  const auto lockout = read_limit(config, kLockout, static_cast<std::int64_t>(limits.lockout_ms));
  if (!lockout) return lockout.error();
  limits.max_attempts = static_cast<int>(*attempts);
  limits.window_ms = static_cast<std::uint64_t>(*window);
  limits.lockout_ms = static_cast<std::uint64_t>(*lockout);
  limits.exempt_loopback = config.flag("gateway.auth.rateLimit.exemptLoopback").value_or(true);
  return limits;
}

std::vector<std::string> texts_at(const Config& config, const char* key) {
  std::vector<std::string> out;
  const cJSON* item = nullptr;
  cJSON_ArrayForEach(item, config.at(key)) {
    if (cJSON_IsString(item)) out.emplace_back(item->valuestring);
  }
  return out;
}

Result<ProxyRules> read_proxies(const Config& config) {
  constexpr const char* kKey = "gateway.trustedProxies";
  ProxyRules rules;
  for (const std::string& text : texts_at(config, kKey)) {
    const auto range = AddressRange::parse(text);
    if (!range) {
      return invalid_request("Invalid config: " + std::string(kKey) + "." +
                             std::to_string(rules.trusted.size()) + " is \"" + text +
                             "\", which is no address and no range; write it as \"192.0.2.1\", "
                             "\"192.0.2.0/24\" or \"2001:db8::/32\".");
    }
    rules.trusted.push_back(*range);
  }
  rules.real_ip = config.flag("gateway.allowRealIpFallback").value_or(false);
  return rules;
}

}  // namespace

Result<AccessSettings> read_access_settings(const Config& config) {
  AccessSettings out;
  const Result<AuthLimits> limits = read_auth_limits(config);
  if (!limits) return limits.error();
  out.auth_limits = *limits;
  Result<ProxyRules> proxies = read_proxies(config);
  if (!proxies) return proxies.error();
  out.proxies = std::move(*proxies);
  out.origins.allowed = texts_at(config, "gateway.controlUi.allowedOrigins");
  out.origins.any_same_host =
      config.flag("gateway.controlUi.dangerouslyAllowHostHeaderOriginFallback").value_or(false);
  return out;
}

}  // namespace openclaw
