// SPDX-License-Identifier: MIT
#include "core/effective_config.hpp"

namespace openclaw {
namespace {

cJSON* object_in(cJSON* parent, const char* key) {
  cJSON* item = cJSON_GetObjectItemCaseSensitive(parent, key);
  if (cJSON_IsObject(item)) return item;
  cJSON_DeleteItemFromObjectCaseSensitive(parent, key);
  return cJSON_AddObjectToObject(parent, key);
}

void put(cJSON* object, const char* key, cJSON* value) {
  cJSON_DeleteItemFromObjectCaseSensitive(object, key);
  cJSON_AddItemToObject(object, key, value);
}

}  // namespace

JsonTree effective_config(const cJSON* root, const Settings& settings) {
  JsonTree out(cJSON_IsObject(root) ? cJSON_Duplicate(root, 1) : cJSON_CreateObject());
  cJSON* gateway = object_in(out.get(), "gateway");
  const std::string mode(auth_mode_name(settings.auth_mode));
  put(object_in(gateway, "auth"), "mode", cJSON_CreateString(mode.c_str()));
  if (settings.tailscale_by_flag) {
    put(object_in(gateway, "tailscale"), "mode", cJSON_CreateString(settings.tailscale.c_str()));
  }
  if (settings.tailscale_reset_on_exit) {
    put(object_in(gateway, "tailscale"), "resetOnExit", cJSON_CreateTrue());
  }
  return out;
}

}  // namespace openclaw
