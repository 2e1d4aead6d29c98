// SPDX-License-Identifier: MIT
// What the commands of `openclaw nodes` share.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "cli/asker.hpp"
#include "cli/command.hpp"
#include "cli/nodes/match.hpp"
#include "cli/scopes.hpp"

namespace openclaw::cli {

// The commands, each in its file.
Command nodes_approve_command();
Command nodes_camera_command();
Command nodes_canvas_command();
Command nodes_describe_command();
Command nodes_invoke_command();
Command nodes_list_command();
Command nodes_location_command();
Command nodes_notify_command();
Command nodes_pair_command();
Command nodes_pending_command();
Command nodes_reject_command();
Command nodes_remove_command();
Command nodes_rename_command();
Command nodes_run_command();
Command nodes_status_command();

// A command with --json and the options of every client; `timeout` is the help of --timeout.
Command nodes_leaf(const char* name, const char* summary, int (*run)(const Arguments&),
                   std::vector<Option> own,
                   const char* timeout = "Longest wait in milliseconds (default: 10000)");
Option node_option();

// "nodes list failed: ..." on stderr; the result is the exit status.
int nodes_failed(const std::string& command, const Error& error);

// The answer as JSON.
int print_tree(const cJSON* tree);

// The node that --node means. Errors name the nodes there are.
Result<KnownNode> find_node(Asker& asker, const Arguments& arguments);
Result<KnownNode> find_node(Asker& asker, const std::string& query);

// What may be wrong with the node stands below the error.
Error explained(Error error, const KnownNode& node);

// How long a command of a node may take, and the command line with it.
struct Patience {
  Deadline deadline;
  std::optional<std::int64_t> invoke_ms;  // nothing: the gateway's own
};
// --invoke-timeout and --timeout; without the latter a command of a node gets its time in full.
Result<Patience> read_patience(const Arguments& arguments, std::int64_t timeout_ms,
                               std::optional<std::int64_t> invoke_ms);

struct NodeCall {
  const char* command;
  std::string params;  // JSON, empty: none
  std::string key;     // idempotency
  std::optional<std::int64_t> timeout_ms;
};
// The answer of node.invoke.
Result<JsonTree> invoke(Asker& asker, const KnownNode& node, const NodeCall& call);
// The same from the start: finds the node of --node and asks it. `timeout_ms` and `invoke_ms` are
// what --timeout and --invoke-timeout are when they are not given.
Result<JsonTree> ask_node(const Arguments& arguments, NodeCall call, std::int64_t timeout_ms,
                          std::optional<std::int64_t> invoke_ms);
// What the node itself has answered, in whichever form; nullptr: nothing.
JsonTree payload_of(const cJSON* answer);

}  // namespace openclaw::cli
