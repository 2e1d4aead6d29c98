// SPDX-License-Identifier: MIT
// Which node a person means. No I/O.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "core/json/json.hpp"

namespace openclaw::cli {

struct KnownNode {
  std::string id;
  std::string name;  // as the gateway tells it, may be empty
  std::string address;
  std::string platform;
  std::vector<std::string> commands;
  std::string request;  // the one that waits for approval, may be empty
  bool connected = false;
};

// The rows of node.list.
std::vector<KnownNode> known_nodes(const cJSON* answer);

// By id, address or name (no matter the case and the signs in it), else by the first letters of the
// id, six at least. Of several, the one that is connected. The error lists who could be meant.
Result<KnownNode> match_node(const std::vector<KnownNode>& nodes, std::string_view query);

// The name, else the id, fit for a terminal.
std::string node_label(std::string_view name, std::string_view id);
// The first letters of an id, enough to name the node by.
std::string short_id(std::string_view id);

}  // namespace openclaw::cli
