// SPDX-License-Identifier: MIT
// `openclaw nodes approve`, `reject`, `remove` and `rename`, and the same as `nodes pair`.
#include <cstdio>

#include "cli/display.hpp"
#include "cli/nodes/nodes.hpp"

namespace openclaw::cli {
namespace {

constexpr const char* kUnknownRequest = "unknown requestId";

// By which it is decided, for nodes and for devices.
struct PairingMethods {
  const char* approve;
  const char* reject;
};
constexpr PairingMethods kNodes = {"node.pair.approve", "node.pair.reject"};
constexpr PairingMethods kDevices = {"device.pair.approve", "device.pair.reject"};

Result<JsonTree> ask(const Arguments& arguments, const std::vector<std::string>& scopes,
                     const char* method, const std::string& params) {
  auto asker = Asker::open(arguments, scopes);
  if (!asker) return asker.error();
  return asker->ask_tree(method, params);
}

// Who lets in what executes commands has to be an administrator; asking for less comes first.
Result<JsonTree> approve(const Arguments& arguments, const char* method, const std::string& id) {
  const std::string params = one_param("requestId", id);
  auto answer = ask(arguments, {scope::kPairing}, method, params);
  if (answer) return answer;
  const std::string& why = answer.error().message;
  const bool too_little =
      why == "device pairing approval denied" || why.find("missing scope") != std::string::npos;
  if (!too_little) return answer;
  return ask(arguments, {scope::kPairing, scope::kWrite, scope::kAdmin}, method, params);
}

Result<JsonTree> reject(const Arguments& arguments, const char* method, const std::string& id) {
  return ask(arguments, {scope::kPairing}, method, one_param("requestId", id));
}

using Decide = Result<JsonTree> (*)(const Arguments&, const char*, const std::string&);

Error no_request(const std::string& id) {
  return invalid_request("unknown requestId: " + cut(printable(id), 40) +
                         "\nSee who waits: openclaw nodes pending; openclaw devices list");
}

int show_decision(const char* command, const Result<JsonTree>& answer, const std::string& id) {
  if (!answer && answer.error().message == kUnknownRequest) {
    return nodes_failed(command, no_request(id));
  }
  if (!answer) return nodes_failed(command, answer.error());
  cJSON* node = cJSON_GetObjectItemCaseSensitive(answer->get(), "node");
  cJSON_DeleteItemFromObjectCaseSensitive(node, "token");
  return print_tree(answer->get());
}

int run_nodes_approve(const Arguments& arguments) {
  const std::string& id = arguments.words().front();
  return show_decision("approve", approve(arguments, kNodes.approve, id), id);
}

int run_nodes_reject(const Arguments& arguments) {
  const std::string& id = arguments.words().front();
  return show_decision("reject", reject(arguments, kNodes.reject, id), id);
}

// A node that was never here waits twice: as a device, and with what it offers.
Result<JsonTree> in_either(const Arguments& arguments, Decide decide, const char* in_nodes,
                           const char* in_devices) {
  const std::string& id = arguments.words().front();
  auto answer = decide(arguments, in_nodes, id);
  if (answer || answer.error().message != kUnknownRequest) return answer;
  return decide(arguments, in_devices, id);
}

int run_pair_approve(const Arguments& arguments) {
  return show_decision("pair approve",
                       in_either(arguments, approve, kNodes.approve, kDevices.approve),
                       arguments.words().front());
}

int run_pair_reject(const Arguments& arguments) {
  return show_decision("pair reject", in_either(arguments, reject, kNodes.reject, kDevices.reject),
                       arguments.words().front());
}

// The answer and the node that it is about.
struct Changed {
  KnownNode node;
  JsonTree answer;
};

Result<Changed> change(const Arguments& arguments, const char* method, const std::string& name) {
  auto asker = Asker::open(arguments, {scope::kPairing, scope::kRead});
  if (!asker) return asker.error();
  auto node = find_node(*asker, arguments);
  if (!node) return node.error();
  JsonWriter w;
  w.object().key("nodeId").value(node->id);
  if (!name.empty()) w.key("displayName").value(name);
  auto answer = asker->ask_tree(method, w.end().str());
  if (!answer) return answer.error();
  return Changed{std::move(*node), std::move(*answer)};
}

int run_nodes_remove(const Arguments& arguments) {
  const auto changed = change(arguments, "node.pair.remove", "");
  if (!changed) return nodes_failed("remove", changed.error());
  if (arguments.has("json")) return print_tree(changed->answer.get());
  std::printf("Removed paired node %s\n", printable(changed->node.id).c_str());
  return 0;
}

int run_rename(const Arguments& arguments) {
  const std::string name = arguments.value("name").value_or("");
  if (name.find_first_not_of(" \t\r\n") == std::string::npos) {
    return nodes_failed("rename", invalid_request("--name is needed: what the node is to be "
                                                  "called"));
  }
  const auto changed = change(arguments, "node.rename", name);
  if (!changed) return nodes_failed("rename", changed.error());
  if (arguments.has("json")) return print_tree(changed->answer.get());
  const std::string now(json_string(changed->answer.get(), "displayName", name));
  std::printf("node rename ok: %s -> %s\n", printable(changed->node.id).c_str(),
              printable(now).c_str());
  return 0;
}

}  // namespace

Command nodes_approve_command() {
  return with_word(nodes_leaf("approve", "Approve what a node offers", run_nodes_approve, {}),
                   "<request>");
}

Command nodes_reject_command() {
  return with_word(nodes_leaf("reject", "Turn down what a node offers", run_nodes_reject, {}),
                   "<request>");
}

Command nodes_remove_command() {
  return nodes_leaf("remove", "Forget a node and end its connection", run_nodes_remove,
                    {node_option()});
}

Command nodes_rename_command() {
  return nodes_leaf("rename", "Give a node another name", run_rename,
                    {node_option(), {"name", "<name>", "The new name"}});
}

Command nodes_pair_command() {
  Command list = nodes_list_command();
  Command command{"pair", "Approve nodes that wait, as devices or as nodes"};
  command.options = {{"help", nullptr, "Show this help", 'h'}};
  command.commands = {
      list,
      with_word(nodes_leaf("approve", "Approve a request of a node, or else of a device",
                           run_pair_approve, {}),
                "<request>"),
      with_word(nodes_leaf("reject", "Reject a request of a node, or else of a device",
                           run_pair_reject, {}),
                "<request>")};
  return command;
}

}  // namespace openclaw::cli
