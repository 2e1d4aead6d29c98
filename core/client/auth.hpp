// SPDX-License-Identifier: MIT
// The shared secret: whether what a client sent is it, or whether it needs none, since a trusted
// proxy names the user.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/client/proxy_identity.hpp"
#include "core/error.hpp"
#include "core/http/message.hpp"
#include "core/secret.hpp"

namespace openclaw {

enum class AuthMode { kNone, kToken, kPassword, kTrustedProxy };
std::string_view auth_mode_name(AuthMode mode);

// kUnvouched: only a trusted proxy can vouch for this client, and none does.
enum class SecretState { kMatch, kMissing, kMismatch, kUnvouched };

struct SecretVerdict {
  SecretState state = SecretState::kMissing;
  bool compared = false;         // a secret was looked at, so that a lockout counts
  std::string_view method = {};  // of kMatch, as a hello names it
  std::optional<ClientIdentity> identity = std::nullopt;  // of a kMatch without a secret
  std::string reason = {};                                // of kUnvouched
  std::string claimed = {};                               // see ProxyUser
};

class Auth {
 public:
  // With kTrustedProxy the secret is the password of programs of this machine; it may be empty.
  Auth(AuthMode mode, Secret secret, ProxyUserRules proxy = {})
      : mode_(mode), secret_(std::move(secret)), proxy_(std::move(proxy)) {}
  [[nodiscard]] AuthMode mode() const { return mode_; }
  // A secret is taken from either field, whatever the mode; one that matches is enough. That of
  // programs beside a trusted proxy is a password and nothing else.
  [[nodiscard]] SecretVerdict judge(const HttpRequest& request, std::string_view token,
                                    std::string_view password) const;
  // A name of the secret that does not give it away; what depends on the secret is kept with it.
  [[nodiscard]] std::string generation() const;

 private:
  [[nodiscard]] SecretState check(std::string_view token, std::string_view password) const;
  [[nodiscard]] SecretVerdict judge_behind_proxy(const HttpRequest& request,
                                                 std::string_view password) const;

  AuthMode mode_;
  Secret secret_;
  ProxyUserRules proxy_;
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
// The refusal of a client that no trusted proxy vouches for, for this reason.
Error unvouched_error(std::string_view reason, bool is_node);
// The refusal of any secret for so long.
Error locked_out_error(std::uint64_t locked_ms);

}  // namespace openclaw
