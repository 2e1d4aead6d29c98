// SPDX-License-Identifier: MIT
#include "cli/plugin_files.hpp"

#include "core/file.hpp"
#include "core/loader.hpp"

namespace openclaw::cli {
namespace {

constexpr std::size_t kMaxBytes = 1024 * 1024;

void read_description(const std::string& path, PluginFile& plugin) {
  auto text = read_file(path, kMaxBytes);
  if (!text) {
    plugin.problem = text.error().message;
    return;
  }
  if (!text->has_value()) {
    plugin.problem = "no description at " + path;
    return;
  }
  plugin.json = **text;
  auto tree = parse_json(plugin.json);
  if (tree && cJSON_IsObject(tree->get())) {
    plugin.description = std::move(*tree);
  } else {
    plugin.problem = path + ": " + (tree ? "no JSON object" : tree.error().message);
  }
}

}  // namespace

std::vector<PluginFile> read_plugin_files(const std::string& directory) {
  std::vector<PluginFile> plugins;
  for (std::string& file : find_plugin_files(directory)) {
    PluginFile plugin;
    plugin.id = plugin_id_of(file);
    read_description(file.substr(0, file.rfind('.')) + ".json", plugin);
    plugin.file = std::move(file);
    plugins.push_back(std::move(plugin));
  }
  return plugins;
}

}  // namespace openclaw::cli
