// SPDX-License-Identifier: MIT
// node.pending.enqueue, .drain, .pull and .ack.
#include <algorithm>
#include <memory>
#include <utility>

#include "queue.hpp"

namespace nodes {
namespace {

constexpr const char* kChanged = "node pairing changed while pending work was active";

std::string drained_json(const std::string& node_id, std::int64_t revision,
                         const Drained& drained) {
  std::string items = "[";
  for (const Work& one : drained.items) items += (items.size() > 1 ? "," : "") + work_json(one);
  oc::Object out;
  out.add("nodeId", node_id).add("revision", revision).raw("items", items + ']');
  return out.add("hasMore", drained.has_more).take();
}

std::string action_row(const Action& one) {
  oc::Object out;
  out.add("id", one.id).add("command", one.command);
  out.raw("paramsJSON", one.params_json.empty() ? "null" : oc::quoted(one.params_json));
  return out.add("enqueuedAtMs", one.enqueued_ms).take();
}

// The record of the node that asks; nullptr: it is no approved one, and the request has failed.
const Record* own_record(const World& world, oc::Request& request) {
  const Session* session = world.caller(request);
  const Record* record = session ? world.book.find(session->node_id) : nullptr;
  if (record && record->approved) return record;
  fail_pairing_changed(request, kChanged);
  return nullptr;
}

}  // namespace

void Queue::enqueue(oc::Request request, std::string_view params) {
  const oc::Json in = oc::parse(params);
  const std::string node_id = trimmed(oc::text(in.get(), "nodeId"));
  const Record* known = world_.book.find(node_id);
  if (!known || !known->approved) return fail_pairing_changed(request, kChanged);
  Record record = *known;
  const Queued queued =
      enqueue_work(record, std::string(oc::text(in.get(), "type")),
                   std::string(oc::text(in.get(), "priority", "normal")),
                   oc::integer(in.get(), "expiresInMs", kWorkLivesMs), world_.host.wall_ms());
  oc::Object out;
  out.add("nodeId", node_id).add("revision", record.revision);
  out.raw("queued", work_json(queued.work)).add("wakeTriggered", false);
  const std::string answer = out.take();
  if (!queued.is_new) return request.reply(answer);
  const auto held = std::make_shared<oc::Request>(std::move(request));
  world_.book.change(node_id, std::move(record), [held, answer](bool kept) {
    if (!kept) return fail_not_kept(*held);
    held->reply(answer);
  });
}

void Queue::drain(oc::Request request, std::string_view params) {
  constexpr std::int64_t kUsual = 4;
  const Record* known = own_record(world_, request);
  if (!known) return;
  const oc::Json in = oc::parse(params);
  const std::string node_id(oc::view(request.caller().device_id));
  const auto most = static_cast<std::size_t>(oc::integer(in.get(), "maxItems", kUsual));
  Record record = *known;
  const Drained drained = drain_work(record, most, world_.host.wall_ms());
  const std::string answer = drained_json(node_id, record.revision, drained);
  if (!drained.changed) return request.reply(answer);
  const auto held = std::make_shared<oc::Request>(std::move(request));
  world_.book.change(node_id, std::move(record), [held, answer](bool kept) {
    if (!kept) return fail_not_kept(*held);
    held->reply(answer);
  });
}

void Queue::pull(oc::Request request, std::string_view) {
  const Record* known = own_record(world_, request);
  if (!known) return;
  const Session& session = *world_.caller(request);
  Record record = *known;
  bool changed = prune(record, world_.host.wall_ms());
  // What it may be asked for no more is not handed out either.
  changed |= std::erase_if(record.actions, [&session](const Action& one) {
               return !contains(session.usable.commands, one.command);
             }) > 0;
  std::string rows = "[";
  for (const Action& one : record.actions) rows += (rows.size() > 1 ? "," : "") + action_row(one);
  const std::string node_id = session.node_id;
  if (changed) world_.book.change(node_id, std::move(record), nullptr);
  request.reply(oc::Object().add("nodeId", node_id).raw("actions", rows + ']').take());
}

void Queue::ack(oc::Request request, std::string_view params) {
  const Record* known = own_record(world_, request);
  if (!known) return;
  const oc::Json in = oc::parse(params);
  const Names ids = read_names(oc::get(in.get(), "ids"));
  const std::string node_id(oc::view(request.caller().device_id));
  Record record = *known;
  bool changed = prune(record, world_.host.wall_ms());
  changed |= std::erase_if(record.actions,
                           [&ids](const Action& one) { return contains(ids, one.id); }) > 0;
  oc::Object out;
  out.add("nodeId", node_id).raw("ackedIds", names_json(ids));
  const std::string answer =
      out.add("remainingCount", static_cast<std::uint64_t>(record.actions.size())).take();
  if (!changed) return request.reply(answer);
  const auto held = std::make_shared<oc::Request>(std::move(request));
  world_.book.change(node_id, std::move(record), [held, answer](bool kept) {
    if (!kept) return fail_not_kept(*held);
    held->reply(answer);
  });
}

void Queue::wait_for_front(const Held& request, const Ask& ask, const std::string& node_error) {
  const Record* known = world_.book.find(ask.node_id);
  if (!known || !known->approved) return fail_pairing_changed(*request);
  Record record = *known;
  const Action action = enqueue_action(
      record, {random_uuid(), ask.command, ask.params_json, ask.key, world_.host.wall_ms()});
  oc::Object details;
  details.add("code", "QUEUED_UNTIL_FOREGROUND").add("queuedActionId", action.id);
  details.add("nodeId", ask.node_id).add("command", ask.command);
  details.raw("wake", R"({"path":"no-registration","available":false,"throttled":false})");
  details.raw("nodeError", node_error.empty() ? "null" : node_error);
  const std::string json = details.take();
  world_.book.change(ask.node_id, std::move(record), [request, json](bool kept) {
    if (!kept) return fail_not_kept(*request);
    fail(*request, "UNAVAILABLE", "node command queued until iOS returns to foreground", json, 1);
  });
}

}  // namespace nodes
