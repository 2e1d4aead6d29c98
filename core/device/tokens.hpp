// SPDX-License-Identifier: MIT
// Whether a device's own token is good, and what a setup code opens, as the handshake asks it.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace openclaw {

enum class DeviceTokenState {
  kMatch,
  kMismatch,  // also of a device that is not paired, and of a token that was revoked
  kScopes,    // it is the device's, and does not cover what is asked for
};

class DeviceTokens {
 public:
  virtual ~DeviceTokens() = default;
  // `generation`: of the shared secret, on which the tokens of browsers depend. A near miss takes
  // as long as a far one.
  [[nodiscard]] virtual DeviceTokenState check_token(const std::string& device_id,
                                                     std::string_view role, std::string_view token,
                                                     const std::vector<std::string>& scopes,
                                                     std::string_view generation) const = 0;
};

// A device that comes with the token of a setup code.
struct SetupAttempt {
  std::string_view token;
  const std::string& device_id;
  std::string_view role;
  const std::vector<std::string>& scopes;
  std::int64_t now_ms = 0;
};

class SetupTokens {
 public:
  virtual ~SetupTokens() = default;
  // The id of the code; empty when there is none, or it is not good for this. A near miss takes as
  // long as a far one.
  [[nodiscard]] virtual std::string find_code(const SetupAttempt& attempt) const = 0;
};

}  // namespace openclaw
