// SPDX-License-Identifier: MIT
#include "core/run_settings.hpp"

#include <utility>

#include "core/config/start.hpp"
#include "core/net/bind.hpp"
#include "core/plugin/loader.hpp"

namespace openclaw {
namespace {

Result<Settings> settle_to_listen(const RunOptions& options, const Config& config,
                                  const GivenAddresses& given, const Environment& environment) {
  Result<Settings> settings = settle(options, config, environment);
  if (!settings) return settings.error();
  if (given.addresses.empty()) {
    Result<BindPlan> plan = plan_bind(settings->bind, own_network());
    if (!plan) return plan.error();
    settings->listen = std::move(*plan);
  } else {
    settings->port = given.port;
    settings->listen = {given.addresses, {}, {}};
  }
  if (const Status guarded = guard_bind(settings->listen, *settings); !guarded) {
    return guarded.error();
  }
  return settings;
}

}  // namespace

std::vector<std::string> plugin_ids(const Paths& paths, const Config& config) {
  std::vector<std::string> directories{paths.plugin_dir};
  const cJSON* extra = nullptr;
  cJSON_ArrayForEach(extra, config.at("plugins.load.paths")) {
    if (cJSON_IsString(extra)) directories.emplace_back(extra->valuestring);
  }
  std::vector<std::string> ids;
  for (const std::string& directory : directories) {
    for (const std::string& file : find_plugin_files(directory)) ids.push_back(plugin_id_of(file));
  }
  return ids;
}

Result<RunSettings> settle_run(const RunOptions& options, const Config& config,
                               const GivenAddresses& given, const Environment& environment,
                               const std::string& state_dir) {
  const Environment all = with_variables_of(config, environment);
  Result<Settings> settings = settle_to_listen(options, config, given, all);
  if (!settings) return settings.error();
  Result<LogSettings> log = settle_log(config, *settings, options.verbose, all, state_dir);
  if (!log) return log.error();
  return RunSettings{std::move(*settings), std::move(*log)};
}

Result<RunSettings> try_settle_run(const RunOptions& options, const Paths& paths,
                                   const GivenAddresses& given, const Environment& environment) {
  const Result<Config> config = read_good_config(
      paths.config_file, [&paths](const Config& found) { return plugin_ids(paths, found); },
      environment);
  if (!config) return config.error();
  return settle_run(options, *config, given, environment, paths.state_dir);
}

}  // namespace openclaw
