// SPDX-License-Identifier: MIT
// Messages of A2UI, one a line, looked at before they are sent. No I/O.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "core/error.hpp"

namespace openclaw::cli {

// How many messages of A2UI v0.8 the text has. The error names each line that is none, and says of
// messages of v0.9 that they are.
Result<std::size_t> check_a2ui(std::string_view jsonl);

// The messages that show a text.
std::string a2ui_of_text(std::string_view text);

}  // namespace openclaw::cli
