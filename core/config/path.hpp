// SPDX-License-Identifier: MIT
// Places in the configuration as people write them: `agents.list[0].id`. No I/O, any thread.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "core/json/json.hpp"

namespace openclaw {

using ConfigPath = std::vector<std::string>;  // keys, and indexes as digits

// Parts between dots, `[n]` or `["any.key"]` behind them; a backslash takes the next character as
// it is. The error says what a path looks like.
Result<ConfigPath> parse_config_path(std::string_view text);

// The node at a path, or nullptr.
const cJSON* find_at(const cJSON* root, const ConfigPath& path);

// Puts `value` there; objects on the way are made, and arrays where a part is an index. The error
// names what is in the way. `root` must be an object.
Status put_at(cJSON* root, const ConfigPath& path, JsonTree value);

// Takes away what is there; false when nothing is.
bool remove_at(cJSON* root, const ConfigPath& path);

}  // namespace openclaw
