// SPDX-License-Identifier: MIT
#include "core/control/places.hpp"

#include "core/json/json.hpp"

namespace openclaw {
namespace {

constexpr const char* kHidden = "[redacted]";

// Takes over `value`. A member that is absent stays so.
void replace(cJSON* object, const char* name, cJSON* value) {
  if (!cJSON_ReplaceItemInObjectCaseSensitive(object, name, value)) cJSON_Delete(value);
}

void hide_in_sessions(cJSON* sessions) {
  replace(sessions, "path", cJSON_CreateString(kHidden));
  replace(sessions, "paths", cJSON_CreateArray());
  replace(sessions, "recent", cJSON_CreateArray());
  cJSON* defaults = cJSON_GetObjectItemCaseSensitive(sessions, "defaults");
  for (const char* name : {"model", "contextTokens"}) replace(defaults, name, cJSON_CreateNull());
  cJSON* agent = nullptr;
  cJSON_ArrayForEach(agent, cJSON_GetObjectItemCaseSensitive(sessions, "byAgent")) {
    hide_in_sessions(agent);
  }
}

void hide_in_agents(cJSON* agents) {
  cJSON* agent = nullptr;
  cJSON_ArrayForEach(agent, agents) {
    hide_in_sessions(cJSON_GetObjectItemCaseSensitive(agent, "sessions"));
  }
}

// Why a plugin is not there names its file.
void hide_in_plugins(cJSON* plugins) {
  cJSON* error = nullptr;
  cJSON_ArrayForEach(error, cJSON_GetObjectItemCaseSensitive(plugins, "errors")) {
    replace(error, "message", cJSON_CreateString(kHidden));
  }
}

}  // namespace

std::string without_places(std::string_view member, std::string_view json) {
  void (*hide)(cJSON*) = member == "sessions"  ? hide_in_sessions
                         : member == "agents"  ? hide_in_agents
                         : member == "plugins" ? hide_in_plugins
                                               : nullptr;
  if (!hide || json.empty()) return std::string(json);
  const auto tree = parse_json(json);
  if (!tree) return {};
  hide(tree->get());
  return print_json(tree->get());
}

}  // namespace openclaw
