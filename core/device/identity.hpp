// SPDX-License-Identifier: MIT
// The device block of a `connect`: an Ed25519 key, the identity that follows from it, and a
// signature over what the client asks for. No I/O, any thread.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"

namespace openclaw {

struct DeviceBlock {
  std::string id;
  std::string public_key;
  std::string signature;
  std::int64_t signed_at = 0;
  std::string nonce;
};

// What else the signature covers.
struct SignedConnect {
  std::string_view client_id;
  std::string_view client_mode;
  std::string_view role;
  const std::vector<std::string>& scopes;
  std::string_view token;
  std::string_view platform;
  std::string_view device_family;
};

// The text that is signed, in either version.
std::string device_payload_v2(const DeviceBlock& block, const SignedConnect& connect);
std::string device_payload_v3(const DeviceBlock& block, const SignedConnect& connect);

// A platform or a device family as it is compared: trimmed, A to Z in lower case.
std::string normal_metadata(std::string_view text);

// The bytes of a key that is base64 of either alphabet or a PEM block; nothing when it is neither.
std::optional<std::string> device_key_bytes(std::string_view text);

// When and for which socket the block has to be signed.
struct DeviceMoment {
  std::string_view nonce;
  std::int64_t now_ms = 0;
};
inline constexpr std::int64_t kDeviceSkewMs = 120'000;

// The key in the form it is kept in, or the wire's refusal.
Result<std::string> verify_device(const DeviceBlock& block, const SignedConnect& connect,
                                  const DeviceMoment& moment);

}  // namespace openclaw
