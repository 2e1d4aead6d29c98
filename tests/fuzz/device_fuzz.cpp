// SPDX-License-Identifier: MIT
// Any text as the parameters of a `connect` whose device block is checked, as a key, and as what
// the store keeps of a device: nothing is taken for good that was not signed, and what was read is
// written as it was.
#include <cstdint>

#include "core/base64.hpp"
#include "core/client/connect_params.hpp"
#include "core/device/identity.hpp"
#include "core/device/record.hpp"
#include "core/ed25519.hpp"
#include "core/json/scan.hpp"
#include "expect.hpp"

namespace openclaw {
namespace {

// The seed corpus has a block that is good at this moment.
constexpr std::int64_t kNow = 1737264000000;
constexpr std::string_view kNonce = "4d0a1f2e-8c3b-4a5d-9e6f-7a8b9c0d1e2f";

void check_block(std::string_view text) {
  const auto params = read_connect_params(text);
  if (!params || !params->device) return;
  const SignedConnect covered{params->client_id,    params->client_mode, params->role,
                              params->scopes,       params->token,       params->client_platform,
                              params->device_family};
  const auto key = verify_device(*params->device, covered, {kNonce, kNow});
  if (!key) {
    EXPECT_THAT_HOLDS(is_json(key.error().details_json));
    return;
  }
  const auto bytes = from_base64(*key);
  EXPECT_THAT_HOLDS(bytes && bytes->size() == kEd25519KeyBytes);
  EXPECT_THAT_HOLDS(base64url(*bytes) == *key);
  SignedConnect other = covered;
  other.role = "another";
  EXPECT_THAT_HOLDS(!verify_device(*params->device, other, {kNonce, kNow}));
}

void check_key(std::string_view text) {
  const auto bytes = from_base64(text);
  if (bytes) EXPECT_THAT_HOLDS(from_base64(base64url(*bytes)) == *bytes);
  static_cast<void>(device_key_bytes(text));
  const std::string normal = normal_metadata(text);
  EXPECT_THAT_HOLDS(normal_metadata(normal) == normal);
}

void check_rows(std::string_view text) {
  if (const auto device = read_stored_device(text)) {
    const std::string kept = stored_device(*device);
    const auto again = read_stored_device(kept);
    EXPECT_THAT_HOLDS(again && stored_device(*again) == kept);
    EXPECT_THAT_HOLDS(is_json(device_row(*device, nullptr)));
  }
  if (const auto request = read_stored_request(text)) {
    const std::string kept = stored_request(*request);
    const auto again = read_stored_request(kept);
    EXPECT_THAT_HOLDS(again && stored_request(*again) == kept);
  }
}

}  // namespace
}  // namespace openclaw

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  openclaw::check_block(text);
  openclaw::check_key(text);
  openclaw::check_rows(text);
  return 0;
}
