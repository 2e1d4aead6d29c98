// SPDX-License-Identifier: MIT
// What an approval is about beyond a command: a message, a payment, a post. Pure functions.
#pragma once
#include <openclaw/json.hpp>
#include <string>

namespace approvals {

// As reviewers read it; `null` when there is none, or when one of its texts, made visible, is
// longer than the protocol allows. `scope` has passed its schema.
std::string scope_json(const cJSON* scope);

}  // namespace approvals
