// SPDX-License-Identifier: MIT
#include "core/device/record.hpp"

#include <algorithm>

#include "core/control/scope.hpp"

namespace openclaw {
namespace {

void write_text(JsonWriter& w, const char* key, const std::string& text) {
  if (!text.empty()) w.key(key).value(text);
}

void write_time(JsonWriter& w, const char* key, std::int64_t ms) {
  if (ms > 0) w.key(key).value(ms);
}

void write_names(JsonWriter& w, const char* key, const Names& names) {
  w.key(key).array();
  for (const std::string& name : names) w.value(name);
  w.end();
}

void write_face(JsonWriter& w, const DeviceFace& face) {
  w.key("deviceId").value(face.device_id).key("publicKey").value(face.public_key);
  write_text(w, "displayName", face.display_name);
  write_text(w, "platform", face.platform);
  write_text(w, "deviceFamily", face.device_family);
  write_text(w, "clientId", face.client_id);
  write_text(w, "clientMode", face.client_mode);
  write_text(w, "browserOrigin", face.browser_origin);
  w.key("role").value(face.role);
}

DeviceFace read_face(const cJSON* json) {
  DeviceFace face;
  face.device_id = json_string(json, "deviceId");
  face.public_key = json_string(json, "publicKey");
  face.display_name = json_string(json, "displayName");
  face.platform = json_string(json, "platform");
  face.device_family = json_string(json, "deviceFamily");
  face.client_id = json_string(json, "clientId");
  face.client_mode = json_string(json, "clientMode");
  face.browser_origin = json_string(json, "browserOrigin");
  face.remote_ip = json_string(json, "remoteIp");
  face.role = json_string(json, "role");
  return face;
}

Names read_names(const cJSON* list) {
  Names names;
  const cJSON* item = nullptr;
  cJSON_ArrayForEach(item, list) {
    if (cJSON_IsString(item)) names.emplace_back(item->valuestring);
  }
  return names;
}

void write_token(JsonWriter& w, const DeviceToken& token, bool secrets) {
  w.object().key("role").value(token.role);
  write_names(w, "scopes", token.scopes);
  w.key("createdAtMs").value(token.created_ms);
  write_time(w, "rotatedAtMs", token.rotated_ms);
  write_time(w, "revokedAtMs", token.revoked_ms);
  write_time(w, "lastUsedAtMs", token.used_ms);
  if (secrets) {
    w.key("token").value(token.value.reveal());
    write_text(w, "generation", token.generation);
  }
  w.end();
}

DeviceToken read_token(const cJSON* json) {
  DeviceToken token;
  token.value = Secret(std::string(json_string(json, "token")));
  token.role = json_string(json, "role");
  token.scopes = read_names(json_get(json, "scopes"));
  token.created_ms = json_int(json, "createdAtMs", 0);
  token.rotated_ms = json_int(json, "rotatedAtMs", 0);
  token.revoked_ms = json_int(json, "revokedAtMs", 0);
  token.used_ms = json_int(json, "lastUsedAtMs", 0);
  token.generation = json_string(json, "generation");
  return token;
}

std::string write_device(const Device& device, const bool* connected, bool secrets) {
  JsonWriter w;
  w.object();
  write_face(w, device.face);
  write_text(w, "operatorLabel", device.label);
  write_names(w, "roles", device.roles);
  write_names(w, "scopes", device.scopes);
  write_text(w, "remoteIp", device.face.remote_ip);
  w.key("approvedVia").value(device.approved_via);
  w.key("createdAtMs").value(device.created_ms).key("approvedAtMs").value(device.approved_ms);
  if (device.seen_ms > 0) {
    w.key("lastSeenAtMs").value(device.seen_ms).key("lastSeenReason").value("connect");
  }
  if (connected) w.key("connected").value(*connected);
  w.key("tokens").array();
  for (const DeviceToken& token : device.tokens) write_token(w, token, secrets);
  w.end().end();
  return w.take();
}

std::string write_request(const PairRequest& request, bool stored) {
  JsonWriter w;
  w.object().key("requestId").value(request.id);
  write_face(w, request.face);
  write_names(w, "roles", request.roles);
  write_names(w, "scopes", request.scopes);
  write_text(w, "remoteIp", request.face.remote_ip);
  w.key("silent").value(false).key("isRepair").value(request.repair);
  w.key("ts").value(request.created_ms);
  if (stored) w.key("refreshedAtMs").value(request.refreshed_ms);
  w.end();
  return w.take();
}

}  // namespace

const DeviceToken* Device::token(std::string_view role) const {
  const auto found = std::find_if(tokens.begin(), tokens.end(),
                                  [role](const DeviceToken& token) { return token.role == role; });
  return found == tokens.end() ? nullptr : &*found;
}

DeviceToken* Device::token(std::string_view role) {
  return const_cast<DeviceToken*>(std::as_const(*this).token(role));
}

std::string device_row(const Device& device, const bool* connected, std::string_view besides) {
  std::string row = write_device(device, connected, false);
  if (besides.size() <= 2) return row;
  row.back() = ',';
  return row.append(besides.substr(1));
}

std::string request_row(const PairRequest& request) { return write_request(request, false); }

std::string stored_device(const Device& device) { return write_device(device, nullptr, true); }

std::string stored_request(const PairRequest& request) { return write_request(request, true); }

Result<Device> read_stored_device(std::string_view json) {
  const Result<JsonTree> tree = parse_json(json);
  if (!tree) return tree.error();
  const cJSON* root = tree->get();
  Device device;
  device.face = read_face(root);
  if (device.face.device_id.empty()) return invalid_request("a device without an identity");
  device.label = json_string(root, "operatorLabel");
  device.roles = read_names(json_get(root, "roles"));
  device.scopes = read_names(json_get(root, "scopes"));
  device.approved_via = json_string(root, "approvedVia");
  device.created_ms = json_int(root, "createdAtMs", 0);
  device.approved_ms = json_int(root, "approvedAtMs", 0);
  device.seen_ms = json_int(root, "lastSeenAtMs", 0);
  device.kept_ms = device.seen_ms;
  const cJSON* token = nullptr;
  cJSON_ArrayForEach(token, json_get(root, "tokens")) device.tokens.push_back(read_token(token));
  return device;
}

Result<PairRequest> read_stored_request(std::string_view json) {
  const Result<JsonTree> tree = parse_json(json);
  if (!tree) return tree.error();
  const cJSON* root = tree->get();
  PairRequest request;
  request.id = json_string(root, "requestId");
  request.face = read_face(root);
  if (request.id.empty() || request.face.device_id.empty()) {
    return invalid_request("a pairing request without an id");
  }
  request.roles = read_names(json_get(root, "roles"));
  request.scopes = read_names(json_get(root, "scopes"));
  request.repair = json_bool(root, "isRepair", false);
  request.created_ms = json_int(root, "ts", 0);
  request.refreshed_ms = json_int(root, "refreshedAtMs", request.created_ms);
  return request;
}

bool covers(const Names& granted, const Names& asked) {
  const Scopes scopes(granted);
  return std::all_of(asked.begin(), asked.end(), [&](const std::string& scope) {
    return scopes.allow(scope) || contains(granted, scope);
  });
}

Names merged(Names names, const Names& more) {
  for (const std::string& name : more) {
    if (!contains(names, name)) names.push_back(name);
  }
  return names;
}

Names sorted(Names names) {
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

Names token_scopes(Names scopes) {
  if (contains(scopes, "operator.admin")) scopes.emplace_back("operator.write");
  if (contains(scopes, "operator.write")) scopes.emplace_back("operator.read");
  return sorted(std::move(scopes));
}

bool contains(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace openclaw
