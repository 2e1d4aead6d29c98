// SPDX-License-Identifier: MIT
#include "pairing.hpp"

#include <utility>

namespace nodes {
namespace {

bool same_face(const Pending& one, const Pending& other) {
  return one.face == other.face && one.silent == other.silent;
}

// What a node leaves out of a repeated request stays as it was.
void inherit(Pending& next, const Pending& known) {
  for (const auto& [key, value] : known.face) next.face.insert({key, value});
  if (!next.surface.permissions) next.surface.permissions = known.surface.permissions;
  next.silent = next.silent && known.silent;
  next.id = known.id;
}

}  // namespace

Pending Pairing::asked_by(const Session& session, bool is_first) const {
  Pending out;
  out.id = random_uuid();
  out.face = session.face;
  out.surface = session.declared;
  out.silent = is_first && session.local;
  out.ts = world_.host.wall_ms();
  return out;
}

void Pairing::compare(const Session& session) {
  const Record* known = world_.book.find(session.node_id);
  const bool approved = known && known->approved;
  if (!approved || is_wider(session.declared, known->approved->surface)) {
    ask(session, known);
  } else if (known->pending) {
    withdraw(session.node_id);
  }
}

void Pairing::ask(const Session& session, const Record* known) {
  Record record = known ? *known : Record();
  Pending next = asked_by(session, !record.approved);
  std::string superseded;
  if (record.pending) {
    Pending same = next;
    inherit(same, *record.pending);
    if (same_surface(record.pending->surface, same.surface)) {
      if (same_face(*record.pending, same)) return;
      record.pending = std::move(same);
      return world_.book.change(session.node_id, std::move(record), nullptr);
    }
    superseded = record.pending->id;
  } else if (world_.book.pending_count() >= Book::kMostPending && !make_room()) {
    return world_.host.log(OC_LOG_WARN,
                           "too many nodes wait for the approval of what they offer; "
                           "approve or reject some, then connect node " +
                               session.node_id + " again");
  }
  const std::string row = pending_row(session.node_id, next);
  record.pending = std::move(next);
  const std::string node_id = session.node_id;
  // A request of which somebody has been told is still there behind a crash.
  world_.book.change(node_id, std::move(record), [this, superseded, node_id, row](bool kept) {
    if (!kept) return;
    if (!superseded.empty()) tell_resolved(superseded, node_id, "rejected");
    world_.host.publish("node.pair.requested", row, OC_EVENT_DROP_IF_SLOW);
  });
}

bool Pairing::make_room() {
  std::string oldest;
  std::int64_t ts = 0;
  for (const auto& [id, record] : world_.book.all()) {
    if (!record.pending || world_.registry.of_node(id)) continue;
    if (!oldest.empty() && record.pending->ts >= ts) continue;
    oldest = id;
    ts = record.pending->ts;
  }
  if (oldest.empty()) return false;
  withdraw(oldest);
  return true;
}

void Pairing::withdraw(const std::string& node_id) {
  Record record = *world_.book.find(node_id);
  const std::string request_id = record.pending->id;
  record.pending.reset();
  world_.book.change(node_id, std::move(record), [this, request_id, node_id](bool kept) {
    if (kept) tell_resolved(request_id, node_id, "rejected");
  });
}

void Pairing::forget(const std::string& node_id, Book::Kept done) {
  const bool known = world_.book.find(node_id) != nullptr;
  // Also behind a deletion that is still on its way.
  if (known || done) world_.book.change(node_id, {}, std::move(done));
  if (Session* session = world_.registry.of_node(node_id); session && surface_) {
    world_.refresh(*session);
    surface_(*session);
  }
}

// The node itself is told without a seq, and may be connected as no operator.
void Pairing::tell_resolved(const std::string& request_id, const std::string& node_id,
                            const char* decision, bool to_node) {
  const std::string payload = oc::Object()
                                  .add("requestId", request_id)
                                  .add("nodeId", node_id)
                                  .add("decision", decision)
                                  .add("ts", world_.host.wall_ms())
                                  .take();
  const Session* session = to_node ? world_.registry.of_node(node_id) : nullptr;
  if (session) world_.host.publish_to(session->connection_id, "node.pair.resolved", payload);
  world_.host.publish("node.pair.resolved", payload, OC_EVENT_DROP_IF_SLOW);
}

}  // namespace nodes
