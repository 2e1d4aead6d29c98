// SPDX-License-Identifier: MIT
// What a node has prepared to run, and what an approval of it is bound to. Pure functions.
#pragma once
#include <openclaw/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace approvals {

struct RunPlan {
  std::vector<std::string> argv;
  std::string cwd;  // these four may be empty
  std::string preview;
  std::string agent_id;
  std::string session_key;
  std::string command_text;
  std::string extras_json;  // `,"policySnapshot":…,"mutableFileOperand":…`, or empty
};

// Nothing when it lacks its arguments or its text. `command` stands in for a missing preview.
std::optional<RunPlan> read_plan(const cJSON* plan, std::string_view command);
std::string plan_json(const RunPlan& plan);

std::vector<std::string> texts_in(const cJSON* list);
std::string texts_json(const std::vector<std::string>& texts);
// The names and values of an `env` that can be set, by name; none of what is no object.
std::vector<std::pair<std::string, std::string>> settable(const cJSON* env);
// What the command that runs is compared with.
std::string binding_json(const std::vector<std::string>& argv, const std::string& cwd,
                         const std::string& agent_id, const std::string& session_key,
                         const cJSON* env);

// A string, or null for an empty one.
std::string text_or_null(std::string_view text);

}  // namespace approvals
