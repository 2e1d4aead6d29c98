// SPDX-License-Identifier: MIT
// The document that says what may be executed: exec-approvals.json. Pure functions, any thread.
#pragma once
#include <openclaw/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace approvals {

// Reads a document that people edit by hand. `problem` is empty, or names the place and the remedy.
struct PolicyText {
  oc::Json document;  // set when there is no problem
  std::string problem;
};
PolicyText read_policy(std::string_view text);

// A document that allows nothing: what counts while the file cannot be read.
oc::Json closed_policy();

// What clients read and what is written: known members in their order, values trimmed, ids for
// allowlist entries that have none, the agent `default` of old files under its new name.
oc::Json normal_policy(const cJSON* document);

// The socket of `document`, and where it has none that of `current` or of this state directory.
void complete_socket(cJSON* document, const cJSON* current, const std::string& state_dir);

// As it stands in the file: two spaces, a line end behind it.
std::string policy_file_text(const cJSON* document);

// As clients read it: one line, and without the socket's token.
std::string policy_shown(const cJSON* document);

// {"security","ask","askFallback","autoAllowSkills"} that count where an agent says nothing.
std::string resolved_defaults(const cJSON* document);

}  // namespace approvals
