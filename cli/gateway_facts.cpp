// SPDX-License-Identifier: MIT
#include "cli/gateway_facts.hpp"

#include <algorithm>

#include "cli/scopes.hpp"

namespace openclaw::cli {

void read_gateway_facts(const cJSON* hello, GatewayFacts& facts) {
  const cJSON* server = json_get(hello, "server");
  facts.version = json_string(server, "version");
  facts.connection_id = json_string(server, "connId");
  const cJSON* auth = json_get(hello, "auth");
  facts.role = json_string(auth, "role");
  const cJSON* scope = nullptr;
  cJSON_ArrayForEach(scope, json_get(auth, "scopes")) {
    if (cJSON_IsString(scope)) facts.scopes.emplace_back(scope->valuestring);
  }
}

std::string scope_capability(const GatewayFacts& facts) {
  const auto has = [&facts](const char* scope) {
    return std::find(facts.scopes.begin(), facts.scopes.end(), scope) != facts.scopes.end();
  };
  if (has(scope::kAdmin)) return "admin_capable";
  if (has(scope::kWrite)) return "write_capable";
  return has(scope::kRead) ? "read_only" : "connected_no_operator_scope";
}

}  // namespace openclaw::cli
