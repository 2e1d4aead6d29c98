// SPDX-License-Identifier: MIT
// What a gateway says of itself and of the connection when it lets somebody in.
#pragma once
#include <string>
#include <vector>

#include "core/json/json.hpp"

namespace openclaw::cli {

struct GatewayFacts {
  std::string version, connection_id, role;
  std::vector<std::string> scopes;
};

// `hello` is the payload of hello-ok; what it lacks stays empty.
void read_gateway_facts(const cJSON* hello, GatewayFacts& facts);

// What the scopes allow, as the product's commands word it: "read_only"...
std::string scope_capability(const GatewayFacts& facts);

}  // namespace openclaw::cli
