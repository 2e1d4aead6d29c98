// SPDX-License-Identifier: MIT
// Whether a document of exec approvals is one. Pure functions, any thread.
#pragma once
#include <openclaw/json.hpp>
#include <string>

namespace approvals {

// Empty when it is; else the first place that is wrong and what is wanted there.
std::string policy_problem(const cJSON* document);

bool is_security(std::string_view word);
bool is_ask(std::string_view word);

}  // namespace approvals
