// SPDX-License-Identifier: MIT
// What a connected node publishes: its skills, the tools of its plugins, and what it can run.
#pragma once
#include "world.hpp"

namespace nodes {

class Publications {
 public:
  explicit Publications(World& world) : world_(world) {}
  void skills(oc::Request request, std::string_view params);
  void tools(oc::Request request, std::string_view params);
  void inventory(oc::Request request, std::string_view params);
  // Programs that skills look for on a node. There are no skills that do.
  void bins(oc::Request request, std::string_view) { request.reply(R"({"bins":[]})"); }
  // What a node may do has changed, and with it which of its tools can be used.
  void settle(Session& session) const;

 private:
  World& world_;
};

// Of the tools that a node tells of, those whose command it may be asked for; as JSON.
std::string usable_tools(std::string_view tools_json, const Names& commands);
// Of its skills those that fit into what one node may take up; as JSON.
std::string usable_skills(const cJSON* skills);
// Whether this is what a node tells of its runners.
bool is_inventory(const cJSON* params);

}  // namespace nodes
