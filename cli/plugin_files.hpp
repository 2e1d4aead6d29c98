// SPDX-License-Identifier: MIT
// The plugins of a directory, known by the descriptions beside them; none of them is opened.
#pragma once
#include <string>
#include <vector>

#include "core/json.hpp"

namespace openclaw::cli {

struct PluginFile {
  std::string id;    // after the name of the file
  std::string file;  // the shared object
  std::string json;  // its description as it stands, empty when there is none
  JsonTree description;
  std::string problem;  // why there is no description
};

std::vector<PluginFile> read_plugin_files(const std::string& directory);

}  // namespace openclaw::cli
