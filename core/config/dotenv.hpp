// SPDX-License-Identifier: MIT
// The text of `.env` files: NAME=value lines. No I/O, any thread.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace openclaw {

// The variables in the order of the text. `export` may stand before a name, quotes of one kind
// around a value (in double quotes \n, \r, \t, \" and \\ are escapes); # begins a comment. Lines
// that are none of this are skipped.
std::vector<std::pair<std::string, std::string>> read_dotenv(std::string_view text);

}  // namespace openclaw
