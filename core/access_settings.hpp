// SPDX-License-Identifier: MIT
// What the configuration says of who may come in, besides the secret: how often somebody may be
// wrong about it, which proxies are believed, which web pages may ask.
#pragma once
#include <string>
#include <vector>

#include "core/client/auth_limiter.hpp"
#include "core/client/origin.hpp"
#include "core/client/proxy_identity.hpp"
#include "core/config/check.hpp"
#include "core/config/config.hpp"
#include "core/error.hpp"
#include "core/http/attribution.hpp"

namespace openclaw {

struct AccessSettings {
  AuthLimits auth_limits;     // gateway.auth.rateLimit
  ProxyRules proxies;         // gateway.trustedProxies, gateway.allowRealIpFallback
  ProxyUserRules proxy_user;  // gateway.auth.trustedProxy
  OriginRules origins;        // gateway.controlUi
  std::string
      strict_transport;  // gateway.http.securityHeaders.strictTransportSecurity; may be empty
};

// The error names the key, what it holds and what it may hold.
Result<AccessSettings> read_access_settings(const Config& config);
// Everything that such an error could say.
std::vector<ConfigIssue> access_issues(const Config& config);

}  // namespace openclaw
