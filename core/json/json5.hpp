// SPDX-License-Identifier: MIT
// JSON5, the language of the configuration file: JSON with comments, trailing commas, unquoted
// keys, single quotes and so on (https://spec.json5.org). No I/O, any thread.
#pragma once
#include <string_view>

#include "core/error.hpp"
#include "core/json/json.hpp"

namespace openclaw {

// Parses exactly one JSON5 value, all of the language but U+0000 in a string, which no string here
// can hold. Infinity and NaN are numbers of the tree; JSON has neither, so they print as null. Of
// equal keys the last one counts. Nesting beyond kMaxDepth is refused. Errors read `JSON5: invalid
// character 'j' at 1:6`, line and column in characters.
Result<JsonTree> parse_json5(std::string_view text);

}  // namespace openclaw
