// SPDX-License-Identifier: MIT
// Nodes as a person reads about them, within 80 columns. Ids are cut to their first letters, which
// are enough to name a node; --json has them in full.
#pragma once
#include <string>
#include <vector>

#include "core/json/json.hpp"

namespace openclaw::cli {

using JsonRows = std::vector<const cJSON*>;

// "Pending" and who asks to be approved, with what they want to be used for.
std::string pending_text(const JsonRows& rows);
std::string paired_text(const JsonRows& rows);
std::string status_text(const JsonRows& rows);
std::string describe_text(const cJSON* node);

}  // namespace openclaw::cli
