// SPDX-License-Identifier: MIT
#include "core/config/start.hpp"

#include <cstdlib>
#include <utility>

#include "core/config/check.hpp"
#include "core/config/honoured.hpp"
#include "core/digest.hpp"
#include "core/log/log.hpp"
#include "core/paths.hpp"
#include "openclaw_build.h"

namespace openclaw {
namespace {

void tell_unused(const Config& config) {
  std::string names;
  for (const std::string& key : unused_keys(config.root())) {
    names += (names.empty() ? "" : ", ") + key;
  }
  if (names.empty()) return;
  log_line(LogLevel::info, "config", "keys that are known and have no use in this build: " + names);
}

}  // namespace

void export_variables(const Config& config) {
  for (const auto& [name, value] : config.variables()) {
    if (process_environment(name.c_str()).empty()) ::setenv(name.c_str(), value.c_str(), 1);
  }
}

Environment with_variables_of(const Config& config, Environment environment) {
  return [variables = config.variables(),
          outer = std::move(environment)](const char* name) -> std::string {
    std::string value = outer(name);
    const auto own = variables.find(name);
    return value.empty() && own != variables.end() ? own->second : value;
  };
}

std::string invalid_config_text(const std::string& path, const std::string& lines) {
  return "Config invalid\nFile: " + with_tilde(path) + "\nProblem:\n" + lines +
         "\nRun: openclaw config validate";
}

Result<Config> read_good_config(const std::string& path, const PluginIds& plugin_ids,
                                const Environment& environment) {
  auto config = Config::load(path, environment);
  if (!config) {
    return invalid_request(invalid_config_text(path, "  - " + config.error().message + "\n"));
  }
  auto issues = check_config(config->root());
  if (!issues.empty()) forgive_channels(issues, plugin_ids(*config));
  if (!issues.empty()) return invalid_request(invalid_config_text(path, issue_lines(issues)));
  return config;
}

Result<Config> read_config_to_start(const std::string& path, const PluginIds& plugin_ids) {
  auto config = read_good_config(path, plugin_ids);
  if (!config) return config;
  for (const std::string& warning : config->warnings()) {
    log_line(LogLevel::warn, "config", "Config (" + path + "): " + warning);
  }
  for (const std::string& advice : config_advice(config->root(), OPENCLAW_VERSION)) {
    log_line(LogLevel::warn, "config", advice);
  }
  tell_unused(*config);
  export_variables(*config);
  return config;
}

Status save_and_tell(Config& config) {
  const bool existed = config.exists();
  const std::string before = hex_of(sha256(config.source()));
  if (Status saved = config.save(); !saved || !existed) return saved;
  log_line(LogLevel::info, "config",
           "Config overwrite: " + config.path() + " (sha256 " + before + " -> " +
               hex_of(sha256(config.source())) + ", backup=" + config.path() + ".bak)");
  return Done{};
}

}  // namespace openclaw
