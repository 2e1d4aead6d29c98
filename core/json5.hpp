// SPDX-License-Identifier: MIT
// JSON5, the language of the configuration file: JSON with comments, trailing commas, unquoted
// keys, single quotes and so on (https://spec.json5.org). No I/O, any thread.
#pragma once
#include <string_view>

#include "core/error.hpp"
#include "core/json.hpp"

namespace openclaw {

// Parses exactly one JSON5 value. Of equal keys the last one counts. Refused besides what the
// language forbids: Infinity, NaN, numbers beyond a double, U+0000 in a string, and nesting beyond
// kMaxDepth. Errors read `JSON5: invalid character 'j' at 1:6`, line and column in characters.
Result<JsonTree> parse_json5(std::string_view text);

}  // namespace openclaw
