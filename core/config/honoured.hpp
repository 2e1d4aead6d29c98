// SPDX-License-Identifier: MIT
// Which keys of a configuration this build acts upon. Whoever gives a key its use adds it to the
// table in config/honoured.cpp. No I/O, any thread.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/json/json.hpp"

namespace openclaw {

// The keys of a configuration that are known and have no use here: the outermost of each part.
std::vector<std::string> unused_keys(const cJSON* root);

// Whether this key, something above it or something below it has a use here.
bool has_use(std::string_view path);

}  // namespace openclaw
