// SPDX-License-Identifier: MIT
// `openclaw gateway run`: from the command line to a running gateway, with the messages and exit
// statuses that operators know.
#include <sys/resource.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include "core/gateway.hpp"
#include "core/log.hpp"
#include "core/options.hpp"

namespace openclaw {
namespace {

constexpr std::uint64_t kLockWaitMs = 5'000;

int refuse(const std::string& message) {
  std::fprintf(stderr, "%s\n", message.c_str());
  return 1;
}

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

// The first start: the stock clients find the token in the file they read.
Status remember_token(Config& config, const Settings& settings) {
  if (config.text("gateway.mode").empty()) config.set_text("gateway.mode", "local");
  config.set_text("gateway.auth.mode", "token");
  config.set_text("gateway.auth.token", settings.secret);
  if (Status status = config.save(); !status) return status;
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

Result<Settings> settle_to_listen(const RunOptions& options, const Config& config) {
  Result<Settings> settings = settle(options, config, environment);
  if (!settings) return settings.error();
  Result<BindPlan> plan = plan_bind(settings->bind, own_network());
  if (!plan) return plan.error();
  settings->listen = std::move(*plan);
  if (const Status guarded = guard_bind(settings->listen, *settings); !guarded) {
    return guarded.error();
  }
  return settings;
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
  Result<Config> config = Config::load(paths->config_file);
  if (!config) return refuse(config.error().message);
  const Result<Settings> settings = settle_to_listen(options, *config);
  if (!settings) return refuse(settings.error().message);
  for (const std::string& dir : {paths->state_dir, paths->state_dir + "/state"}) {
    if (const Status made = make_private_dir(dir); !made) return refuse(made.error().message);
  }
  const bool shared_config = environment("OPENCLAW_ALLOW_MULTI_GATEWAY") == "1";
  Result<StateLock> lock = StateLock::take(
      {paths->state_dir, paths->config_file, settings->port, shared_config}, kLockWaitMs);
  if (!lock) return refuse_start(lock.error(), settings->port);
  if (settings->secret_is_new) {
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
