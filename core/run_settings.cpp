// SPDX-License-Identifier: MIT
#include "core/run_settings.hpp"

#include <algorithm>
#include <utility>

#include "core/config/start.hpp"
#include "core/net/bind.hpp"
#include "core/net/tls.hpp"
#include "core/plugin/loader.hpp"
#include "core/tls_settings.hpp"

namespace openclaw {
namespace {

Result<Settings> settle_to_listen(const RunOptions& options, const Config& config,
                                  const GivenAddresses& given, const Environment& environment,
                                  const std::string& state_dir) {
  Result<Settings> settings = settle(options, config, environment);
  if (!settings) return settings.error();
  Result<TlsSettings> tls = read_tls_settings(config, environment, state_dir);
  if (!tls) return tls.error();
  settings->tls = std::move(*tls);
  if (const Status good = Tls::check(settings->tls); !good) return good.error();
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

std::string missing_tailscale(const Settings& settings, const Config& config, const Paths& paths) {
  const std::string& mode = settings.tailscale;
  if (mode != "serve" && mode != "funnel") return {};
  const bool flag = settings.tailscale_by_flag;
  const std::string needs = (flag ? "--tailscale " : "gateway.tailscale.mode=") + mode +
                            " needs the plugin \"tailscale\", which is ";
  const std::string leave = flag ? "or leave the flag out." : "or remove the key.";
  if (!config.flag("plugins.entries.tailscale.enabled").value_or(true)) {
    return needs + "switched off: remove plugins.entries.tailscale.enabled, " + leave;
  }
  const std::vector<std::string> ids = plugin_ids(paths, config);
  if (std::find(ids.begin(), ids.end(), "tailscale") != ids.end()) return {};
  return needs + "not installed; run `tailscale " + mode + "` yourself, " + leave;
}

Result<RunSettings> settle_run(const RunOptions& options, const Config& config,
                               const GivenAddresses& given, const Environment& environment,
                               const Paths& paths) {
  const Environment all = with_variables_of(config, environment);
  Result<Settings> settings = settle_to_listen(options, config, given, all, paths.state_dir);
  if (!settings) return settings.error();
  // The flag asks for it now; the configuration may be that of a machine that has the plugin.
  const std::string missing = missing_tailscale(*settings, config, paths);
  if (settings->tailscale_by_flag && !missing.empty()) return invalid_request(missing);
  Result<LogSettings> log = settle_log(config, *settings, options.verbose, all, paths.state_dir);
  if (!log) return log.error();
  return RunSettings{std::move(*settings), std::move(*log)};
}

Result<RunSettings> try_settle_run(const RunOptions& options, const Paths& paths,
                                   const GivenAddresses& given, const Environment& environment) {
  const Result<Config> config = read_good_config(
      paths.config_file, [&paths](const Config& found) { return plugin_ids(paths, found); },
      environment);
  if (!config) return config.error();
  return settle_run(options, *config, given, environment, paths);
}

}  // namespace openclaw
