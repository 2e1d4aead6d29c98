// SPDX-License-Identifier: MIT
// What is kept of a node: its approved surface, the one that waits for approval, and the work that
// waits for it. As values, as the store has it, and as the wire shows it.
#pragma once
#include <cstdint>
#include <optional>

#include "names.hpp"
#include "surface.hpp"

namespace nodes {

struct Approved {
  Face face;  // displayName, version, coreVersion, uiVersion, modelIdentifier
  Surface surface;
  std::int64_t created_ms = 0;
  std::int64_t approved_ms = 0;
  std::int64_t connected_ms = 0;     // last; this and the next: 0 for never
  std::int64_t disconnected_ms = 0;  // last
  std::string host_stats;            // JSON object, or empty
};

struct Pending {
  std::string id;
  Face face;
  Surface surface;
  bool silent = false;
  std::int64_t ts = 0;
};

// Work of which a node is told when it asks (node.pending.drain).
struct Work {
  std::string id;
  std::string type;
  std::string priority;
  std::int64_t created_ms = 0;
  std::int64_t expires_ms = 0;
};

// A command that waits until the app of its node is in front (node.pending.pull).
struct Action {
  std::string id;
  std::string command;
  std::string params_json;  // empty: none
  std::string key;
  std::int64_t enqueued_ms = 0;
};

struct Record {
  std::optional<Approved> approved;
  std::optional<Pending> pending;
  std::vector<Work> work;
  std::vector<Action> actions;
  std::int64_t revision = 0;  // of `work`
  std::int64_t seen_ms = 0;   // it said that it lives
  std::string seen_reason;
  [[nodiscard]] bool empty() const { return !approved && !pending; }
};

std::string stored(const Record& record);
// Nothing when it cannot be read.
std::optional<Record> read_stored(std::string_view json);

// A device as device.pair.list has it, as far as a row of its node shows it.
struct DeviceFacts {
  Face face;
  std::int64_t created_ms = 0;
  std::int64_t approved_ms = 0;
  std::int64_t seen_ms = 0;
  std::string seen_reason;
};

// A pending request in node.pair.list and node.pair.requested.
std::string pending_row(const std::string& node_id, const Pending& pending);
// An approved node in node.pair.list and the answer of node.pair.approve.
std::string approved_row(const std::string& node_id, const Approved& approved,
                         const DeviceFacts& device);
// What device.pair.list shows of it: nodeSurface and pendingNodeSurface.
std::string device_note(const Record& record);
std::string work_json(const Work& work);

}  // namespace nodes
