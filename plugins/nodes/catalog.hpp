// SPDX-License-Identifier: MIT
// node.list and node.describe: every device that is paired as a node, connected or not.
#pragma once
#include "world.hpp"

namespace nodes {

class Catalog {
 public:
  explicit Catalog(World& world) : world_(world) {}
  void list(oc::Request request, std::string_view params);
  void describe(oc::Request request, std::string_view params);

 private:
  [[nodiscard]] std::vector<std::string> ids(const Devices& devices) const;

  World& world_;
};

// A row of node.list, from what is known of the node; each may be nullptr.
struct NodeFacts {
  std::string node_id;
  const DeviceFacts* device = nullptr;
  const Record* record = nullptr;
  const Session* session = nullptr;
  bool is_active = false;     // somebody works at it, and at no other more recently
  bool shows_request = true;  // to one who may decide on it
  bool shows_pending = true;
};
std::string node_row(const NodeFacts& facts, oc::Object out);
std::string display_name(const NodeFacts& facts);

}  // namespace nodes
