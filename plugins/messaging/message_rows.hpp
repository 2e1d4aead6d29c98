// SPDX-License-Identifier: MIT
// Messages as clients read them: rows of a transcript in JSON.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace messaging {

struct Run;

std::string user_row(const Run& run, std::int64_t seq);
// `members` is the JSON object that the agent gave: role, content, model...
std::string assistant_row(const Run& run, std::string_view members, std::int64_t seq,
                          std::int64_t now_ms);

}  // namespace messaging
