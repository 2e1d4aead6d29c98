// SPDX-License-Identifier: MIT
// The shared secret: whether what a client sent is it.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "core/error.hpp"
#include "core/secret.hpp"

namespace openclaw {

enum class AuthMode { kNone, kToken, kPassword };
std::string_view auth_mode_name(AuthMode mode);

enum class SecretState { kMatch, kMissing, kMismatch };

class Auth {
 public:
  Auth(AuthMode mode, Secret secret) : mode_(mode), secret_(std::move(secret)) {}
  [[nodiscard]] AuthMode mode() const { return mode_; }
  // The secret is taken from either field, whatever the mode; one that matches is enough.
  [[nodiscard]] SecretState check(std::string_view token, std::string_view password) const;
  // A name of the secret that does not give it away; what depends on the secret is kept with it.
  [[nodiscard]] std::string generation() const;

 private:
  AuthMode mode_;
  Secret secret_;
};

// The refusal of a secret that is missing or wrong, worded for the client that sent it.
struct SecretRefusal {
  AuthMode mode = AuthMode::kToken;
  SecretState state = SecretState::kMissing;
  std::string_view client_id;
  bool local = false;  // no proxy in between, loopback peer
  bool can_retry_with_device_token = false;
};
Error secret_error(const SecretRefusal& refusal);
// The refusal of any secret for so long.
Error locked_out_error(std::uint64_t locked_ms);

}  // namespace openclaw
