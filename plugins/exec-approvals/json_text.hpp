// SPDX-License-Identifier: MIT
// Trees as text. Pure functions, any thread.
#pragma once
#include <openclaw/json.hpp>
#include <string>

namespace approvals {

// On one line; `null` for no tree.
std::string compact(const cJSON* tree);
// As people edit it: a member a line, two spaces deeper for each level.
std::string indented(const cJSON* tree);
// True when a string of the JSON text has a character of number 0, which trees cut strings at.
bool has_nul(std::string_view json);

}  // namespace approvals
