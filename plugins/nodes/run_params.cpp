// SPDX-License-Identifier: MIT
#include "run_params.hpp"

#include <algorithm>
#include <array>

#include "policy.hpp"

namespace nodes {
namespace {

constexpr std::array<const char*, 11> kRunMembers = {
    "command",    "rawCommand", "systemRunPlan",        "cwd",
    "env",        "timeoutMs",  "needsScreenRecording", "agentId",
    "sessionKey", "runId",      "suppressNotifyOnExit"};
constexpr std::array<const char*, 3> kApproval = {"approved", "approvalDecision", "approvalSource"};
constexpr double kLongestTimer = 2147483647;

void refuse(Ask& ask, const char* code, const char* message) {
  ask.refusal = message;
  ask.refusal_details = oc::Object().add("code", code).take();
}

// Who may write must not say that a run has been approved: an approval would be theirs to forge.
bool claims_approval(const cJSON* params) {
  const std::string_view decision = oc::text(params, "approvalDecision");
  const cJSON* source = oc::get(params, "approvalSource");
  return oc::flag(params, "approved", false) || decision == "allow-once" ||
         decision == "allow-always" || (source && !cJSON_IsNull(source));
}

// Whole milliseconds; null for no limit; nothing for what is no number.
std::optional<std::string> timeout_json(const cJSON* params) {
  const cJSON* item = oc::get(params, "timeoutMs");
  if (!cJSON_IsNumber(item)) return std::nullopt;
  if (item->valuedouble < 1) return "null";
  return std::to_string(static_cast<std::int64_t>(std::min(item->valuedouble, kLongestTimer)));
}

// A run of which its sender says that it is approved; whether it is, the verdict tells.
void read_approved(const cJSON* params, Ask& ask) {
  ask.approval_id = trimmed(oc::text(params, "runId"));
  if (ask.approval_id.empty()) {
    return refuse(ask, "MISSING_RUN_ID", "approval override requires params.runId");
  }
  RunTicket run;
  run.run_id = ask.approval_id;
  run.session_key = trimmed(oc::text(params, "sessionKey"));
  const std::optional<std::string> timeout = timeout_json(params);
  if (timeout && *timeout != "null") run.timeout_ms = std::stoll(*timeout);
  oc::Object beside;
  for (const char* key : {"env", "needsScreenRecording", "suppressNotifyOnExit"}) {
    const cJSON* item = oc::get(params, key);
    if (item) beside.raw(key, print(item));
  }
  if (timeout) beside.raw("timeoutMs", *timeout);
  ask.beside_json = beside.take();
  if (const cJSON* env = oc::get(params, "env")) ask.env_json = print(env);
  ask.run = std::move(run);
}

void read_run(const cJSON* params, bool trusted, Ask& ask) {
  if (!trusted && claims_approval(params)) return read_approved(params, ask);
  if (oc::get(params, "rawCommand") && !oc::get(params, "command")) {
    return refuse(ask, "MISSING_COMMAND", "rawCommand requires params.command");
  }
  RunTicket run;
  run.run_id = trimmed(oc::text(params, "runId"));
  run.session_key = trimmed(oc::text(params, "sessionKey"));
  if (run.run_id.empty()) run.run_id = random_uuid();
  const std::optional<std::string> timeout = timeout_json(params);
  if (timeout && *timeout != "null") run.timeout_ms = std::stoll(*timeout);
  oc::Object out;
  const auto copy = [&out, params](const char* key) {
    const cJSON* item = oc::get(params, key);
    if (item) out.raw(key, print(item));
  };
  for (const std::string_view key : kRunMembers) {
    if (key != "runId" && key != "timeoutMs") copy(key.data());
  }
  if (trusted) std::for_each(kApproval.begin(), kApproval.end(), copy);
  out.add("runId", run.run_id);
  if (timeout) out.raw("timeoutMs", *timeout);
  ask.params_json = out.take();
  ask.run = std::move(run);
}

bool is_profile_change(const cJSON* params) {
  std::string path = trimmed(oc::text(params, "path"));
  std::string method = lower(trimmed(oc::text(params, "method")));
  if (!path.empty() && path.front() != '/') path.insert(0, "/");
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  constexpr std::string_view kProfiles = "/profiles/";
  if (method == "post") {
    return path == "/profiles/create" || path == "/profiles/import" || path == "/reset-profile";
  }
  return method == "delete" && path.starts_with(kProfiles) &&
         path.find('/', kProfiles.size()) == std::string::npos;
}

// What is not to be had in this way at all.
void refuse_command(Ask& ask, const cJSON* params, bool trusted) {
  const std::string& name = ask.command;
  const auto say = [&ask, &name](const std::string& message) {
    ask.refusal = message;
    ask.refusal_details = oc::Object().add("command", name).take();
  };
  if (is_private(name)) return say("node.invoke does not allow private node controls");
  if (trusted) return;
  if (name == "system.execApprovals.get" || name == "system.execApprovals.set") {
    return say("node.invoke does not allow system.execApprovals.*; use exec.approvals.node.*");
  }
  if (name == "agent.cli.claude.run.v1") {
    return say("node.invoke does not allow Claude agent runs; use sessions.catalog.continue");
  }
  if (name.starts_with("browser.proxy") && is_profile_change(params)) {
    say("node.invoke cannot mutate persistent browser profiles via " + name);
  }
}

}  // namespace

Ask read_ask(std::string_view text, bool trusted) {
  const oc::Json root = oc::parse(text);
  const cJSON* in = root.get();
  const cJSON* params = oc::get(in, "params");
  Ask ask;
  ask.node_id = trimmed(oc::text(in, "nodeId"));
  ask.command = trimmed(oc::text(in, "command"));
  ask.key = oc::text(in, "idempotencyKey");
  ask.session_key = trimmed(oc::text(in, "sessionKey"));
  ask.timeout_ms = oc::integer(in, "timeoutMs", -1);
  refuse_command(ask, params, trusted);
  if (!ask.refusal.empty()) return ask;
  if (ask.command == "system.run" && cJSON_IsObject(params)) {
    read_run(params, trusted, ask);
  } else if (params) {
    ask.params_json = print(params);
  }
  return ask;
}

void fill_approved(Ask& ask, std::string_view plan_json, std::string_view decision) {
  const oc::Json plan = oc::parse(plan_json);
  oc::Object out;
  const auto copy = [&](const char* from, const char* to) {
    const cJSON* item = oc::get(plan.get(), from);
    if (item && !cJSON_IsNull(item)) out.raw(to, print(item));
  };
  copy("argv", "command");
  copy("commandText", "rawCommand");
  out.raw("systemRunPlan", plan_json);
  for (const char* key : {"cwd", "agentId", "sessionKey"}) copy(key, key);
  const oc::Json beside = oc::parse(ask.beside_json);
  const cJSON* item = nullptr;
  cJSON_ArrayForEach(item, beside.get()) out.raw(item->string, print(item));
  out.add("approved", true).add("approvalDecision", decision).add("runId", ask.approval_id);
  ask.params_json = out.take();
  ask.run->session_key = trimmed(oc::text(plan.get(), "sessionKey"));
}

// Parameters may have megabytes: they are read as a whole only when one of the names, or an escape
// that could hide it, is there.
bool needs_admin(std::string_view params) {
  constexpr std::array<std::string_view, 4> kSigns = {"browser.proxy", "fs.listDir",
                                                      "terminal.upload", "\\u"};
  const bool is_clear = std::none_of(kSigns.begin(), kSigns.end(), [params](auto sign) {
    return params.find(sign) != std::string_view::npos;
  });
  if (is_clear) return false;
  const oc::Json root = oc::parse(params);
  return is_admin_only(trimmed(oc::text(root.get(), "command")));
}

}  // namespace nodes
