// SPDX-License-Identifier: MIT
#include "core/device/identity.hpp"

#include <openclaw/text.hpp>

#include "core/base64.hpp"
#include "core/digest.hpp"
#include "core/ed25519.hpp"
#include "core/json/json.hpp"

namespace openclaw {
namespace {

constexpr std::string_view kPemBegin = "-----BEGIN PUBLIC KEY-----";
constexpr std::string_view kPemEnd = "-----END PUBLIC KEY-----";
// What stands in front of the key in a SubjectPublicKeyInfo of Ed25519.
constexpr std::string_view kSpkiPrefix("\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00", 12);

Error device_error(const char* message, const char* code, const char* reason) {
  Error error = invalid_request(message);
  JsonWriter details;
  details.object().key("code").value(code).key("reason").value(reason).end();
  error.details_json = details.take();
  return error;
}

std::optional<std::string> pem_key_bytes(std::string_view pem) {
  pem.remove_prefix(kPemBegin.size());
  const std::size_t end = pem.find(kPemEnd);
  if (end == std::string_view::npos) return std::nullopt;
  std::string body;
  for (const char c : pem.substr(0, end)) {
    if (oc::kBlank.find(c) == std::string_view::npos) body += c;
  }
  const auto der = from_base64(body);
  if (!der || !der->starts_with(kSpkiPrefix)) return std::nullopt;
  return der->substr(kSpkiPrefix.size());
}

void append(std::string& payload, std::string_view part) {
  payload += '|';
  payload += part;
}

std::string payload_of(const char* version, const DeviceBlock& block,
                       const SignedConnect& connect) {
  std::string out = version;
  append(out, block.id);
  append(out, connect.client_id);
  append(out, connect.client_mode);
  append(out, connect.role);
  append(out, {});
  for (std::size_t i = 0; i < connect.scopes.size(); ++i) {
    if (i > 0) out += ',';
    out += connect.scopes[i];
  }
  append(out, std::to_string(block.signed_at));
  append(out, connect.token);
  append(out, oc::trimmed(block.nonce));
  return out;
}

bool is_signed(const std::string& key, const DeviceBlock& block, const SignedConnect& connect) {
  const auto signature = from_base64(block.signature);
  if (!signature) return false;
  return ed25519_verifies(key, device_payload_v3(block, connect), *signature) ||
         ed25519_verifies(key, device_payload_v2(block, connect), *signature);
}

}  // namespace

std::string device_payload_v2(const DeviceBlock& block, const SignedConnect& connect) {
  return payload_of("v2", block, connect);
}

std::string device_payload_v3(const DeviceBlock& block, const SignedConnect& connect) {
  std::string out = payload_of("v3", block, connect);
  append(out, normal_metadata(connect.platform));
  append(out, normal_metadata(connect.device_family));
  return out;
}

std::string normal_metadata(std::string_view text) { return oc::lower(oc::trimmed(text)); }

std::optional<std::string> device_key_bytes(std::string_view text) {
  const std::string_view key = oc::trimmed(text);
  return key.starts_with(kPemBegin) ? pem_key_bytes(key) : from_base64(key);
}

Result<std::string> verify_device(const DeviceBlock& block, const SignedConnect& connect,
                                  const DeviceMoment& moment) {
  const auto key = device_key_bytes(block.public_key);
  if (!key || hex_of(sha256(*key)) != block.id) {
    return device_error("device identity mismatch", "DEVICE_AUTH_DEVICE_ID_MISMATCH",
                        "device-id-mismatch");
  }
  if (block.signed_at < moment.now_ms - kDeviceSkewMs ||
      block.signed_at > moment.now_ms + kDeviceSkewMs) {
    return device_error("device signature expired", "DEVICE_AUTH_SIGNATURE_EXPIRED",
                        "device-signature-stale");
  }
  const std::string_view nonce = oc::trimmed(block.nonce);
  if (nonce.empty()) {
    return device_error("device nonce required", "DEVICE_AUTH_NONCE_REQUIRED",
                        "device-nonce-missing");
  }
  if (nonce != moment.nonce) {
    return device_error("device nonce mismatch", "DEVICE_AUTH_NONCE_MISMATCH",
                        "device-nonce-mismatch");
  }
  if (key->size() != kEd25519KeyBytes) {
    return device_error("device public key invalid", "DEVICE_AUTH_PUBLIC_KEY_INVALID",
                        "device-public-key");
  }
  if (!is_signed(*key, block, connect)) {
    return device_error("device signature invalid", "DEVICE_AUTH_SIGNATURE_INVALID",
                        "device-signature");
  }
  return base64url(*key);
}

}  // namespace openclaw
