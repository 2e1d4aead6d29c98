// SPDX-License-Identifier: MIT
// Where the token or the password for a gateway comes from.
#pragma once
#include <string>
#include <vector>

#include "cli/arguments.hpp"
#include "core/config/config.hpp"

namespace openclaw::cli {

struct Secrets {
  std::string token;
  std::string password;
  std::string source;  // "--token", "OPENCLAW_GATEWAY_TOKEN", "gateway.auth.token" and the like
  // Sources that hold another secret, which is not sent.
  std::vector<std::string> others;

  [[nodiscard]] bool any() const { return !token.empty() || !password.empty(); }
};

// For an address given by hand: flags, then the environment where `with_environment`.
Secrets secrets_by_hand(const Arguments& arguments, bool with_environment);
// For the gateway of this machine, or that of gateway.remote.
Secrets secrets_of_config(const Arguments& arguments, const Config& config, bool remote);

// Keys of gateway.auth, or of gateway.remote, that refer to a secret which is not there.
std::vector<std::string> unresolved_secrets(const Config& config, bool remote);

}  // namespace openclaw::cli
