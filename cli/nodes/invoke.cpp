// SPDX-License-Identifier: MIT
// `openclaw nodes invoke` and `nodes notify`.
#include <cstdio>

#include "cli/nodes/nodes.hpp"

namespace openclaw::cli {
namespace {

constexpr std::int64_t kInvokeTimeoutMs = 30'000;
constexpr std::int64_t kInvokeDefaultMs = 15'000;
constexpr const char* kInvokeTimeout = "Longest wait in milliseconds (default: 30000)";
constexpr const char* kNotifyTimeout = "Longest wait in milliseconds (default: 20000)";

// The text of --params, checked.
Result<std::string> invoke_params(const Arguments& arguments) {
  const std::string params = arguments.value("params").value_or("{}");
  const auto tree = parse_json(params);
  if (!tree) return invalid_request("--params: " + tree.error().message);
  if (!cJSON_IsObject(tree->get())) {
    return invalid_request("--params must be a JSON object, for example '{\"title\":\"Hello\"}'");
  }
  return params;
}

int run_invoke(const Arguments& arguments) {
  const std::string command = arguments.value("command").value_or("");
  if (command.empty()) {
    return nodes_failed("invoke",
                        invalid_request("--command is needed. What a node takes: openclaw "
                                        "nodes describe --node <node>"));
  }
  const auto params = invoke_params(arguments);
  if (!params) return nodes_failed("invoke", params.error());
  if (arguments.has("idempotency-key") && arguments.value("idempotency-key")->empty()) {
    return nodes_failed("invoke", invalid_request("--idempotency-key must not be empty"));
  }
  const auto answer = ask_node(
      arguments,
      {command.c_str(), *params, arguments.value("idempotency-key").value_or(""), std::nullopt},
      kInvokeTimeoutMs, kInvokeDefaultMs);
  if (!answer) return nodes_failed("invoke", answer.error());
  return print_tree(answer->get());
}

int run_notify(const Arguments& arguments) {
  const std::string title = arguments.value("title").value_or("");
  const std::string body = arguments.value("body").value_or("");
  if (title.empty() && body.empty()) {
    return nodes_failed("notify", invalid_request("--title or --body is needed"));
  }
  JsonWriter w;
  w.object().key("title").value(title).key("body").value(body);
  for (const char* key : {"sound", "priority"}) {
    if (const auto value = arguments.value(key)) w.key(key).value(*value);
  }
  w.key("delivery").value(arguments.value("delivery").value_or("system")).end();
  const auto answer = ask_node(arguments, {"system.notify", w.take(), "", std::nullopt},
                               kDefaultTimeoutMs, kInvokeDefaultMs);
  if (!answer) return nodes_failed("notify", answer.error());
  if (arguments.has("json")) return print_tree(answer->get());
  std::puts("notify ok");
  return 0;
}

Option invoke_timeout() {
  return {"invoke-timeout", "<ms>", "How long the node may take (default: 15000)"};
}

}  // namespace

Command nodes_invoke_command() {
  Command command = nodes_leaf(
      "invoke", "Have a node execute one of its commands", run_invoke,
      {node_option(),
       {"command", "<command>", "The command, for example system.which"},
       {"params", "<json>", "Its parameters, a JSON object"},
       invoke_timeout(),
       {"idempotency-key", "<key>", "The same key twice executes once (default: a new one)"}},
      kInvokeTimeout);
  command.detail =
      "For example: openclaw nodes invoke --node desk --command system.notify \\\n"
      "  --params '{\"title\":\"Hello\"}'";
  return command;
}

Command nodes_notify_command() {
  return nodes_leaf(
      "notify", "Show a notification on a node", run_notify,
      {node_option(),
       {"title", "<text>", "What it is about"},
       {"body", "<text>", "What it says"},
       {"sound", "<name>", "A sound to play"},
       {"priority", "<priority>", "How much it disturbs", '\0', "passive active timeSensitive"},
       {"delivery", "<mode>", "How it is shown", '\0', "system overlay auto"},
       invoke_timeout()},
      kNotifyTimeout);
}

}  // namespace openclaw::cli
