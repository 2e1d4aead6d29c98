// SPDX-License-Identifier: MIT
#include "core/plugin/files.hpp"

#include "core/file.hpp"
#include "core/plugin/loader.hpp"

namespace openclaw {
namespace {

constexpr std::size_t kMaxFileBytes = 1024 * 1024;

void read_description(const std::string& path, PluginFile& plugin) {
  auto text = read_file(path, kMaxFileBytes);
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

std::vector<std::string> plugin_directories(const Config& config, const std::string& own) {
  std::vector<std::string> directories{own};
  const cJSON* extra = nullptr;
  cJSON_ArrayForEach(extra, config.at("plugins.load.paths")) {
    if (cJSON_IsString(extra)) directories.emplace_back(extra->valuestring);
  }
  return directories;
}

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

}  // namespace openclaw
