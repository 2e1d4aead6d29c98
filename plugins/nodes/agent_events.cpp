// SPDX-License-Identifier: MIT
// What nodes ask the agent, and what the agent is told of them.
#include <cmath>
#include <openclaw/text.hpp>

#include "events.hpp"

namespace nodes {
namespace {

constexpr std::size_t kMostMessage = 20'000;
constexpr std::size_t kMostOutput = 180;
constexpr std::size_t kMostNotice = 120;

std::string own_session(const std::string& node_id) { return "node-" + node_id; }

void call(const oc::Host& host, const char* method, const std::string& params) {
  struct Call {
    oc::Host host;
    const char* method;
  };
  auto kept = std::make_unique<Call>(Call{host, method});
  const int err = host.raw()->call(
      host.self(), method, oc::str(params),
      [](void* arg, oc_str, const oc_error* error) {
        const std::unique_ptr<Call> one(static_cast<Call*>(arg));
        if (!error) return;
        one->host.log(OC_LOG_WARN, std::string("what a node told came to nothing: ") + one->method +
                                       ": " + std::string(oc::view(error->message)));
      },
      kept.get());
  if (err >= 0) static_cast<void>(kept.release());  // the call ends in its callback
}

}  // namespace

std::string one_line(std::string_view text, std::size_t most) {
  std::string out;
  for (const char c : text) {
    const bool space = c == ' ' || (c >= '\t' && c <= '\r');
    if (!space) out += c;
    if (space && !out.empty() && out.back() != ' ') out += ' ';
  }
  out = trimmed(out);
  if (out.size() <= most) return out;
  return std::string(oc::clip(out, most - 1)) + "…";
}

std::string run_text(const std::string& node_id, const std::string& event, const cJSON* payload) {
  const std::string run_id = trimmed(oc::text(payload, "runId"));
  const std::string who = "node=" + node_id + (run_id.empty() ? "" : " id=" + run_id);
  if (event == "exec.started") {
    const std::string command = trimmed(oc::text(payload, "command"));
    return "Exec started (" + who + ')' + (command.empty() ? "" : ": " + command);
  }
  if (event != "exec.finished") return {};
  const bool timed_out = oc::flag(payload, "timedOut", false);
  const cJSON* code = oc::get(payload, "exitCode");
  const bool is_code = cJSON_IsNumber(code) && std::isfinite(code->valuedouble);
  const std::string output = one_line(oc::text(payload, "output"), kMostOutput);
  // A command that said nothing and succeeded is no news.
  if (!timed_out && is_code && code->valuedouble == 0 && output.empty()) return {};
  const std::string end =
      timed_out ? "timeout" : "code " + (is_code ? print(code) : std::string("?"));
  return "Exec finished (" + who + ", " + end + ')' + (output.empty() ? "" : '\n' + output);
}

void Events::tell_agent(const std::string& text, std::string_view session_key) {
  oc::Object params;
  params.add("mode", "now").add("text", text).add_some("sessionKey", session_key);
  call(world_.host, "wake", params.take());
}

Handled Events::ran(Session& session, const std::string& name, const cJSON* payload) {
  if (name != "exec.started" && name != "exec.finished" && name != "exec.denied") {
    return {false, "unsupported_event"};
  }
  if (!payload) return {};
  const std::string said = trimmed(oc::text(payload, "sessionKey"));
  const std::string session_key = said.empty() ? own_session(session.node_id) : said;
  const std::string run_id = trimmed(oc::text(payload, "runId"));
  const bool last = name != "exec.started";
  const bool known = !run_id.empty() && tickets_.take(session.connection_id, run_id, session_key,
                                                      last, world_.host.now_ms());
  if (!known) return {false, "unmatched_exec_event"};
  if (!world_.notify_on_exit || oc::flag(payload, "suppressNotifyOnExit", false)) return {};
  const std::string text = run_text(session.node_id, name, payload);
  if (!text.empty()) tell_agent(text, session_key);
  return {};
}

void Events::notification(const Session& session, const cJSON* payload) {
  const std::string change = lower(trimmed(oc::text(payload, "change")));
  const std::string key = trimmed(oc::text(payload, "key"));
  if ((change != "posted" && change != "removed") || key.empty()) return;
  const std::string package = trimmed(oc::text(payload, "packageName"));
  std::string text = "Notification " + change + " (node=" + session.node_id + " key=" + key;
  if (!package.empty()) text += " package=" + package;
  text += ')';
  if (change == "posted") {
    const std::string title = one_line(oc::text(payload, "title"), kMostNotice);
    const std::string body = one_line(oc::text(payload, "text"), kMostNotice);
    const std::string between = title.empty() || body.empty() ? "" : " - ";
    if (!title.empty() || !body.empty()) text.append(": ").append(title + between + body);
  }
  tell_agent(text, trimmed(oc::text(payload, "sessionKey")));
}

void Events::ask_agent(const Session& session, const cJSON* payload) {
  const std::string message = trimmed(oc::text(payload, "message"));
  if (message.empty() || message.size() > kMostMessage) return;
  const std::string said = trimmed(oc::text(payload, "sessionKey"));
  const std::string key = trimmed(oc::text(payload, "key"));
  oc::Object params;
  params.add("message", message);
  params.add("sessionKey", said.empty() ? own_session(session.node_id) : said);
  params.add("deliver", false).add_some("thinking", oc::text(payload, "thinking"));
  const std::int64_t seconds = oc::integer(payload, "timeoutSeconds", -1);
  if (seconds >= 0) params.add("timeout", seconds);
  // One that a node sends again under its key runs once.
  params.add("idempotencyKey",
             key.empty() ? random_uuid() : own_session(session.node_id) + '-' + key);
  call(world_.host, "agent", params.take());
}

void Events::heard(Session& session, const cJSON* payload) {
  constexpr std::uint64_t kSameMs = 1500;
  const std::string text = trimmed(oc::text(payload, "text"));
  if (text.empty() || text.size() > kMostMessage) return;
  const std::string said = trimmed(oc::text(payload, "sessionKey"));
  const std::string event_id = trimmed(oc::text(payload, "eventId"));
  const std::string print_of_it = said + '\n' + (event_id.empty() ? text : event_id);
  const std::uint64_t now = world_.host.now_ms();
  const bool again = session.voice == print_of_it && now - session.voice_ms <= kSameMs;
  session.voice = print_of_it;
  session.voice_ms = now;
  if (again) return;
  oc::Object params;
  params.add("message", text).add("sessionKey", said.empty() ? std::string("main") : said);
  params.add("thinking", "low").add("deliver", false).add("idempotencyKey", random_uuid());
  call(world_.host, "agent", params.take());
}

}  // namespace nodes
