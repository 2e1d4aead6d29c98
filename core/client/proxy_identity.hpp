// SPDX-License-Identifier: MIT
// The user whom a trusted proxy has asked for a password, or the like, and names in a header:
// gateway.auth.mode=trusted-proxy.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/client/client_identity.hpp"
#include "core/http/message.hpp"
#include "core/net/own_address.hpp"

namespace openclaw {

// gateway.auth.trustedProxy; names of headers as they are written there.
struct ProxyUserRules {
  std::string user_header = {};
  std::vector<std::string> required_headers = {};
  std::vector<std::string> allow_users = {};  // none: every user of the proxy
  bool allow_loopback = false;
};

struct ProxyUser {
  std::optional<ClientIdentity> identity = std::nullopt;
  std::string reason = {};   // why there is none, in the word that the wire has for it
  std::string claimed = {};  // who it would be, where that is a user who is not allowed
};

// Whether an address is one of this machine's; nothing where that cannot be found out.
using OwnAddress = std::optional<bool> (*)(const Address& address);

// A proxy counts that stands in gateway.trustedProxies and names its client; on this machine,
// where anybody could claim to be one, only by allow_loopback. `is_own` is asked once a request,
// and only where nothing else refuses it.
ProxyUser judge_proxy_user(const HttpRequest& request, const ProxyUserRules& rules,
                           OwnAddress is_own = is_own_address);

// Whether any of the headers is there by which a proxy names somebody, with whatever in it.
bool claims_user(const HttpRequest& request, const ProxyUserRules& rules);

}  // namespace openclaw
