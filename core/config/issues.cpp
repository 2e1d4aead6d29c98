// SPDX-License-Identifier: MIT
#include "core/config/issues.hpp"

#include "core/access_settings.hpp"
#include "core/config/restricting.hpp"
#include "core/plugin/files.hpp"
#include "core/schema/schema.hpp"

namespace openclaw {
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

std::vector<ConfigIssue> all_issues(const Config& config, const std::string& plugin_dir) {
  std::vector<ConfigIssue> issues = check_config(config.root());
  for (ConfigIssue& issue : unsupported_restrictions(config.root())) {
    issues.push_back(std::move(issue));
  }
  for (ConfigIssue& issue : access_issues(config)) issues.push_back(std::move(issue));
  if (issues.empty() && config.at("plugins.entries") == nullptr) return issues;
  std::vector<std::string> ids;
  for (const std::string& directory : plugin_directories(config, plugin_dir)) {
    for (const PluginFile& plugin : read_plugin_files(directory)) {
      check_plugin(config, plugin, issues);
      ids.push_back(plugin.id);
    }
  }
  forgive_channels(issues, ids);
  return issues;
}

void write_issues(JsonWriter& out, const std::vector<ConfigIssue>& issues) {
  out.array();
  for (const ConfigIssue& issue : issues) {
    out.object().key("path").value(issue.path).key("message").value(issue.message);
    if (!issue.allowed.empty()) out.key("allowedValues").array();
    for (const std::string& value : issue.allowed) out.value(value);
    if (!issue.allowed.empty()) out.end();
    out.end();
  }
  out.end();
}

}  // namespace openclaw
