// SPDX-License-Identifier: MIT
#include "cli/nodes/nodes.hpp"

#include <algorithm>
#include <cstdio>

#include "cli/commands.hpp"
#include "core/ids.hpp"
#include "core/json/indent.hpp"

namespace openclaw::cli {
namespace {

constexpr std::int64_t kMostInvokeMs = 24LL * 60 * 60 * 1000;
constexpr std::int64_t kSpareMs = 5'000;  // for the way there and back

Error no_node() { return invalid_request("--node is needed; see: openclaw nodes status"); }

}  // namespace

Command nodes_leaf(const char* name, const char* summary, int (*run)(const Arguments&),
                   std::vector<Option> own, const char* timeout) {
  Command command{name, summary};
  own.push_back({"json", nullptr, "Print the answer as JSON"});
  command.options = client_options(std::move(own), timeout);
  command.run = run;
  return command;
}

Option node_option() { return {"node", "<node>", "The node: its id, name or address"}; }

int nodes_failed(const std::string& command, const Error& error) {
  std::string message = "nodes " + command + " failed: " + error.message;
  if (error.message.starts_with("unknown method: node.")) {
    message += "\nThe gateway has no nodes: its plugin nodes is absent or switched off.";
  }
  return fail(message);
}

int print_tree(const cJSON* tree) {
  std::puts(indent_json(print_json(tree)).c_str());
  return 0;
}

Result<KnownNode> find_node(Asker& asker, const Arguments& arguments) {
  const auto query = arguments.value("node");
  if (!query) return no_node();
  return find_node(asker, *query);
}

Result<KnownNode> find_node(Asker& asker, const std::string& query) {
  const auto list = asker.ask_tree("node.list", "{}");
  if (!list) return list.error();
  return match_node(known_nodes(list->get()), query);
}

Error explained(Error error, const KnownNode& node) {
  const std::string name = node_label(node.name, node.id);
  if (!node.request.empty()) {
    error.message += "\nWhat " + name +
                     " offers waits for approval. To look at it and approve it:" +
                     "\n  openclaw nodes pending\n  openclaw nodes approve " + node.request;
  } else if (!node.connected) {
    error.message += '\n' + name + " is not connected; see: openclaw nodes status";
  }
  return error;
}

Result<Patience> read_patience(const Arguments& arguments, std::int64_t timeout_ms,
                               std::optional<std::int64_t> invoke_ms) {
  if (arguments.has("invoke-timeout")) {
    const auto given =
        arguments.number("invoke-timeout", invoke_ms.value_or(15'000), 1, kMostInvokeMs);
    if (!given) return given.error();
    invoke_ms = *given;
  }
  const auto deadline =
      read_deadline(arguments, std::max(timeout_ms, invoke_ms.value_or(0) + kSpareMs));
  if (!deadline) return deadline.error();
  return Patience{*deadline, invoke_ms};
}

Result<JsonTree> invoke(Asker& asker, const KnownNode& node, const NodeCall& call) {
  JsonWriter w;
  w.object().key("nodeId").value(node.id).key("command").value(call.command);
  if (!call.params.empty()) w.key("params").raw(call.params);
  if (call.timeout_ms) w.key("timeoutMs").value(*call.timeout_ms);
  w.key("idempotencyKey").value(call.key.empty() ? random_uuid() : call.key);
  auto answer = asker.ask_tree("node.invoke", w.end().str());
  if (!answer) return explained(answer.error(), node);
  return answer;
}

Result<JsonTree> ask_node(const Arguments& arguments, NodeCall call, std::int64_t timeout_ms,
                          std::optional<std::int64_t> invoke_ms) {
  const auto patience = read_patience(arguments, timeout_ms, invoke_ms);
  if (!patience) return patience.error();
  if (!arguments.has("node")) return no_node();
  auto asker =
      Asker::open(arguments, {scope::kRead, scope::kWrite, scope::kAdmin}, patience->deadline);
  if (!asker) return asker.error();
  const auto node = find_node(*asker, arguments);
  if (!node) return node.error();
  call.timeout_ms = patience->invoke_ms;
  return invoke(*asker, *node, call);
}

JsonTree payload_of(const cJSON* answer) {
  const cJSON* payload = json_get(answer, "payload");
  if (payload != nullptr && !cJSON_IsNull(payload)) return JsonTree(cJSON_Duplicate(payload, 1));
  auto parsed = parse_json(json_string(answer, "payloadJSON", "null"));
  return parsed ? std::move(*parsed) : nullptr;
}

Command nodes_command() {
  Command command{"nodes", "Pair nodes with the gateway, look at them and use them"};
  command.detail =
      "A node is a phone or a computer that lends the gateway what it can do: its\n"
      "screen, its camera, its commands.";
  command.options = {{"help", nullptr, "Show this help", 'h'}};
  command.commands = {nodes_status_command(),  nodes_list_command(),    nodes_describe_command(),
                      nodes_pending_command(), nodes_approve_command(), nodes_reject_command(),
                      nodes_pair_command(),    nodes_remove_command(),  nodes_rename_command(),
                      nodes_invoke_command(),  nodes_run_command(),     nodes_canvas_command(),
                      nodes_notify_command(),  nodes_camera_command(),  nodes_location_command()};
  return command;
}

}  // namespace openclaw::cli
