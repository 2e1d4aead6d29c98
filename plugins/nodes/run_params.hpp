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
  std::string refusal;           // why it cannot be passed on; empty: it can
  std::string refusal_details;   // JSON object, or empty
};

// `trusted`: it comes from inside the gateway, where approvals have been looked at.
Ask read_ask(std::string_view params, bool trusted);

// Whether the parameters name one of the commands for which an administrator is needed.
bool needs_admin(std::string_view params);

}  // namespace nodes
