// SPDX-License-Identifier: MIT
#include "cli/config_issues.hpp"

#include "cli/plugin_files.hpp"
#include "core/paths.hpp"
#include "core/schema.hpp"

namespace openclaw::cli {
namespace {

void check_plugin(const Config& config, const PluginFile& plugin,
                  std::vector<ConfigIssue>& issues) {
  const cJSON* schema = json_get(plugin.description.get(), "configSchema");
  const cJSON* own = find_at(config.root(), {"plugins", "entries", plugin.id, "config"});
  if (schema == nullptr || own == nullptr) return;
  const auto compiled = Schema::compile(print_json(schema));
  const std::string problems = compiled ? compiled->problems(own) : compiled.error().message;
  if (!problems.empty()) issues.push_back({"plugins.entries." + plugin.id + ".config", problems});
}

}  // namespace

std::vector<ConfigIssue> all_issues(const Config& config) {
  std::vector<ConfigIssue> issues = check_config(config.root());
  const auto paths = find_paths();
  if (!paths || (issues.empty() && config.at("plugins.entries") == nullptr)) return issues;
  std::vector<std::string> directories{paths->plugin_dir};
  const cJSON* extra = nullptr;
  cJSON_ArrayForEach(extra, config.at("plugins.load.paths")) {
    if (cJSON_IsString(extra)) directories.emplace_back(extra->valuestring);
  }
  std::vector<std::string> ids;
  for (const std::string& directory : directories) {
    for (const PluginFile& plugin : read_plugin_files(directory)) {
      check_plugin(config, plugin, issues);
      ids.push_back(plugin.id);
    }
  }
  forgive_channels(issues, ids);
  return issues;
}

}  // namespace openclaw::cli
