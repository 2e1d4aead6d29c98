// SPDX-License-Identifier: MIT
// Whether a command may be executed on a node, and whether somebody has to be asked first. No I/O.
#pragma once
#include <string>

#include "cli/arguments.hpp"
#include "core/config/config.hpp"
#include "core/json/json.hpp"

namespace openclaw::cli {

struct RunPolicy {
  std::string security;  // "deny", "allowlist", "full"
  std::string ask;       // "off", "on-miss", "always"
  std::string fallback;  // a security, for when nobody can be asked
};

// The agent of --agent, else the one that the configuration names first.
std::string run_agent(const Arguments& arguments, const Config& config);

// tools.exec.<key>, or the agent's own.
std::string exec_setting(const Config& config, const std::string& agent, const char* key);

// What the configuration allows; --security and --ask may only make it stricter.
Result<RunPolicy> wanted_policy(const Arguments& arguments, const Config& config,
                                const std::string& agent);

// The stricter of it and of the document of exec approvals that a node keeps.
RunPolicy policy_of_node(const RunPolicy& wanted, const cJSON* document, const std::string& agent);

}  // namespace openclaw::cli
