// SPDX-License-Identifier: MIT
#include "record.hpp"

#include "policy.hpp"

namespace nodes {
namespace {

void add_parts(oc::Object& out, const Face& face, std::initializer_list<const char*> keys) {
  for (const char* key : keys) out.add_some(key, part(face, key));
}

void add_surface(oc::Object& out, const Surface& surface) {
  out.raw("caps", names_json(surface.caps)).raw("commands", names_json(surface.commands));
  if (surface.permissions) out.raw("permissions", permissions_json(*surface.permissions));
}

void add_time(oc::Object& out, const char* key, std::int64_t ms) {
  if (ms > 0) out.add(key, ms);
}

std::string approved_json(const Approved& one) {
  oc::Object out;
  add_parts(out, one.face,
            {"displayName", "version", "coreVersion", "uiVersion", "modelIdentifier"});
  add_surface(out, one.surface);
  out.add("createdAtMs", one.created_ms).add("approvedAtMs", one.approved_ms);
  add_time(out, "lastConnectedAtMs", one.connected_ms);
  add_time(out, "lastDisconnectedAtMs", one.disconnected_ms);
  if (!one.host_stats.empty()) out.raw("lastHostStats", one.host_stats);
  return out.take();
}

std::string pending_json(const Pending& one) {
  oc::Object out;
  out.add("requestId", one.id);
  add_parts(out, one.face,
            {"clientId", "clientMode", "displayName", "platform", "version", "coreVersion",
             "uiVersion", "deviceFamily", "modelIdentifier"});
  add_surface(out, one.surface);
  out.add_some("remoteIp", part(one.face, "remoteIp"));
  if (one.silent) out.add("silent", true);
  return out.add("ts", one.ts).take();
}

Approved read_approved(const cJSON* object) {
  Approved out;
  out.face = read_face(object);
  out.surface = read_surface(object);
  out.created_ms = oc::integer(object, "createdAtMs", 0);
  out.approved_ms = oc::integer(object, "approvedAtMs", 0);
  out.connected_ms = oc::integer(object, "lastConnectedAtMs", 0);
  out.disconnected_ms = oc::integer(object, "lastDisconnectedAtMs", 0);
  const cJSON* stats = oc::get(object, "lastHostStats");
  if (cJSON_IsObject(stats)) out.host_stats = print(stats);
  return out;
}

Pending read_pending(const cJSON* object) {
  Pending out;
  out.id = oc::text(object, "requestId");
  out.face = read_face(object);
  out.face.erase("requestId");
  out.surface = read_surface(object);
  out.silent = oc::flag(object, "silent", false);
  out.ts = oc::integer(object, "ts", 0);
  return out;
}

template <class T, class F>
std::string array(const std::vector<T>& items, F json) {
  std::string out = "[";
  for (const T& one : items) {
    if (out.size() > 1) out += ',';
    out += json(one);
  }
  return out += ']';
}

std::string action_json(const Action& one) {
  oc::Object out;
  out.add("id", one.id).add("command", one.command).add_some("params", one.params_json);
  return out.add("key", one.key).add("enqueuedAtMs", one.enqueued_ms).take();
}

void read_queues(const cJSON* root, Record& out) {
  const cJSON* item = nullptr;
  cJSON_ArrayForEach(item, oc::get(root, "work")) {
    out.work.push_back({std::string(oc::text(item, "id")), std::string(oc::text(item, "type")),
                        std::string(oc::text(item, "priority")),
                        oc::integer(item, "createdAtMs", 0), oc::integer(item, "expiresAtMs", 0)});
  }
  cJSON_ArrayForEach(item, oc::get(root, "actions")) {
    out.actions.push_back(
        {std::string(oc::text(item, "id")), std::string(oc::text(item, "command")),
         std::string(oc::text(item, "params")), std::string(oc::text(item, "key")),
         oc::integer(item, "enqueuedAtMs", 0)});
  }
}

}  // namespace

std::string work_json(const Work& one) {
  oc::Object out;
  out.add("id", one.id).add("type", one.type).add("priority", one.priority);
  out.add("createdAtMs", one.created_ms);
  return out.raw("expiresAtMs", one.expires_ms ? std::to_string(one.expires_ms) : "null").take();
}

std::string stored(const Record& record) {
  oc::Object out;
  if (record.approved) out.raw("approved", approved_json(*record.approved));
  if (record.pending) out.raw("pending", pending_json(*record.pending));
  if (!record.work.empty()) out.raw("work", array(record.work, work_json));
  if (!record.actions.empty()) out.raw("actions", array(record.actions, action_json));
  out.add("revision", record.revision);
  if (record.seen_ms > 0) out.add("seenMs", record.seen_ms).add("seenReason", record.seen_reason);
  return out.take();
}

std::optional<Record> read_stored(std::string_view json) {
  const oc::Json root = oc::parse(json);
  if (!cJSON_IsObject(root.get())) return std::nullopt;
  Record out;
  const cJSON* approved = oc::get(root.get(), "approved");
  const cJSON* pending = oc::get(root.get(), "pending");
  if (cJSON_IsObject(approved)) out.approved = read_approved(approved);
  if (cJSON_IsObject(pending)) out.pending = read_pending(pending);
  read_queues(root.get(), out);
  out.revision = oc::integer(root.get(), "revision", 0);
  out.seen_ms = oc::integer(root.get(), "seenMs", 0);
  out.seen_reason = oc::text(root.get(), "seenReason");
  return out;
}

std::string pending_row(const std::string& node_id, const Pending& one) {
  oc::Object out;
  out.add("requestId", one.id).add("nodeId", node_id);
  add_parts(out, one.face,
            {"clientId", "clientMode", "displayName", "platform", "version", "coreVersion",
             "uiVersion", "deviceFamily", "modelIdentifier"});
  out.raw("caps", names_json(one.surface.caps));
  out.raw("commands", names_json(one.surface.commands));
  out.raw("requiredApproveScopes", names_json(approve_scopes(one.surface.commands)));
  if (one.surface.permissions) out.raw("permissions", permissions_json(*one.surface.permissions));
  out.add_some("remoteIp", part(one.face, "remoteIp"));
  if (one.silent) out.add("silent", true);
  return out.add("ts", one.ts).take();
}

std::string approved_row(const std::string& node_id, const Approved& one,
                         const DeviceFacts& device) {
  oc::Object out;
  out.add("nodeId", node_id);
  add_parts(out, device.face, {"clientId", "clientMode"});
  const std::string_view name = part(one.face, "displayName");
  out.add_some("displayName", name.empty() ? part(device.face, "displayName") : name);
  add_parts(out, device.face, {"platform"});
  add_parts(out, one.face, {"version", "coreVersion", "uiVersion"});
  add_parts(out, device.face, {"deviceFamily"});
  add_parts(out, one.face, {"modelIdentifier"});
  add_surface(out, one.surface);
  add_parts(out, device.face, {"remoteIp"});
  out.add("createdAtMs", one.created_ms).add("approvedAtMs", one.approved_ms);
  add_time(out, "lastConnectedAtMs", one.connected_ms);
  add_time(out, "lastDisconnectedAtMs", one.disconnected_ms);
  if (!one.host_stats.empty()) out.raw("lastHostStats", one.host_stats);
  add_time(out, "lastSeenAtMs", device.seen_ms);
  out.add_some("lastSeenReason", device.seen_reason);
  return out.take();
}

std::string device_note(const Record& record) {
  if (record.empty()) return {};
  oc::Object out;
  if (record.approved) out.raw("nodeSurface", approved_json(*record.approved));
  if (record.pending) out.raw("pendingNodeSurface", pending_json(*record.pending));
  return out.take();
}

}  // namespace nodes
