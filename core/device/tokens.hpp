// SPDX-License-Identifier: MIT
// Whether a device's own token is good, as the handshake asks it.
#pragma once
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

}  // namespace openclaw
