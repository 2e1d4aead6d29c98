// SPDX-License-Identifier: MIT
#include "invokes.hpp"

#include <openclaw/iface/draft/exec-approvals.h>

#include <algorithm>
#include <array>
#include <memory>
#include <openclaw/text.hpp>
#include <utility>

namespace nodes {
namespace {

constexpr std::int64_t kLongestTimeoutMs = 2'147'483'647;
// Before a node that has just come up is asked again.
constexpr std::array<std::uint64_t, 3> kRetryMs = {100, 300, 1000};
// Sent again, or kept for later: more than this is not kept.
constexpr std::size_t kMostKeptParams = 16 * 1024;

std::string request_json(const std::string& id, const Ask& ask, std::int64_t timeout_ms) {
  oc::Object out;
  out.reserve(ask.params_json.size() + 512);
  out.add("id", id).add("nodeId", ask.node_id).add("command", ask.command);
  if (ask.params_json.empty()) {
    out.raw("paramsJSON", "null");
  } else {
    out.add("paramsJSON", ask.params_json);
  }
  out.add("timeoutMs", timeout_ms).add("idempotencyKey", ask.key);
  return out.add_some("sessionKey", ask.session_key).take();
}

std::string error_details(std::string_view node_error, bool dispatched) {
  oc::Object out;
  out.raw("nodeError", node_error.empty() ? "null" : node_error);
  return out.add("nodeCommandDispatched", dispatched).take();
}

std::string own_error(const char* code, std::string_view message) {
  return oc::Object().add("code", code).add("message", message).take();
}

}  // namespace

void Invokes::invoke(oc::Request request, std::string_view params) {
  const bool trusted = request.caller().connection_id.n == 0;
  const auto held = std::make_shared<oc::Request>(std::move(request));
  if (params.size() <= oc::kMuchText) return begin(held, read_ask(params, trusted));
  const auto ask = std::make_shared<Ask>();
  const int err = world_.host.work(
      [ask, trusted, text = std::string(params)] { *ask = read_ask(text, trusted); },
      [this, held, ask] { begin(held, std::move(*ask)); });
  if (err < 0) held->fail("UNAVAILABLE", "the gateway is stopping");
}

void Invokes::begin(const Held& request, Ask ask) {
  if (ask.node_id.empty() || ask.command.empty()) {
    return request->fail("INVALID_REQUEST", "nodeId and command required");
  }
  if (!ask.refusal.empty()) {
    return fail(*request, "INVALID_REQUEST", ask.refusal, ask.refusal_details);
  }
  const Record* record = world_.book.find(ask.node_id);
  if (!record || !record->approved) return fail_pairing_changed(*request);
  const Session* session = world_.registry.of_node(ask.node_id);
  if (!session) {
    // Nothing here can wake a node that sleeps.
    return fail(*request, "UNAVAILABLE", "node not connected",
                R"({"code":"NOT_CONNECTED","nodeError":{"code":"NOT_CONNECTED",)"
                R"("message":"node not connected"},"nodeCommandDispatched":false})");
  }
  const auto refusal =
      world_.policy.refuse(session->face, session->usable, session->declared, ask.command);
  if (!refusal.reason.empty()) {
    const std::string details =
        oc::Object().add("reason", refusal.reason).add("command", ask.command).take();
    return fail(*request, "INVALID_REQUEST", refusal.message, details);
  }
  if (!has_room(*request, *session)) return;
  if (!ask.approval_id.empty() && !use_approval(*request, ask)) return;
  const std::int64_t wanted = ask.timeout_ms < 0 ? kDefaultTimeoutMs : ask.timeout_ms;
  const std::int64_t timeout = std::min(wanted, kLongestTimeoutMs);
  const std::uint64_t serial = ++last_;
  Invoke& one = all_[serial];
  one.connection_id = session->connection_id;
  one.ask = std::move(ask);
  one.request = request;
  start(serial, timeout);
}

// Behind all that may refuse it: a verdict is good for one run.
bool Invokes::use_approval(oc::Request& request, Ask& ask) const {
  const oc_iface approvals = world_.host.find(OC_EXEC_APPROVALS);
  oc_approved_run run{};
  run.size = sizeof run;
  run.approval_id = oc::str(ask.approval_id);
  run.node_id = oc::str(ask.node_id);
  run.caller = &request.caller();
  run.env_json = oc::str(ask.env_json);
  oc_run_leave leave{};
  leave.size = sizeof leave;
  leave.code = "APPROVALS_UNAVAILABLE";
  leave.message = oc::str("exec approvals unavailable");
  const auto* ops = static_cast<const oc_exec_approvals*>(approvals.ops);
  if (!ops || ops->use(approvals.state, &run, &leave) < 0) {
    fail(request, "INVALID_REQUEST", std::string(oc::view(leave.message)),
         oc::Object().add("code", leave.code).add("runId", ask.approval_id).take());
    return false;
  }
  fill_approved(ask, oc::view(leave.plan_json), oc::view(leave.decision));
  return true;
}

void Invokes::start(std::uint64_t serial, std::int64_t timeout_ms) {
  Invoke& one = all_[serial];
  one.timeout_ms = timeout_ms;
  if (timeout_ms > 0) {
    const auto length = static_cast<std::uint64_t>(timeout_ms);
    one.ends_ms = world_.host.now_ms() + length;
    one.deadline = world_.host.after(length, [this, serial] {
      const Place place = all_.find(serial);
      if (place != all_.end()) end(place, "TIMEOUT", "node invoke timed out", true);
    });
  }
  one.request->on_gone([this, serial] {
    const Place place = all_.find(serial);
    if (place == all_.end()) return;
    tell_cancel(place->second);
    const Invoke gone = std::move(place->second);
    all_.erase(place);
  });
  send(all_.find(serial));
}

std::vector<std::uint64_t> Invokes::of(const std::string& connection_id) const {
  std::vector<std::uint64_t> out;
  for (const auto& [serial, one] : all_) {
    if (one.connection_id == connection_id) out.push_back(serial);
  }
  return out;
}

bool Invokes::has_room(oc::Request& request, const Session& session) {
  const bool is_full = of(session.connection_id).size() >= kMostOfNode;
  if (!is_full && all_.size() < kMost) return true;
  const std::string who = is_full ? "this node has" : "all nodes together have";
  fail(request, "UNAVAILABLE", who + " too many commands under way; wait for one to end",
       R"({"code":"TOO_MANY_INVOKES","nodeCommandDispatched":false})", 1);
  return false;
}

void Invokes::send(Place place) {
  Invoke& one = place->second;
  one.id = random_uuid();
  ++one.attempts;
  std::int64_t left = one.timeout_ms;
  if (one.attempts > 1 && one.ends_ms != 0) {
    const std::uint64_t now = world_.host.now_ms();
    left = one.ends_ms > now ? static_cast<std::int64_t>(one.ends_ms - now) : 1;
  }
  const std::string payload = request_json(one.id, one.ask, left);
  if (one.ask.params_json.size() > kMostKeptParams) one.attempts = kRetryMs.size() + 1;
  if (one.ask.run) tickets_.add(one.connection_id, *one.ask.run, world_.host.now_ms());
  if (world_.host.publish_to(one.connection_id, "node.invoke.request", payload) > 0) return;
  end(place, "UNAVAILABLE", "failed to send invoke to node", false);
}

Invokes::Place Invokes::find(std::string_view id) {
  return std::find_if(all_.begin(), all_.end(),
                      [id](const auto& one) { return !id.empty() && one.second.id == id; });
}

void Invokes::result(oc::Request request, std::string_view params) {
  if (params.size() <= oc::kMuchText) return settle(request, read_outcome(params));
  const auto held = std::make_shared<oc::Request>(std::move(request));
  const auto outcome = std::make_shared<Outcome>();
  const int err =
      world_.host.work([outcome, text = std::string(params)] { *outcome = read_outcome(text); },
                       [this, held, outcome] { settle(*held, *outcome); });
  if (err < 0) held->fail("UNAVAILABLE", "the gateway is stopping");
}

// What comes late, twice, or for the call of another node changes nothing.
void Invokes::settle(oc::Request& request, const Outcome& outcome) {
  const oc_caller& caller = request.caller();
  if (oc::view(caller.device_id) != outcome.node_id) {
    return request.fail("INVALID_REQUEST", "nodeId mismatch");
  }
  const Place place = find(outcome.id);
  if (place == all_.end() || oc::view(caller.connection_id) != place->second.connection_id) {
    return request.reply(R"({"ok":true,"ignored":true})");
  }
  request.reply(R"({"ok":true})");
  if (try_again(place, outcome)) return;
  Invoke done = std::move(place->second);
  all_.erase(place);
  answer(done, outcome);
}

bool Invokes::try_again(Place place, const Outcome& outcome) {
  Invoke& one = place->second;
  if (outcome.ok || outcome.error_code != "NODE_NOT_READY" || one.progressed) return false;
  if (one.attempts > kRetryMs.size()) return false;
  one.id.clear();  // no answer is awaited meanwhile
  one.retry = world_.host.after(kRetryMs[one.attempts - 1], [this, serial = place->first] {
    const Place again = all_.find(serial);
    if (again != all_.end()) send(again);
  });
  return true;
}

void Invokes::answer(Invoke& invoke, const Outcome& outcome) {
  if (!outcome.ok && invoke.ask.run) tickets_.drop(invoke.connection_id, invoke.ask.run->run_id);
  if (outcome.ok) {
    oc::Object out;
    out.reserve(outcome.payload.size() + outcome.payload_text.size() + 512);
    out.add("ok", true).add("nodeId", invoke.ask.node_id).add("command", invoke.ask.command);
    if (!outcome.payload.empty()) out.raw("payload", outcome.payload);
    out.raw("payloadJSON", outcome.payload_text.empty() ? "null" : outcome.payload_text);
    return invoke.request->reply(out.take());
  }
  if (wait_for_front(invoke, outcome)) return;
  const std::string& said = outcome.error_message;
  const std::string message = said.empty() ? "node invoke failed" : said;
  fail(*invoke.request, "UNAVAILABLE",
       outcome.error_code.empty() ? message : outcome.error_code + ": " + message,
       error_details(outcome.error, true));
}

// An app of iOS that is not in front can do less; what it refuses for that waits for it.
bool Invokes::wait_for_front(Invoke& invoke, const Outcome& outcome) {
  const Session* session = world_.registry.of_node(invoke.ask.node_id);
  const std::string_view command = invoke.ask.command;
  const bool waits = command.starts_with("canvas.") || command.starts_with("camera.") ||
                     command.starts_with("screen.") || command.starts_with("talk.");
  const bool behind = outcome.error_code == "NODE_BACKGROUND_UNAVAILABLE" ||
                      outcome.error_message.find("BACKGROUND_UNAVAILABLE") != std::string::npos;
  if (!session || !waits || !behind || platform_id(session->face) != "ios") return false;
  if (invoke.ask.params_json.size() > kMostKeptParams) return false;
  queue_.wait_for_front(invoke.request, invoke.ask, outcome.error);
  return true;
}

void Invokes::end(Place place, const char* code, const std::string& message, bool cancel) {
  if (cancel) tell_cancel(place->second);
  Invoke done = std::move(place->second);
  all_.erase(place);
  if (done.ask.run && !cancel) tickets_.drop(done.connection_id, done.ask.run->run_id);
  fail(*done.request, "UNAVAILABLE", std::string(code) + ": " + message,
       error_details(own_error(code, message), true));
}

void Invokes::tell_cancel(const Invoke& invoke) {
  if (invoke.id.empty()) return;
  const std::string payload =
      oc::Object().add("invokeId", invoke.id).add("nodeId", invoke.ask.node_id).take();
  world_.host.publish_to(invoke.connection_id, "node.invoke.cancel", payload);
}

void Invokes::progress(oc::Request request, std::string_view params) {
  constexpr std::size_t kMostChunk = 16384;
  const oc::Json in = oc::parse(params);
  if (oc::view(request.caller().device_id) != oc::text(in.get(), "nodeId")) {
    return request.fail("INVALID_REQUEST", "nodeId mismatch");
  }
  if (oc::text(in.get(), "chunk").size() > kMostChunk) {
    return request.fail("INVALID_REQUEST", "progress chunk too large");
  }
  const Place place = find(oc::text(in.get(), "invokeId"));
  const bool known = place != all_.end() &&
                     oc::view(request.caller().connection_id) == place->second.connection_id;
  if (known) place->second.progressed = true;
  // Nobody who asks for a command reads its output as it comes.
  request.reply(R"({"ok":true,"ignored":true})");
}

void Invokes::left(const std::string& connection_id) {
  for (const std::uint64_t serial : of(connection_id)) {
    const Place one = all_.find(serial);
    if (one == all_.end()) continue;
    const std::string command = one->second.ask.command;
    if (command == "mcp.tools.call.v1") {
      end(one, "MCP_SERVER_UNAVAILABLE", "node host disconnected during MCP tool call", false);
    } else {
      end(one, "DISCONNECTED", "node disconnected (" + command + ")", false);
    }
  }
  tickets_.left(connection_id);
}

void Invokes::narrowed(const Session& session) {
  const Names usable = session.usable.commands;
  for (const std::uint64_t serial : of(session.connection_id)) {
    const Place one = all_.find(serial);
    if (one == all_.end() || contains(usable, one->second.ask.command)) continue;
    end(one, "POLICY_CHANGED", "node command is no longer allowed", true);
  }
}

}  // namespace nodes
