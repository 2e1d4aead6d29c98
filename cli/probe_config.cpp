// SPDX-License-Identifier: MIT
#include "cli/probe_config.hpp"

#include <string_view>

#include "core/json/json.hpp"

namespace openclaw::cli {
namespace {

void copy(JsonWriter& out, const char* key, const cJSON* value) {
  out.key(key);
  value == nullptr ? out.null() : out.raw(print_json(value));
}

// A secret is shown as set, never as it is.
void is_set(JsonWriter& out, const char* key, const cJSON* secret) {
  const bool text = cJSON_IsString(secret) && *secret->valuestring != '\0';
  out.key(key).value(text || cJSON_IsObject(secret));
}

void gateway_part(JsonWriter& out, const cJSON* gateway) {
  const cJSON* page = json_get(gateway, "controlUi");
  const cJSON* auth = json_get(gateway, "auth");
  const cJSON* remote = json_get(gateway, "remote");
  out.key("gateway").object();
  for (const char* key : {"mode", "bind", "port"}) copy(out, key, json_get(gateway, key));
  copy(out, "controlUiEnabled", json_get(page, "enabled"));
  copy(out, "controlUiBasePath", json_get(page, "basePath"));
  copy(out, "authMode", json_get(auth, "mode"));
  is_set(out, "authTokenConfigured", json_get(auth, "token"));
  is_set(out, "authPasswordConfigured", json_get(auth, "password"));
  copy(out, "remoteUrl", json_get(remote, "url"));
  is_set(out, "remoteTokenConfigured", json_get(remote, "token"));
  is_set(out, "remotePasswordConfigured", json_get(remote, "password"));
  copy(out, "tailscaleMode", json_get(json_get(gateway, "tailscale"), "mode"));
  out.end();
}

}  // namespace

std::string config_summary(const std::string& answer) {
  const auto tree = parse_json(answer);
  if (!tree || !cJSON_IsObject(tree->get())) return {};
  JsonWriter out;
  out.object();
  for (const char* key : {"path", "exists", "valid"}) copy(out, key, json_get(tree->get(), key));
  for (const char* key : {"issues", "legacyIssues"}) {
    const cJSON* issues = json_get(tree->get(), key);
    out.key(key).raw(cJSON_IsArray(issues) ? print_json(issues) : "[]");
  }
  const cJSON* config = json_get(tree->get(), "config");
  gateway_part(out, json_get(config, "gateway"));
  const cJSON* domain = json_get(json_get(json_get(config, "discovery"), "wideArea"), "domain");
  out.key("discovery").object().key("wideAreaEnabled");
  cJSON_IsString(domain) ? out.value(*domain->valuestring != '\0') : out.null();
  return out.end().end().take();
}

}  // namespace openclaw::cli
