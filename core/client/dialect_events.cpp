// SPDX-License-Identifier: MIT
// Events of the protocol as events of the simple dialect.
#include <initializer_list>

#include "core/client/dialect.hpp"
#include "core/json/json.hpp"
#include "core/json/members.hpp"

namespace openclaw {
namespace {

// One event on its way out: {"event":name,"data":{...}}.
class Data {
 public:
  explicit Data(std::string_view name)
      : out_(R"({"event":)" + json_quoted(name) + R"(,"data":{)") {}

  Data& raw(std::string_view raw_key, std::string_view json) {
    if (json.empty()) return *this;
    if (any_) out_ += ',';
    any_ = true;
    out_.append(raw_key).append(":").append(json);
    return *this;
  }
  Data& add(std::string_view name, std::string_view text) {
    return raw(json_quoted(name), json_quoted(text));
  }
  // The members of `from` that have these names.
  Data& copy(const JsonMembers& from, std::initializer_list<std::string_view> names) {
    for (const std::string_view name : names) raw(json_quoted(name), from.get(name));
    return *this;
  }
  std::string take() {
    out_ += "}}";
    return std::move(out_);
  }

 private:
  std::string out_;
  bool any_ = false;
};

// What tells of which session and run an event is.
std::string with_origin(Data& data, const JsonMembers& payload) {
  return data.copy(payload, {"runId", "agentId"}).take();
}

// `sessionKey` as a client names it; `key` as sessions.list does.
Data begin(std::string_view name, const JsonMembers& payload) {
  Data data(name);
  const std::string key = payload.text("sessionKey");
  if (!key.empty()) data.add("sessionKey", short_session_key(key)).add("key", key);
  return data;
}

std::string written(std::string_view name, const JsonMembers& payload, const JsonMembers& data) {
  Data out = begin(name, payload);
  out.copy(data, {"text", "delta", "replace"});
  return with_origin(out, payload);
}

std::string tool(const JsonMembers& payload, const JsonMembers& data) {
  const std::string phase = data.text("phase");
  if (phase == "start") {
    Data out = begin("agent.tool.start", payload);
    out.copy(data, {"toolCallId", "name", "args"});
    return with_origin(out, payload);
  }
  if (phase != "result") return {};
  Data out = begin("agent.tool.result", payload);
  out.copy(data, {"toolCallId", "name", "isError", "result"});
  return with_origin(out, payload);
}

// An aborted run ends at once, and tells of an error once it has settled: that is no second end.
std::string lifecycle(const JsonMembers& payload, const JsonMembers& data) {
  const std::string phase = data.text("phase");
  const bool aborted = data.get("aborted") == "true";
  if (phase != "end" && (phase != "error" || aborted)) return {};
  Data out = begin("agent.done", payload);
  out.add("status", aborted ? "aborted" : phase == "end" ? "ok" : "error");
  const JsonMembers reply(data.get("terminalReply"));
  out.copy(reply, {"text"}).copy(data, {"stopReason", "error"});
  return with_origin(out, payload);
}

std::string agent(const JsonMembers& payload) {
  const JsonMembers data(payload.get("data"));
  const std::string stream = payload.text("stream");
  if (stream == "assistant") return written("agent.text", payload, data);
  if (stream == "thinking") return written("agent.thinking", payload, data);
  if (stream == "tool") return tool(payload, data);
  if (stream == "lifecycle") return lifecycle(payload, data);
  if (stream != "compaction" || data.text("phase") != "end") return {};
  Data pruned = begin("session.pruned", payload);
  return with_origin(pruned, payload);
}

// All of the payload, with the session's key in both forms.
std::string whole(std::string_view name, const JsonMembers& payload) {
  Data out = begin(name, payload);
  const bool keyed = !payload.text("sessionKey").empty();
  for (const JsonMembers::Member& member : payload.all()) {
    std::string scratch;
    const std::string_view key = text_of(member.raw_key, scratch);
    const bool told = keyed && (key == "sessionKey" || key == "key");
    if (!told) out.raw(member.raw_key, member.value);
  }
  return out.take();
}

std::string_view session_event(std::string_view reason) {
  if (reason == "create") return "session.created";
  return reason == "compact" ? "session.pruned" : "session.updated";
}

}  // namespace

std::string simple_event(std::string_view name, std::string_view payload) {
  constexpr std::string_view kNames[] = {"agent", "presence", "session.typing", "session.message",
                                         "sessions.changed"};
  bool known = false;
  for (const std::string_view one : kNames) known = known || one == name;
  if (!known) return {};
  const JsonMembers members(payload);
  if (!members.is_object()) return {};
  if (name == "agent") return agent(members);
  if (name == "presence") return whole("presence", members);
  if (name == "session.typing") return whole("typing", members);
  if (name == "sessions.changed") return whole(session_event(members.text("reason")), members);
  const JsonMembers message(members.get("message"));
  return message.text("role") == "user" ? whole("message", members) : std::string();
}

}  // namespace openclaw
