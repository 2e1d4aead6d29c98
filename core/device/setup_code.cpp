// SPDX-License-Identifier: MIT
#include "core/device/setup_code.hpp"

#include <algorithm>
#include <array>

#include "core/device/identity.hpp"
#include "core/json/json.hpp"

namespace openclaw {
namespace {

constexpr std::array<std::string_view, 4> kNames = {"full", "limited", "node", "voice-node"};

// The word alone, or followed by more.
bool begins_with_word(std::string_view text, std::string_view word) {
  return text.starts_with(word) && (text.size() == word.size() || text[word.size()] == ' ');
}

bool is_phone(const DeviceFace& face) {
  const std::string platform = normal_metadata(face.platform);
  const std::string family = normal_metadata(face.device_family);
  if (face.client_id == "openclaw-android") {
    return begins_with_word(platform, "android") && family == "android";
  }
  if (face.client_id != "openclaw-ios") return false;
  return (begins_with_word(platform, "ios") || begins_with_word(platform, "ipados")) &&
         (family == "iphone" || family == "ipad" || family == "ios");
}

bool is_node_host(const DeviceFace& face) { return face.client_id == "node-host"; }

bool is_voice_node(const DeviceFace& face) {
  return is_node_host(face) && begins_with_word(normal_metadata(face.platform), "esp32") &&
         normal_metadata(face.device_family) == "esp32";
}

}  // namespace

std::optional<SetupKind> parse_setup_kind(std::string_view name) {
  const auto found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<SetupKind>(found - kNames.begin());
}

std::string_view setup_kind_name(SetupKind kind) { return kNames[static_cast<std::size_t>(kind)]; }

std::string_view setup_access(SetupKind kind) {
  return setup_kind_name(kind == SetupKind::kVoiceNode ? SetupKind::kLimited : kind);
}

Names setup_scopes(SetupKind kind) {
  Names scopes = {"operator.approvals", "operator.questions", "operator.read",
                  "operator.talk.secrets", "operator.write"};
  switch (kind) {
    case SetupKind::kFull: scopes.insert(scopes.begin(), "operator.admin"); return scopes;
    case SetupKind::kLimited: return scopes;
    case SetupKind::kVoiceNode: return {"operator.read", "operator.talk"};
    case SetupKind::kNode: break;
  }
  return {};
}

bool setup_allows(SetupKind kind, std::string_view role, const Names& scopes) {
  if (role == "node") return scopes.empty();
  const Names granted = setup_scopes(kind);
  return !granted.empty() && covers(granted, scopes);
}

bool setup_is_for(SetupKind kind, const DeviceFace& face) {
  if (face.role != "node" || face.client_mode != "node" || !face.browser_origin.empty()) {
    return false;
  }
  switch (kind) {
    case SetupKind::kFull:
    case SetupKind::kLimited: return is_phone(face);
    case SetupKind::kNode: return is_node_host(face);
    case SetupKind::kVoiceNode: return is_voice_node(face);
  }
  return false;
}

std::string outcome_json(const SetupOutcome& outcome) {
  JsonWriter w;
  w.object().key("setupId").value(outcome.id).key("deviceId").value(outcome.device_id);
  if (!outcome.device_name.empty()) w.key("deviceName").value(outcome.device_name);
  w.key("access").value(outcome.access).key("ts").value(outcome.used_ms).end();
  return w.take();
}

std::string stored_code(const SetupCode& code) {
  JsonWriter w;
  w.object().key("setupId").value(code.id).key("digest").value(code.digest.reveal());
  w.key("kind").value(setup_kind_name(code.kind)).key("issuedAtMs").value(code.issued_ms);
  if (!code.device_id.empty()) w.key("deviceId").value(code.device_id);
  return w.end().take();
}

std::string stored_outcome(const SetupOutcome& outcome) {
  JsonWriter w;
  w.object().key("outcome").raw(outcome_json(outcome));
  w.key("delivered").value(outcome.delivered).end();
  return w.take();
}

Result<SetupCode> read_stored_code(std::string_view json) {
  const Result<JsonTree> tree = parse_json(json);
  if (!tree) return tree.error();
  const cJSON* root = tree->get();
  const auto kind = parse_setup_kind(json_string(root, "kind"));
  SetupCode code;
  code.id = json_string(root, "setupId");
  code.digest = Secret(std::string(json_string(root, "digest")));
  if (code.id.empty() || code.digest.empty() || !kind) {
    return invalid_request("a setup code without id, digest or kind");
  }
  code.kind = *kind;
  code.issued_ms = json_int(root, "issuedAtMs", 0);
  code.device_id = json_string(root, "deviceId");
  return code;
}

Result<SetupOutcome> read_stored_outcome(std::string_view json) {
  const Result<JsonTree> tree = parse_json(json);
  if (!tree) return tree.error();
  const cJSON* told = json_get(tree->get(), "outcome");
  SetupOutcome outcome;
  outcome.id = json_string(told, "setupId");
  if (outcome.id.empty()) return invalid_request("the outcome of a setup code without id");
  outcome.device_id = json_string(told, "deviceId");
  outcome.device_name = json_string(told, "deviceName");
  outcome.access = json_string(told, "access");
  outcome.used_ms = json_int(told, "ts", 0);
  outcome.delivered = json_bool(tree->get(), "delivered", false);
  return outcome;
}

}  // namespace openclaw
