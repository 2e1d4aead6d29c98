// SPDX-License-Identifier: MIT
// `openclaw nodes run`: has a node prepare a command, asks for approval where the policy wants it,
// and executes it there.
#include <algorithm>
#include <cstdio>

#include "cli/display.hpp"
#include "cli/nodes/nodes.hpp"
#include "cli/nodes/run_policy.hpp"
#include "core/ids.hpp"

namespace openclaw::cli {
namespace {

constexpr std::int64_t kRunTimeoutMs = 35'000;
constexpr std::int64_t kRunInvokeMs = 30'000;
constexpr std::int64_t kApprovalMs = 120'000;
constexpr std::size_t kMostWords = 4'096;

// What is to be executed, as the command line has it.
struct Wanted {
  std::string node;
  std::string agent;
  std::vector<std::string> words;
  std::string raw;
  std::string env;  // JSON object, or empty
  std::int64_t command_ms = 0;
  RunPolicy policy;
};

// What somebody decided.
struct Approval {
  std::string id;
  std::string decision;  // empty: nobody was asked, or nobody had to be
};

Result<std::string> read_env(const Arguments& arguments) {
  const std::vector<std::string> pairs = arguments.all("env");
  if (pairs.empty()) return std::string();
  JsonTree env(cJSON_CreateObject());
  for (const std::string& pair : pairs) {
    const std::size_t sign = pair.find('=');
    if (sign == 0 || sign == std::string::npos) {
      return invalid_request("Invalid --env. Use NAME=value, for example --env LANG=C.");
    }
    const std::string name = pair.substr(0, sign);
    cJSON_DeleteItemFromObjectCaseSensitive(env.get(), name.c_str());
    cJSON_AddStringToObject(env.get(), name.c_str(), pair.c_str() + sign + 1);
  }
  return print_json(env.get());
}

Result<Wanted> read_wanted(const Arguments& arguments, const Config& config) {
  Wanted wanted;
  wanted.words = arguments.words();
  wanted.raw = arguments.value("raw").value_or("");
  if (wanted.raw.find_first_not_of(" \t\r\n") == std::string::npos) wanted.raw.clear();
  if (wanted.raw.empty() == wanted.words.empty()) {
    return invalid_request(wanted.raw.empty()
                               ? "what is to be executed? Give a command, or --raw \"<command>\""
                               : "use --raw or a command with its words, not both");
  }
  wanted.agent = run_agent(arguments, config);
  wanted.node = arguments.value("node").value_or(exec_setting(config, wanted.agent, "node"));
  if (wanted.node.empty()) {
    return invalid_request(
        "--node is needed, or tools.exec.node in the configuration; see: "
        "openclaw nodes status");
  }
  const auto command_ms = arguments.number("command-timeout", 0, 1, 24LL * 60 * 60 * 1000);
  if (!command_ms) return command_ms.error();
  wanted.command_ms = *command_ms;
  auto env = read_env(arguments);
  if (!env) return env.error();
  wanted.env = std::move(*env);
  auto policy = wanted_policy(arguments, config, wanted.agent);
  if (!policy) return policy.error();
  wanted.policy = std::move(*policy);
  return wanted;
}

// The words for a shell of the node's own.
std::vector<std::string> shell_words(const std::string& raw, std::string_view platform) {
  const bool windows = platform.size() >= 3 && (platform[0] | 0x20) == 'w' &&
                       (platform[1] | 0x20) == 'i' && (platform[2] | 0x20) == 'n';
  if (windows) return {"cmd.exe", "/d", "/s", "/c", raw};
  return {"/bin/sh", "-lc", raw};
}

std::string words_json(const KnownNode& node, const Wanted& wanted) {
  JsonWriter w;
  w.array();
  for (const std::string& word :
       wanted.raw.empty() ? wanted.words : shell_words(wanted.raw, node.platform)) {
    w.value(word);
  }
  return w.end().take();
}

// The plan of the node: argv, commandText and what else it wants to be held to.
Result<JsonTree> prepare(Asker& asker, const KnownNode& node, const Wanted& wanted,
                         const Arguments& arguments) {
  JsonWriter w;
  w.object().key("command").raw(words_json(node, wanted));
  if (!wanted.raw.empty()) w.key("rawCommand").value(wanted.raw);
  if (const auto cwd = arguments.value("cwd")) w.key("cwd").value(*cwd);
  w.key("agentId").value(wanted.agent).end();
  const auto answer =
      invoke(asker, node, {"system.run.prepare", w.take(), "prepare-" + random_uuid(), {}});
  if (!answer) return answer.error();
  const JsonTree payload = payload_of(answer->get());
  const cJSON* plan = json_get(payload.get(), "plan");
  if (!cJSON_IsArray(json_get(plan, "argv"))) {
    return unavailable("the node's answer to system.run.prepare has no plan");
  }
  JsonTree copy(cJSON_Duplicate(plan, 1));
  if (!json_get(plan, "commandText")) {
    cJSON_AddStringToObject(copy.get(), "commandText",
                            std::string(json_string(plan, "rawCommand")).c_str());
  }
  return copy;
}

// What stands in for the plan of a node that makes none, of a script for example.
JsonTree unprepared(const KnownNode& node, const Wanted& wanted, const Arguments& arguments) {
  JsonWriter w;
  w.object().key("argv").raw(words_json(node, wanted)).key("commandText").value(wanted.raw);
  w.key("cwd").value(arguments.value("cwd").value_or("")).end();
  auto plan = parse_json(w.str());
  return plan ? std::move(*plan) : nullptr;
}

Result<RunPolicy> ask_policy(Asker& asker, const KnownNode& node, const Wanted& wanted) {
  JsonWriter w;
  w.object().key("nodeId").value(node.id);
  const auto answer = asker.ask_tree("exec.approvals.node.get", w.end().str());
  if (!answer) return explained(answer.error(), node);
  const cJSON* document = json_get(answer->get(), "file");
  if (!document) return unavailable("the node tells no exec approvals");
  return policy_of_node(wanted.policy, document, wanted.agent);
}

std::string approval_params(const KnownNode& node, const Wanted& wanted, const RunPolicy& policy,
                            const cJSON* plan, const std::string& id) {
  JsonWriter w;
  w.object().key("id").value(id).key("systemRunPlan").raw(print_json(plan));
  const std::string_view cwd = json_string(plan, "cwd");
  if (!cwd.empty()) w.key("cwd").value(cwd);
  w.key("nodeId").value(node.id).key("host").value("node");
  w.key("security").value(policy.security).key("ask").value(policy.ask);
  w.key("agentId").value(json_string(plan, "agentId", wanted.agent));
  const std::string_view session = json_string(plan, "sessionKey");
  if (!session.empty()) w.key("sessionKey").value(session);
  w.key("timeoutMs").value(kApprovalMs).key("twoPhase").value(true).end();
  return w.take();
}

Result<Approval> ask_approval(Asker& asker, const KnownNode& node, const Wanted& wanted,
                              const RunPolicy& policy, const cJSON* plan) {
  if (policy.ask == "off") return Approval{};
  Approval approval{random_uuid(), ""};
  std::fprintf(stderr, "Asking for approval (%s), for two minutes at most ...\n",
               approval.id.c_str());
  const auto answer = asker.ask_final("exec.approval.request",
                                      approval_params(node, wanted, policy, plan, approval.id));
  if (!answer) return answer.error();
  approval.decision = std::string(json_string(answer->get(), "decision"));
  if (approval.decision == "deny") return invalid_request("exec denied: somebody said no");
  if (!approval.decision.empty()) return approval;
  if (policy.fallback == "full") {
    approval.decision = "allow-once";
  } else if (policy.fallback != "allowlist") {
    return invalid_request(
        "exec denied: it needs approval, and nobody gave it.\n"
        "The gateway asks those who are connected and may approve, such as an app or the\n"
        "control page.");
  }
  return approval;
}

std::string run_params(const Arguments& arguments, const Wanted& wanted, const cJSON* plan,
                       bool prepared, const Approval& approval) {
  JsonWriter w;
  w.object().key("command").raw(print_json(json_get(plan, "argv")));
  const std::string_view text = json_string(plan, "commandText");
  if (!text.empty()) w.key("rawCommand").value(text);
  if (prepared) w.key("systemRunPlan").raw(print_json(plan));
  const std::string_view cwd = json_string(plan, "cwd");
  if (!cwd.empty()) w.key("cwd").value(cwd);
  if (!wanted.env.empty()) w.key("env").raw(wanted.env);
  if (wanted.command_ms > 0) w.key("timeoutMs").value(wanted.command_ms);
  w.key("needsScreenRecording").value(arguments.has("needs-screen-recording"));
  w.key("agentId").value(json_string(plan, "agentId", wanted.agent));
  const std::string_view session = json_string(plan, "sessionKey");
  if (!session.empty()) w.key("sessionKey").value(session);
  w.key("approved").value(!approval.decision.empty());
  if (!approval.decision.empty()) {
    w.key("approvalDecision").value(approval.decision).key("runId").value(approval.id);
  }
  return w.end().take();
}

Result<JsonTree> execute(const Arguments& arguments) {
  const auto config = load_config();
  if (!config) return config.error();
  const auto wanted = read_wanted(arguments, *config);
  if (!wanted) return wanted.error();
  auto patience = read_patience(arguments, kRunTimeoutMs, kRunInvokeMs);
  if (!patience) return patience.error();
  if (wanted->policy.ask != "off") {
    const auto long_enough = std::chrono::milliseconds(kApprovalMs + 10'000);
    patience->deadline = std::max(patience->deadline, Clock::now() + long_enough);
  }
  auto asker =
      Asker::open(arguments, {scope::kRead, scope::kWrite, scope::kApprovals, scope::kAdmin},
                  patience->deadline);
  if (!asker) return asker.error();
  const auto node = find_node(*asker, wanted->node);
  if (!node) return node.error();
  const auto policy = ask_policy(*asker, *node, *wanted);
  if (!policy) return policy.error();
  if (policy->security == "deny") {
    return invalid_request("exec denied: security is deny, here or on the node");
  }
  auto plan = prepare(*asker, *node, *wanted, arguments);
  // A plan is what an approval holds on to: where none is needed, it goes without.
  const bool prepared = plan.ok();
  if (!prepared && (policy->ask != "off" || policy->security != "full")) return plan.error();
  if (!prepared) plan = unprepared(*node, *wanted, arguments);
  const auto approval = ask_approval(*asker, *node, *wanted, *policy, plan->get());
  if (!approval) return approval.error();
  return invoke(*asker, *node,
                {"system.run", run_params(arguments, *wanted, plan->get(), prepared, *approval), "",
                 patience->invoke_ms});
}

// A program that ended says how; the status of a shell for it, from 0 to 255.
int run_run(const Arguments& arguments) {
  const auto answer = execute(arguments);
  if (!answer) return nodes_failed("run", answer.error());
  const JsonTree payload = payload_of(answer->get());
  const std::int64_t code = json_int(payload.get(), "exitCode", 0);
  const bool success = json_bool(payload.get(), "success", code == 0);
  const int status = success ? 0 : code > 0 && code <= 255 ? static_cast<int>(code) : kFailed;
  if (arguments.has("json")) {
    print_tree(answer->get());
    return status;
  }
  const std::string_view out = json_string(payload.get(), "stdout");
  std::fwrite(out.data(), 1, out.size(), stdout);
  std::fflush(stdout);
  const std::string_view err = json_string(payload.get(), "stderr");
  std::fwrite(err.data(), 1, err.size(), stderr);
  if (json_bool(payload.get(), "timedOut", false)) return fail("run timed out");
  if (status == 0) return 0;
  const std::string why = printable(json_string(payload.get(), "error"));
  const bool ended = cJSON_IsNumber(json_get(payload.get(), "exitCode"));
  fail((ended ? "run exit " + std::to_string(code) : "run failed") +
       (why.empty() ? "" : ": " + why));
  return status;
}

}  // namespace

Command nodes_run_command() {
  Command command = nodes_leaf(
      "run", "Execute a command on a node", run_run,
      {node_option(),
       {"raw", "<command>", "One text for the shell of the node"},
       {"cwd", "<path>", "The directory to start it in"},
       {"env", "<name=value>", "A variable for it", '\0', "", true},
       {"agent", "<id>", "For which agent (default: the one of the configuration)"},
       {"security", "<mode>", "Stricter than configured", '\0', "deny allowlist full"},
       {"ask", "<mode>", "Stricter than configured", '\0', "off on-miss always"},
       {"command-timeout", "<ms>", "How long the command may take"},
       {"invoke-timeout", "<ms>", "How long the node may take (default: 30000)"},
       {"needs-screen-recording", nullptr, "It needs the permission to record the screen"}},
      "Longest wait in milliseconds (default: 35000)");
  command.detail =
      "It ends as the command does. Put -- in front of a command with options:\n"
      "  openclaw nodes run --node desk -- ls -l";
  command.words = "[<command>...]";
  command.spare_words = kMostWords;
  return command;
}

}  // namespace openclaw::cli
