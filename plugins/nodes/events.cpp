// SPDX-License-Identifier: MIT
#include "events.hpp"

#include <memory>
#include <openclaw/text.hpp>
#include <utility>

namespace nodes {
namespace {

std::string result_json(const std::string& name, const Handled& result) {
  if (result.handled && result.reason.empty()) return R"({"ok":true})";
  oc::Object out;
  out.add("ok", true).add("event", name).add("handled", result.handled);
  return out.add_some("reason", result.reason).take();
}

// As `payload`, or as text in `payloadJSON`. What is no object is nothing.
oc::Json payload_of(const cJSON* params) {
  const cJSON* text = oc::get(params, "payloadJSON");
  oc::Json out(cJSON_IsString(text) ? cJSON_Parse(text->valuestring)
                                    : cJSON_Duplicate(oc::get(params, "payload"), cJSON_True));
  return cJSON_IsObject(out.get()) ? std::move(out) : nullptr;
}

// What makes the agent work counts for more.
std::uint64_t cost_of(std::string_view name) {
  constexpr std::uint64_t kOfTheAgent = 20;
  const bool runs = name == "agent.request" || name == "voice.transcript" ||
                    name == "notifications.changed" || name.substr(0, 5) == "exec.";
  return runs ? kOfTheAgent : 1;
}

}  // namespace

void Events::event(oc::Request request, std::string_view params) {
  Session* session = world_.approved_caller(request);
  if (!session) return;
  // What is long takes its time to read, and counts before it is.
  if (!has_room(request, *session, params.size() / oc::kMuchText)) return;
  const oc::Json in = oc::parse(params);
  const std::string name(oc::text(in.get(), "event"));
  if (!has_room(request, *session, cost_of(name))) return;
  const oc::Json payload = payload_of(in.get());
  if (name == "node.presence.alive" && payload) {
    return alive(std::move(request), *session, payload.get());
  }
  request.reply(result_json(name, handle(*session, name, payload.get())));
}

bool Events::has_room(oc::Request& request, Session& session, std::uint64_t cost) const {
  const std::uint64_t wait = session.events.take(world_.host.now_ms(), cost);
  if (wait == 0) return true;
  fail(request, "UNAVAILABLE", "this node sends too many events; send fewer",
       R"({"code":"TOO_MANY_EVENTS"})", 1, static_cast<std::int64_t>(wait));
  return false;
}

Handled Events::handle(Session& session, const std::string& name, const cJSON* payload) {
  if (name == "node.host.stats") return host_stats(session, payload);
  if (name == "node.presence.activity") return activity(session, payload);
  if (name == "node.presence.alive") return {false, "invalid_payload"};
  if (name.starts_with("exec.")) return ran(session, name, payload);
  if (name == "chat.subscribe" || name == "chat.unsubscribe") {
    const bool wanted = name == "chat.subscribe";
    if (!chats_.set(session, oc::text(payload, "sessionKey"), wanted)) {
      return {false, "too_many_subscriptions"};
    }
  } else if (name == "agent.request") {
    ask_agent(session, payload);
  } else if (name == "voice.transcript") {
    heard(session, payload);
  } else if (name == "notifications.changed") {
    notification(session, payload);
  } else {
    return {false, "unsupported_event"};
  }
  return {};
}

Handled Events::host_stats(Session& session, const cJSON* payload) {
  if (!is_host_stats(payload)) return {false, "invalid_payload"};
  const oc::Json stats(cJSON_Duplicate(payload, cJSON_True));
  cJSON_AddNumberToObject(stats.get(), "updatedAtMs", static_cast<double>(world_.host.wall_ms()));
  session.host_stats = print(stats.get());
  keep_stats(session);
  const std::string event =
      oc::Object().add("nodeId", session.node_id).raw("hostStats", session.host_stats).take();
  world_.host.publish("node.hostStats", event, OC_EVENT_DROP_IF_SLOW);
  return {true, "updated"};
}

// A database on flash is not written each time.
void Events::keep_stats(Session& session) {
  constexpr std::uint64_t kEveryMs = 60'000;
  const std::uint64_t now = world_.host.now_ms();
  if (session.stats_kept_ms != 0 && now - session.stats_kept_ms < kEveryMs) return;
  session.stats_kept_ms = now;
  Record record = *world_.book.find(session.node_id);
  record.approved->host_stats = session.host_stats;
  world_.book.change(session.node_id, std::move(record), nullptr);
}

void Events::alive(oc::Request request, Session& session, const cJSON* payload) {
  constexpr std::uint64_t kEveryMs = 60'000;
  static const Names kReasons = {"background",           "silent_push", "bg_app_refresh",
                                 "significant_location", "manual",      "connect"};
  const std::string name = "node.presence.alive";
  const std::uint64_t now = world_.host.now_ms();
  if (session.alive_kept_ms != 0 && now - session.alive_kept_ms < kEveryMs) {
    return request.reply(result_json(name, {true, "throttled"}));
  }
  session.alive_kept_ms = now;
  const std::string trigger = lower(trimmed(oc::text(payload, "trigger")));
  Record record = *world_.book.find(session.node_id);
  record.seen_ms = world_.host.wall_ms();
  record.seen_reason = contains(kReasons, trigger) ? trigger : "background";
  const auto held = std::make_shared<oc::Request>(std::move(request));
  world_.book.change(session.node_id, std::move(record), [held, name](bool kept) {
    held->reply(result_json(name, {kept, kept ? "persisted" : "persist_failed"}));
  });
}

}  // namespace nodes
