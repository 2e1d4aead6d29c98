// SPDX-License-Identifier: MIT
// node.pair.list, .approve, .reject, .remove and node.rename.
#include <algorithm>
#include <memory>
#include <utility>

#include "pairing.hpp"

namespace nodes {
namespace {

void fail_scope(oc::Request& request, const std::string& scope) {
  const std::string pairing = scope == "operator.pairing" ? "" : R"("operator.pairing",)";
  const std::string details = R"({"code":"MISSING_SCOPE","missingScope":)" + oc::quoted(scope) +
                              R"(,"requiredScopes":[)" + pairing + oc::quoted(scope) + "]}";
  const bool current = request.caller().protocol >= 4;
  fail(request, current ? "FORBIDDEN" : "INVALID_REQUEST", "missing scope: " + scope, details);
}

std::string missing_scope(const oc_caller& caller, const Names& needed) {
  const auto found = std::find_if(needed.begin(), needed.end(),
                                  [&caller](const auto& scope) { return !holds(caller, scope); });
  return found == needed.end() ? std::string() : *found;
}

struct Row {
  std::int64_t at;
  std::string json;
};

// The latest first.
std::string rows_json(std::vector<Row> rows) {
  std::stable_sort(rows.begin(), rows.end(),
                   [](const Row& one, const Row& other) { return one.at > other.at; });
  std::string out = "[";
  for (const Row& row : rows) out += (out.size() > 1 ? "," : "") + row.json;
  return out += ']';
}

DeviceFacts facts_of(const Devices& devices, const std::string& node_id) {
  const auto found = devices.find(node_id);
  return found == devices.end() ? DeviceFacts() : found->second;
}

}  // namespace

void Pairing::list(oc::Request request, std::string_view) {
  const auto held = std::make_shared<oc::Request>(std::move(request));
  world_.devices([this, held](bool, const Devices& devices) {
    const oc_caller& caller = held->caller();
    std::vector<Row> pending;
    std::vector<Row> paired;
    for (const auto& [id, record] : world_.book.all()) {
      if (is_bound(caller) && oc::view(caller.device_id) != id) continue;
      if (record.pending) pending.push_back({record.pending->ts, pending_row(id, *record.pending)});
      if (!record.approved) continue;
      paired.push_back({record.approved->approved_ms,
                        approved_row(id, *record.approved, facts_of(devices, id))});
    }
    held->reply(R"({"pending":)" + rows_json(std::move(pending)) + R"(,"paired":)" +
                rows_json(std::move(paired)) + '}');
  });
}

bool Pairing::may_decide(oc::Request& request, const std::string& request_id, const char* what) {
  const std::string node_id = world_.book.node_of(request_id);
  const oc_caller& caller = request.caller();
  if (is_bound(caller) && (node_id.empty() || oc::view(caller.device_id) != node_id)) {
    request.fail("INVALID_REQUEST", std::string("node pairing ") + what + " denied");
    return false;
  }
  if (!node_id.empty()) return true;
  request.fail("INVALID_REQUEST", "unknown requestId");
  return false;
}

void Pairing::approve(oc::Request request, std::string_view params) {
  const oc::Json in = oc::parse(params);
  const std::string id(oc::text(in.get(), "requestId"));
  if (!may_decide(request, id, "approval")) return;
  const std::string node_id = world_.book.node_of(id);
  Record record = *world_.book.find(node_id);
  const Names needed = approve_scopes(record.pending->surface.commands);
  const std::string missing = missing_scope(request.caller(), needed);
  if (!missing.empty()) return fail_scope(request, missing);

  const std::int64_t now = world_.host.wall_ms();
  Approved next = record.approved.value_or(Approved());
  const std::string name(part(next.face, "displayName"));
  next.face = record.pending->face;
  if (!name.empty()) set_part(next.face, "displayName", name);
  next.surface = record.pending->surface;
  // Each approval has a time of its own.
  next.approved_ms = std::max(now, next.approved_ms + 1);
  if (next.created_ms == 0) next.created_ms = next.approved_ms;
  record.approved = next;
  record.pending.reset();
  const auto held = std::make_shared<oc::Request>(std::move(request));
  world_.book.change(node_id, std::move(record), [this, held, id, node_id, next](bool kept) {
    if (!kept) return fail_not_kept(*held);
    approved(held, id, node_id, next);
  });
}

void Pairing::approved(const Held& request, const std::string& request_id,
                       const std::string& node_id, const Approved& surface) {
  if (Session* session = world_.registry.of_node(node_id)) {
    world_.refresh(*session);
    if (surface_) surface_(*session);
  }
  tell_resolved(request_id, node_id, "approved", true);
  world_.devices([request, request_id, node_id, surface](bool, const Devices& devices) {
    oc::Object out;
    out.add("requestId", request_id);
    out.raw("node", approved_row(node_id, surface, facts_of(devices, node_id)));
    request->reply(out.take());
  });
}

void Pairing::reject(oc::Request request, std::string_view params) {
  const oc::Json in = oc::parse(params);
  const std::string id(oc::text(in.get(), "requestId"));
  if (!may_decide(request, id, "rejection")) return;
  const std::string node_id = world_.book.node_of(id);
  Record record = *world_.book.find(node_id);
  record.pending.reset();
  const auto held = std::make_shared<oc::Request>(std::move(request));
  world_.book.change(node_id, std::move(record), [this, held, id, node_id](bool kept) {
    if (!kept) return fail_not_kept(*held);
    tell_resolved(id, node_id, "rejected");
    held->reply(oc::Object().add("requestId", id).add("nodeId", node_id).take());
  });
}

void Pairing::remove(oc::Request request, std::string_view params) {
  const oc::Json in = oc::parse(params);
  const std::string node_id = trimmed(oc::text(in.get(), "nodeId"));
  if (is_bound(request.caller())) {
    return request.fail("INVALID_REQUEST", "node pairing removal denied");
  }
  const auto held = std::make_shared<oc::Request>(std::move(request));
  struct Call {
    Pairing* pairing;
    Held request;
    std::string node_id;
  };
  auto call = std::make_unique<Call>(Call{this, held, node_id});
  const int err = world_.clients->remove_role(
      world_.host.self(), oc::str(node_id), oc::str("node"),
      [](void* arg, int failed) {
        const std::unique_ptr<Call> one(static_cast<Call*>(arg));
        if (failed != 0) return fail_not_kept(*one->request);
        one->pairing->removed(one->request, one->node_id);
      },
      call.get());
  if (err < 0) return held->fail("INVALID_REQUEST", "unknown nodeId");
  static_cast<void>(call.release());  // the core calls back, and then owns it
}

void Pairing::removed(const Held& request, const std::string& node_id) {
  forget(node_id, [this, request, node_id](bool kept) {
    if (!kept) return fail_not_kept(*request);
    tell_resolved("", node_id, "removed");
    request->reply(oc::Object().add("nodeId", node_id).take());
  });
}

void Pairing::rename(oc::Request request, std::string_view params) {
  const oc::Json in = oc::parse(params);
  const std::string node_id(oc::text(in.get(), "nodeId"));
  const std::string name = trimmed(oc::text(in.get(), "displayName"));
  const oc_caller& caller = request.caller();
  if (is_bound(caller) && oc::view(caller.device_id) != node_id) {
    return request.fail("INVALID_REQUEST", "node rename denied");
  }
  if (name.empty()) return request.fail("INVALID_REQUEST", "displayName required");
  const Record* known = world_.book.find(node_id);
  if (!known || !known->approved) return request.fail("INVALID_REQUEST", "unknown nodeId");
  Record record = *known;
  set_part(record.approved->face, "displayName", name);
  const auto held = std::make_shared<oc::Request>(std::move(request));
  world_.book.change(node_id, std::move(record), [held, node_id, name](bool kept) {
    if (!kept) return fail_not_kept(*held);
    held->reply(oc::Object().add("nodeId", node_id).add("displayName", name).take());
  });
}

}  // namespace nodes
