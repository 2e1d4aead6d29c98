// SPDX-License-Identifier: MIT
#include "catalog.hpp"

#include <algorithm>
#include <memory>
#include <set>
#include <tuple>
#include <utility>

namespace nodes {
namespace {

// What one who may not pair sees of a request: of its own node that there is one.
void show_to(NodeFacts& facts, const oc_caller& caller) {
  facts.shows_pending = holds(caller, "operator.pairing");
  facts.shows_request = facts.shows_pending || oc::view(caller.device_id) == facts.node_id;
}

NodeFacts facts_of(const World& world, const Devices& devices, const std::string& id,
                   const oc_caller& caller) {
  NodeFacts facts;
  facts.node_id = id;
  const auto device = devices.find(id);
  if (device != devices.end()) facts.device = &device->second;
  facts.record = world.book.find(id);
  facts.session = world.registry.of_node(id);
  const Session* active = world.registry.active();
  facts.is_active = active && active == facts.session;
  show_to(facts, caller);
  return facts;
}

bool is_visible(const NodeFacts& facts) {
  const bool paired = facts.device || (facts.record && facts.record->approved);
  return facts.shows_pending || paired || facts.session;
}

// Those that are connected first, then by name.
bool goes_before(const NodeFacts& one, const NodeFacts& other) {
  const auto rank = [](const NodeFacts& facts) {
    const std::string name = display_name(facts);
    return std::tuple(facts.session == nullptr, lower(name.empty() ? facts.node_id : name),
                      facts.node_id);
  };
  return rank(one) < rank(other);
}

}  // namespace

std::vector<std::string> Catalog::ids(const Devices& devices) const {
  std::set<std::string> out;
  for (const auto& [id, device] : devices) out.insert(id);
  for (const auto& [id, record] : world_.book.all()) out.insert(id);
  for (const auto& [id, session] : world_.registry.all()) out.insert(id);
  return {out.begin(), out.end()};
}

void Catalog::list(oc::Request request, std::string_view) {
  const auto held = std::make_shared<oc::Request>(std::move(request));
  world_.devices([this, held](bool, const Devices& devices) {
    std::vector<NodeFacts> rows;
    for (const std::string& id : ids(devices)) {
      NodeFacts facts = facts_of(world_, devices, id, held->caller());
      if (is_visible(facts)) rows.push_back(std::move(facts));
    }
    std::sort(rows.begin(), rows.end(), goes_before);
    std::string json = "[";
    for (const NodeFacts& facts : rows) {
      json += (json.size() > 1 ? "," : "") + node_row(facts, oc::Object());
    }
    oc::Object out;
    out.add("ts", world_.host.wall_ms());
    if (const Session* active = world_.registry.active()) {
      out.add("activeNodeId", active->node_id);
    }
    held->reply(out.raw("nodes", json + ']').take());
  });
}

void Catalog::describe(oc::Request request, std::string_view params) {
  const oc::Json in = oc::parse(params);
  const std::string id = trimmed(oc::text(in.get(), "nodeId"));
  const auto held = std::make_shared<oc::Request>(std::move(request));
  world_.devices([this, held, id](bool, const Devices& devices) {
    const NodeFacts facts = facts_of(world_, devices, id, held->caller());
    const bool known = facts.device || facts.record || facts.session;
    if (!known || !is_visible(facts)) return held->fail("INVALID_REQUEST", "unknown nodeId");
    held->reply(node_row(facts, oc::Object().add("ts", world_.host.wall_ms())));
  });
}

}  // namespace nodes
