// SPDX-License-Identifier: MIT
#include <algorithm>

#include "catalog.hpp"

namespace nodes {
namespace {

const Approved* approved_of(const NodeFacts& facts) {
  return facts.record && facts.record->approved ? &*facts.record->approved : nullptr;
}

// While it is connected it waits with what it declares now.
const Pending* pending_of(const NodeFacts& facts) {
  const Pending* pending =
      facts.record && facts.record->pending ? &*facts.record->pending : nullptr;
  if (!pending || !facts.session) return pending;
  Surface declared = facts.session->declared;
  if (!approved_of(facts) && !declared.permissions) {
    declared.permissions = pending->surface.permissions;
  }
  return same_surface(pending->surface, declared) ? pending : nullptr;
}

std::string_view first(std::initializer_list<const Face*> faces, std::string_view key) {
  for (const Face* face : faces) {
    const std::string_view found = face ? part(*face, key) : std::string_view();
    if (!found.empty()) return found;
  }
  return {};
}

struct Faces {
  const Face* live;
  const Face* approved;
  const Face* device;
  const Face* pending;
};

Faces faces_of(const NodeFacts& facts) {
  const Approved* approved = approved_of(facts);
  const Pending* pending = pending_of(facts);
  return {facts.session ? &facts.session->face : nullptr, approved ? &approved->face : nullptr,
          facts.device ? &facts.device->face : nullptr, pending ? &pending->face : nullptr};
}

void add_faces(oc::Object& out, const NodeFacts& facts) {
  const Faces all = faces_of(facts);
  out.add_some("displayName", display_name(facts));
  out.add_some("platform", first({all.live, all.device, all.pending}, "platform"));
  for (const char* key : {"version", "coreVersion", "uiVersion"}) {
    out.add_some(key, first({all.live, all.approved, all.pending}, key));
  }
  for (const char* key : {"clientId", "clientMode", "deviceFamily"}) {
    out.add_some(key, first({all.live, all.device, all.pending}, key));
  }
  out.add_some("modelIdentifier", first({all.live, all.approved, all.pending}, "modelIdentifier"));
  out.add_some("remoteIp", first({all.live, all.device, all.pending}, "remoteIp"));
}

void add_surface(oc::Object& out, const NodeFacts& facts) {
  const Approved* approved = approved_of(facts);
  static const Surface kNone;
  const Surface& surface =
      facts.session ? facts.session->usable : (approved ? approved->surface : kNone);
  out.raw("caps", names_json(sorted(surface.caps)));
  out.raw("commands", names_json(sorted(surface.commands)));
  out.add("sessionHost", false);
  const std::string_view stats = facts.session ? std::string_view(facts.session->host_stats)
                                 : approved    ? std::string_view(approved->host_stats)
                                               : std::string_view();
  if (!stats.empty()) out.raw("hostStats", stats);
  if (facts.session) {
    out.raw("nodePluginTools", facts.session->tools);
    out.add_some("pathEnv", facts.session->path_env);
  }
  const Permissions* permissions = surface.permissions ? &*surface.permissions : nullptr;
  if (!permissions && approved && approved->surface.permissions) {
    permissions = &*approved->surface.permissions;
  }
  if (permissions) out.raw("permissions", permissions_json(*permissions));
}

void add_approval(oc::Object& out, const NodeFacts& facts) {
  const bool approved = approved_of(facts) != nullptr;
  const Pending* pending = pending_of(facts);
  out.add("approvalState", pending    ? (approved ? "pending-reapproval" : "pending-approval")
                           : approved ? "approved"
                                      : "unapproved");
  if (!pending) return;
  if (facts.shows_request) out.add("pendingRequestId", pending->id);
  if (!facts.shows_pending) return;
  out.raw("pendingDeclaredCaps", names_json(sorted(pending->surface.caps)));
  out.raw("pendingDeclaredCommands", names_json(sorted(pending->surface.commands)));
  if (pending->surface.permissions) {
    out.raw("pendingDeclaredPermissions", permissions_json(*pending->surface.permissions));
  }
}

void add_seen(oc::Object& out, const NodeFacts& facts) {
  struct Seen {
    std::int64_t at = 0;
    std::string_view reason;
  } last;
  const auto see = [&last](std::int64_t at, std::string_view reason) {
    if (at > last.at) last = {at, reason};
  };
  const Approved* approved = approved_of(facts);
  if (facts.session) see(facts.session->connected_ms, "connect");
  if (facts.record) see(facts.record->seen_ms, facts.record->seen_reason);
  if (approved) see(approved->connected_ms, "connect");
  if (facts.device) see(facts.device->seen_ms, facts.device->seen_reason);
  if (last.at == 0) return;
  out.add("lastSeenAtMs", last.at).add_some("lastSeenReason", last.reason);
}

void add_times(oc::Object& out, const NodeFacts& facts) {
  const auto add = [&out](const char* key, std::int64_t at) {
    if (at > 0) out.add(key, at);
  };
  const Approved* approved = approved_of(facts);
  const std::int64_t now = facts.session ? facts.session->connected_ms : 0;
  add("connectedAtMs", now);
  add("lastConnectedAtMs", std::max(now, approved ? approved->connected_ms : 0));
  if (!facts.session && approved) add("lastDisconnectedAtMs", approved->disconnected_ms);
  if (facts.session) {
    add("lastActiveAtMs", facts.session->active_ms);
    add("presenceUpdatedAtMs", facts.session->presence_ms);
  }
  add_seen(out, facts);
  add("approvedAtMs",
      approved ? approved->approved_ms : (facts.device ? facts.device->approved_ms : 0));
}

}  // namespace

std::string display_name(const NodeFacts& facts) {
  const Faces all = faces_of(facts);
  return std::string(first({all.approved, all.live, all.device, all.pending}, "displayName"));
}

std::string node_row(const NodeFacts& facts, oc::Object out) {
  out.add("nodeId", facts.node_id);
  add_faces(out, facts);
  add_surface(out, facts);
  add_approval(out, facts);
  add_times(out, facts);
  out.add("paired", facts.device != nullptr || approved_of(facts) != nullptr);
  out.add("connected", facts.session != nullptr);
  if (facts.is_active) out.add("active", true);
  return out.take();
}

}  // namespace nodes
