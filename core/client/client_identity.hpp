// SPDX-License-Identifier: MIT
// Somebody whom the way here vouches for, so that no shared secret is needed.
#pragma once
#include <functional>
#include <optional>
#include <string>

#include "core/http/message.hpp"

namespace openclaw {

struct ClientIdentity {
  std::string method;  // how a hello names it: "tailscale"
  std::string login;
  std::string display_name;
};

// Who finds out.
class IdentitySource {
 public:
  using Told = std::function<void(std::optional<ClientIdentity>)>;
  virtual ~IdentitySource() = default;
  // `told` is called once, before this returns or later; it may never be when the source is taken
  // down. Nothing: nobody vouches for it.
  virtual void identify(const HttpRequest& upgrade, Told told) = 0;
};

}  // namespace openclaw
