// SPDX-License-Identifier: MIT
#include "cli/nodes/match.hpp"

#include <algorithm>
#include <openclaw/text.hpp>

#include "cli/display.hpp"

namespace openclaw::cli {
namespace {

constexpr std::size_t kLeastPrefix = 6;
constexpr std::size_t kShortId = 12;
constexpr std::size_t kMostListed = 10;
constexpr std::size_t kMostName = 40;

using Nodes = std::vector<KnownNode>;

// Letters and digits in lower case with a hyphen for each run of other signs. What is beyond ASCII
// stays, else all names in other scripts would be one.
std::string name_key(std::string_view name) {
  std::string key;
  for (const char c : oc::trimmed(name)) {
    if (oc::is_letter_or_digit(c) || static_cast<unsigned char>(c) >= 0x80) {
      key += oc::lower(c);
    } else if (!key.empty() && key.back() != '-') {
      key += '-';
    }
  }
  if (!key.empty() && key.back() == '-') key.pop_back();
  return key;
}

template <class Condition>
Nodes those(const Nodes& nodes, Condition condition) {
  Nodes found;
  std::copy_if(nodes.begin(), nodes.end(), std::back_inserter(found), condition);
  return found;
}

Nodes candidates(const Nodes& nodes, std::string_view query) {
  Nodes found = those(nodes, [query](const KnownNode& node) { return node.id == query; });
  if (!found.empty()) return found;
  const std::string key = name_key(query);
  found = those(nodes, [query, &key](const KnownNode& node) {
    return node.address == query || (!key.empty() && name_key(node.name) == key);
  });
  if (!found.empty() || query.size() < kLeastPrefix) return found;
  return those(nodes, [query](const KnownNode& node) { return node.id.starts_with(query); });
}

std::string listed(const Nodes& nodes) {
  std::string out;
  for (std::size_t i = 0; i < std::min(nodes.size(), kMostListed); ++i) {
    const KnownNode& node = nodes[i];
    out += "\n  " + node_label(node.name, node.id);
    if (!oc::trimmed(node.name).empty()) out += " (" + short_id(node.id) + ')';
    if (!node.address.empty()) out += " at " + printable(node.address);
    out += node.connected ? ", connected" : ", not connected";
  }
  if (nodes.size() > kMostListed) {
    out += "\n  and " + std::to_string(nodes.size() - kMostListed) +
           " more; see: openclaw nodes status";
  }
  return out;
}

std::vector<std::string> strings_of(const cJSON* items) {
  std::vector<std::string> found;
  const cJSON* item = nullptr;
  cJSON_ArrayForEach(item, items) {
    if (cJSON_IsString(item)) found.emplace_back(item->valuestring);
  }
  return found;
}

}  // namespace

std::vector<KnownNode> known_nodes(const cJSON* answer) {
  Nodes nodes;
  const cJSON* row = nullptr;
  cJSON_ArrayForEach(row, json_get(answer, "nodes")) {
    const auto text = [row](const char* key) { return std::string(json_string(row, key)); };
    if (text("nodeId").empty()) continue;
    nodes.push_back({text("nodeId"), text("displayName"), text("remoteIp"), text("platform"),
                     strings_of(json_get(row, "commands")), text("pendingRequestId"),
                     json_bool(row, "connected", false)});
  }
  return nodes;
}

Result<KnownNode> match_node(const std::vector<KnownNode>& nodes, std::string_view query) {
  query = oc::trimmed(query);
  if (query.empty()) return invalid_request("--node is empty; see: openclaw nodes status");
  Nodes found = candidates(nodes, query);
  const std::string asked = cut(printable(query), kMostName);
  if (found.empty() && nodes.empty()) {
    return invalid_request("unknown node: " + asked +
                           "\nThe gateway knows no nodes. Who waits to be one: openclaw nodes "
                           "pending");
  }
  if (found.empty()) {
    return invalid_request("unknown node: " + asked + "\nThe gateway knows:" + listed(nodes));
  }
  const Nodes connected = those(found, [](const KnownNode& node) { return node.connected; });
  if (connected.size() == 1) return connected.front();
  if (found.size() == 1) return found.front();
  return invalid_request("ambiguous node: " + asked + "\nName one of these by its id:" +
                         listed(connected.empty() ? found : connected));
}

std::string node_label(std::string_view name, std::string_view id) {
  name = oc::trimmed(name);
  return name.empty() ? short_id(id) : cut(printable(name), kMostName);
}

std::string short_id(std::string_view id) { return printable(id.substr(0, kShortId)); }

}  // namespace openclaw::cli
