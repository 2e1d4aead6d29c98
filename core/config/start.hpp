// SPDX-License-Identifier: MIT
// The configuration at the start of the gateway. Blocks: reads files; changes the environment of
// the process, so it comes before any thread.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "core/config/config.hpp"

namespace openclaw {

// The plugins that a configuration would load, by their ids.
using PluginIds = std::function<std::vector<std::string>(const Config& config)>;

// Reads and checks it, and nothing else. The error is the whole text for the operator.
Result<Config> read_good_config(const std::string& path, const PluginIds& plugin_ids,
                                const Environment& environment = process_environment);

// The same, sets the variables of its `env` block that are not set, and logs what the
// operator should know.
Result<Config> read_config_to_start(const std::string& path, const PluginIds& plugin_ids);

// Saves it and logs what was overwritten.
Status save_and_tell(Config& config);

// The environment with the variables of its `env` block that `environment` does not set.
Environment with_variables_of(const Config& config, Environment environment);

// Sets the variables of its `env` block that the environment of the process does not set.
void export_variables(const Config& config);

// What an operator reads of a configuration that is not good, with the issues' lines.
std::string invalid_config_text(const std::string& path, const std::string& lines);

}  // namespace openclaw
