// SPDX-License-Identifier: MIT
// All that is wrong with a configuration, also with what the plugins read of it. Blocks: reads the
// plugins' descriptions.
#pragma once
#include <string>
#include <vector>

#include "core/config/check.hpp"
#include "core/config/config.hpp"
#include "core/json/json.hpp"

namespace openclaw {

// `plugin_dir` is where the gateway's own plugins are.
std::vector<ConfigIssue> all_issues(const Config& config, const std::string& plugin_dir);

// A list of {path, message, allowedValues?}, as clients and `config validate --json` show it.
void write_issues(JsonWriter& out, const std::vector<ConfigIssue>& issues);

}  // namespace openclaw
