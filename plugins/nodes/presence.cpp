// SPDX-License-Identifier: MIT
// What a node tells of its machine and of who works at it.
#include <algorithm>
#include <array>

#include "events.hpp"

namespace nodes {
namespace {

constexpr double kMostExact = 9007199254740991.0;

bool is_whole(const cJSON* item, double least, double most) {
  if (!cJSON_IsNumber(item)) return false;
  const double number = item->valuedouble;
  return number >= least && number <= most &&
         number == static_cast<double>(static_cast<std::int64_t>(number));
}

bool is_load(const cJSON* load) {
  if (!load) return true;
  if (!cJSON_IsArray(load) || cJSON_GetArraySize(load) != 3) return false;
  const cJSON* item = nullptr;
  cJSON_ArrayForEach(item, load) {
    if (!cJSON_IsNumber(item) || item->valuedouble < 0 || item->valuedouble > 1e5) return false;
  }
  return true;
}

bool has_only(const cJSON* object, std::initializer_list<std::string_view> names) {
  const cJSON* item = nullptr;
  cJSON_ArrayForEach(item, object) {
    if (std::find(names.begin(), names.end(), std::string_view(item->string)) == names.end()) {
      return false;
    }
  }
  return true;
}

// What is free of a whole; both or neither.
bool is_share(const cJSON* whole, const cJSON* free) {
  return is_whole(whole, 0, kMostExact) && is_whole(free, 0, whole->valuedouble);
}

// Only the app of macOS knows its own window from the whole machine.
bool is_mac_app(const Session& session) {
  return part(session.face, "clientId") == "openclaw-macos" &&
         part(session.face, "clientMode") == "node";
}

bool may_watch(const Session& session) {
  const auto& permissions = session.usable.permissions;
  if (!permissions) return false;
  const auto found = permissions->find("accessibility");
  return found != permissions->end() && found->second;
}

bool is_activity(const cJSON* payload) {
  constexpr double kLongestIdle = 2592000;
  const cJSON* source = oc::get(payload, "source");
  const std::string_view said = oc::text(payload, "source");
  const cJSON* saturated = oc::get(payload, "saturated");
  return is_whole(oc::get(payload, "idleSeconds"), 0, kLongestIdle) &&
         (!source || said == "app" || said == "system") &&
         (!saturated || cJSON_IsBool(saturated)) &&
         has_only(payload, {"idleSeconds", "source", "saturated"});
}

std::string presence_json(const std::string& node_id, std::int64_t active, std::int64_t told) {
  const auto time = [](std::int64_t ms) { return ms > 0 ? std::to_string(ms) : "null"; };
  oc::Object out;
  out.add("nodeId", node_id).raw("lastActiveAtMs", time(active));
  return out.raw("presenceUpdatedAtMs", time(told)).take();
}

}  // namespace

bool is_host_stats(const cJSON* payload) {
  constexpr double kMostProcessors = 4096;
  const cJSON* disk = oc::get(payload, "diskTotalBytes");
  const cJSON* free_disk = oc::get(payload, "diskAvailableBytes");
  return is_whole(oc::get(payload, "cpuCount"), 1, kMostProcessors) &&
         is_share(oc::get(payload, "memoryTotalBytes"), oc::get(payload, "memoryFreeBytes")) &&
         is_load(oc::get(payload, "loadAverage")) &&
         ((!disk && !free_disk) || is_share(disk, free_disk)) &&
         has_only(payload, {"cpuCount", "loadAverage", "memoryTotalBytes", "memoryFreeBytes",
                            "diskTotalBytes", "diskAvailableBytes"});
}

Handled Events::activity(Session& session, const cJSON* payload) {
  const bool clears = oc::text(payload, "action") == "clear" && has_only(payload, {"action"});
  if (!clears && !is_activity(payload)) return {false, "invalid_payload"};
  if (clears) {
    if (session.presence_ms == 0) return {true, "already_clear"};
    session.active_ms = session.presence_ms = 0;
    world_.host.publish("node.presence", presence_json(session.node_id, 0, 0),
                        OC_EVENT_DROP_IF_SLOW);
    return {true, "cleared"};
  }
  const bool by_app = oc::text(payload, "source") == "app";
  if (!by_app && !may_watch(session)) return {false, "permission_required"};
  if (by_app && !is_mac_app(session)) return {false, "stale_connection"};
  const std::int64_t now = world_.host.wall_ms();
  const std::int64_t at =
      std::max<std::int64_t>(0, now - 1000 * oc::integer(payload, "idleSeconds", 0));
  const bool another = session.presence_ms == 0 || session.active_by_app != by_app;
  if (another || !oc::flag(payload, "saturated", false) || session.active_ms == 0) {
    session.active_ms = another ? at : std::max(session.active_ms, at);
  }
  session.active_by_app = by_app;
  session.presence_ms = now;
  world_.host.publish("node.presence", presence_json(session.node_id, session.active_ms, now),
                      OC_EVENT_DROP_IF_SLOW);
  return {true, "updated"};
}

}  // namespace nodes
