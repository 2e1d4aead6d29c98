// SPDX-License-Identifier: MIT
// What a node is asked for, read from the parameters of node.invoke. No I/O, any thread.
#pragma once
#include <cstdint>
#include <optional>

#include "names.hpp"

namespace nodes {

// A command that runs on a node, whose exec.* events it may send for it.
struct RunTicket {
  std::string run_id;
  std::string session_key;  // empty: of any session
  std::int64_t timeout_ms = 0;
};

struct Ask {
  std::string node_id;
  std::string command;
  std::string key;
  std::string session_key;
  std::string params_json;       // empty: none
  std::int64_t timeout_ms = -1;  // -1: not said
  std::optional<RunTicket> run;  // of system.run
  // Of a run that is said to be approved: by which verdict, its variables, and what of its
  // parameters stays beside the plan that was approved.
  std::string approval_id;
  std::string env_json;
  std::string beside_json;
  std::string refusal;          // why it cannot be passed on; empty: it can
  std::string refusal_details;  // JSON object, or empty
};

// `trusted`: it comes from inside the gateway, where approvals have been looked at.
Ask read_ask(std::string_view params, bool trusted);

// What the node is sent of a run that has been approved: the plan, and nothing else in its place.
void fill_approved(Ask& ask, std::string_view plan_json, std::string_view decision);

// Whether the parameters name one of the commands for which an administrator is needed.
bool needs_admin(std::string_view params);

}  // namespace nodes
