// SPDX-License-Identifier: MIT
// Commands that ask a gateway one thing and show the answer.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "cli/command.hpp"
#include "cli/session.hpp"

namespace openclaw::cli {

// The answer to one request. Errors are for the operator.
Result<std::string> ask_gateway(const Arguments& arguments, const std::string& scope,
                                std::string_view method, std::string_view params);

// Asks and prints: the answer as it is with --json, else what `text` makes of it. The result is the
// exit status; `what` stands in front of an error.
int ask_and_show(const Arguments& arguments, const char* what, std::string_view method,
                 std::string_view params, std::string (*text)(const cJSON* answer));

using TableRow = std::vector<std::string>;
// Rows below a head, in columns with two spaces between them; control characters are left out.
std::string table(const std::vector<TableRow>& rows);

// "5m 3s ago", or "in 2h 0m" for what is to come; "-" for 0.
std::string moment(std::int64_t at_ms);

// A member as text, "-" when it is none.
std::string cell(const cJSON* object, const char* key);

}  // namespace openclaw::cli
