// SPDX-License-Identifier: MIT
// The plugins of a directory, known by the descriptions beside them; none of them is opened.
// Blocks: reads files.
#pragma once
#include <string>
#include <vector>

#include "core/config/config.hpp"
#include "core/json/json.hpp"

namespace openclaw {

struct PluginFile {
  std::string id;    // after the name of the file
  std::string file;  // the shared object
  std::string json;  // its description as it stands, empty when there is none
  JsonTree description;
  std::string problem;  // why there is no description
};

// Where the plugins of a gateway are: in its own directory, and where the configuration says.
std::vector<std::string> plugin_directories(const Config& config, const std::string& own);

std::vector<PluginFile> read_plugin_files(const std::string& directory);

}  // namespace openclaw
