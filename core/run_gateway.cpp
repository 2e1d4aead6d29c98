// SPDX-License-Identifier: MIT
// `openclaw gateway run`: from the command line to a running gateway, with the messages and exit
// statuses that operators know.
#include <sys/resource.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include "core/config_start.hpp"
#include "core/gateway.hpp"
#include "core/loader.hpp"
#include "core/log.hpp"
#include "core/options.hpp"

namespace openclaw {
namespace {

constexpr std::uint64_t kLockWaitMs = 5'000;

int refuse(const std::string& message) {
  std::fprintf(stderr, "%s\n", message.c_str());
  return 1;
}

std::string environment(const char* name) { return process_environment(name); }

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

// Started by the unit that the program installs, a configuration that only a person can mend ends
// in the status that keeps the unit from trying again.
int refuse_config(const std::string& message) {
  constexpr int kBadConfig = 78;  // EX_CONFIG of sysexits.h
  const int status = refuse(message);
  return environment("OPENCLAW_SERVICE_MARKER").empty() ? status : kBadConfig;
}

// The first start: the stock clients find the token in the file they read.
Status remember_token(Config& config, const Settings& settings) {
  const std::string mode(config.text("gateway.mode"));
  for (const auto& [key, value] : {std::pair("gateway.mode", mode.empty() ? "local" : mode),
                                   std::pair("gateway.auth.mode", std::string("token")),
                                   std::pair("gateway.auth.token", settings.secret)}) {
    if (Status set = config.set_text(key, value); !set) return set;
  }
  if (Status status = save_and_tell(config); !status) return status;
  log_line(LogLevel::info, "gateway",
           "auth token was missing. Generated a new token and saved it to config "
           "(gateway.auth.token).");
  return Done{};
}

// Descriptors are clients; the soft limit is for programs that still use select().
void raise_descriptor_limit() {
  constexpr rlim_t kEnough = 65'536;
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  const rlim_t wanted = limit.rlim_max < kEnough ? limit.rlim_max : kEnough;
  if (limit.rlim_cur >= wanted) return;
  limit.rlim_cur = wanted;
  setrlimit(RLIMIT_NOFILE, &limit);
}

int refuse_start(const Error& error, std::uint16_t port) {
  std::string text = "Gateway failed to start: " + error.message;
  if (error.message.starts_with("gateway already running")) {
    text += "\nIf the gateway is supervised, stop it with: openclaw gateway stop";
  }
  if (error.code == "EADDRINUSE") {
    text += "\nPort " + std::to_string(port) +
            " is already in use.\n- Stop the process that has it, or use another port (--port).";
  }
  return refuse(text);
}

}  // namespace

int run_gateway(const RunOptions& options) {
  set_log_level(options.verbose ? LogLevel::debug : LogLevel::info);
  std::signal(SIGPIPE, SIG_IGN);
  raise_descriptor_limit();
  const Result<Paths> paths = find_paths();
  if (!paths) return refuse(paths.error().message);
  Result<Config> config = read_config_to_start(
      paths->config_file, [&](const Config& found) { return plugin_ids(*paths, found); });
  if (!config) return refuse_config(config.error().message);
  const Result<Settings> settings = settle(options, *config, environment);
  if (!settings) return refuse(settings.error().message);
  for (const std::string& dir : {paths->state_dir, paths->state_dir + "/state"}) {
    if (const Status made = make_private_dir(dir); !made) return refuse(made.error().message);
  }
  const bool shared_config = environment("OPENCLAW_ALLOW_MULTI_GATEWAY") == "1";
  Result<StateLock> lock = StateLock::take(
      {paths->state_dir, paths->config_file, settings->port, shared_config}, kLockWaitMs);
  if (!lock) return refuse_start(lock.error(), settings->port);
  if (settings->secret_is_new) {
    make_dir_private(paths->state_dir);
    if (const Status kept = remember_token(*config, *settings); !kept) {
      return refuse(kept.error().message);
    }
  }
  const Result<ConfigHash> config_hash = ConfigHash::open(paths->config_hash_key);
  if (!config_hash) return refuse(config_hash.error().message);
  const std::uint16_t port = settings->port;
  Gateway gateway(*paths, std::move(*config), *settings, *config_hash);
  if (const Status started = gateway.start(std::move(*lock)); !started) {
    gateway.tear_down();
    return refuse_start(started.error(), port);
  }
  return gateway.run();
}

}  // namespace openclaw
