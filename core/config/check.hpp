// SPDX-License-Identifier: MIT
// Whether the values of a configuration are good: strictly, key by key, in the product's words.
// Any thread, no I/O.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/json/json.hpp"

namespace openclaw {

struct ConfigIssue {
  std::string path;  // dotted; empty: the whole
  std::string message;
  std::vector<std::string> allowed = {};  // where only certain values are
};

// Every issue of a whole configuration, in its order; empty when it is good. Checked are the keys
// and their values, then what values say together.
std::vector<ConfigIssue> check_config(const cJSON* root);

// What values say together (config/rules.cpp): part of check_config.
void check_config_rules(const cJSON* root, std::vector<ConfigIssue>& issues);

// Takes away the issues of channels that are unknown but are the id of a plugin, which is whom they
// are for.
void forgive_channels(std::vector<ConfigIssue>& issues, const std::vector<std::string>& plugins);

// What is good but not heeded, one sentence each.
std::vector<std::string> config_advice(const cJSON* root, std::string_view version);

// `  - <path>: <message>` lines, as operators know them.
std::string issue_lines(const std::vector<ConfigIssue>& issues);

}  // namespace openclaw
