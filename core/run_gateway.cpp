// SPDX-License-Identifier: MIT
// `openclaw gateway run`: from the command line to a running gateway, with the messages and exit
// statuses that operators know.
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "core/client/local_open.hpp"
#include "core/config/start.hpp"
#include "core/gateway.hpp"
#include "core/log/log.hpp"
#include "core/log/writer.hpp"
#include "core/loop.hpp"
#include "core/options.hpp"
#include "core/process_limits.hpp"
#include "core/run_settings.hpp"

namespace openclaw {
namespace {

constexpr std::uint64_t kLockWaitMs = 5'000;
constexpr std::uint64_t kLogGraceMs = 1'000;

// The signals that ask for a restart or for new files end nobody while no gateway waits for them: a
// loop that lets go of its handles gives a signal back its deadly default only when no other loop
// has one left.
class HeldSignals {
 public:
  HeldSignals() {
    for (const int number : {SIGHUP, SIGUSR1, SIGUSR2}) held_.emplace_back(loop_, number, [] {});
  }

 private:
  Loop loop_;
  std::vector<Signal> held_;
};

// Under our unit, 78 (EX_CONFIG) tells the supervisor not to try again: only what the operator has
// written can be wrong then.
constexpr int kConfigError = 78;

int refuse(const Error& error, const Supervisor& supervisor) {
  flush_log(kLogGraceMs);
  std::fprintf(stderr, "%s\n", error.message.c_str());
  return supervisor.is_unit() && error.code == code::kInvalidRequest ? kConfigError : 1;
}

// The first start: the stock clients find the token in the file they read.
Status remember_token(Config& config, const Settings& settings, const std::string& note_file) {
  if (Status noted = note_made_token(settings, note_file); !noted) return noted;
  const std::string mode(config.text("gateway.mode"));
  for (const auto& [key, value] : {std::pair("gateway.mode", mode.empty() ? "local" : mode),
                                   std::pair("gateway.auth.mode", std::string("token")),
                                   std::pair("gateway.auth.token", settings.secret.reveal())}) {
    if (Status set = config.set_text(key, value); !set) return set;
  }
  if (Status status = save_and_tell(config); !status) return status;
  log_line(LogLevel::info, "gateway",
           "auth token was missing. Generated a new token and saved it to config "
           "(gateway.auth.token).");
  return Done{};
}

void warn_of_local_open() {
  log_line(LogLevel::warn, "gateway",
           "programs of this machine need no secret in the simple dialect, since none was "
           "configured; gateway.auth.localOpen=false asks them for it");
}

// A secret for calls of another gateway, and no such gateway: it was meant for this one's clients.
void warn_of_remote_secret(const Config& config, const Settings& settings) {
  const bool asks =
      settings.auth_mode == AuthMode::kToken || settings.auth_mode == AuthMode::kPassword;
  if (!asks || !config.text("gateway.remote.url").empty()) return;
  for (const auto* name : {"token", "password"}) {
    const std::string given(config.text(std::string("gateway.remote.") + name));
    if (given.empty() || settings.secret.matches(given)) continue;
    log_line(LogLevel::warn, "gateway",
             std::string("\"gateway.remote.") + name +
                 "\" is for remote CLI calls; it does not enable local gateway auth. Clients that "
                 "send it are refused: set gateway.auth." +
                 name + " to the same, or remove it.");
  }
}

// With what the operator can do.
Error start_error(const Error& error, std::uint16_t port, const RunOptions& options) {
  std::string text = "Gateway failed to start: " + error.message;
  const bool locked = error.message.starts_with("gateway already running");
  const bool taken = error.code == "EADDRINUSE";
  if (locked)
    text += "\nIf the gateway is supervised, stop it with: systemctl --user stop openclaw-gateway";
  const std::string holders = (locked || taken) && options.who_has ? options.who_has(port) : "";
  if (taken || !holders.empty()) {
    text += "\nPort " + std::to_string(port) + " is already in use.\n" + holders;
    text += locked ? "- Gateway already running locally. Stop it (systemctl --user stop "
                     "openclaw-gateway, or SIGTERM) or use a different port."
                   : "- Stop the process that has it, or use another port (--port).";
  }
  return Error{error.code, text};
}

Result<std::vector<Listener>> adopt(const std::vector<int>& sockets) {
  std::vector<Listener> listeners;
  for (const int fd : sockets) {
    Result<Listener> listener = Listener::adopt(fd);
    if (!listener) return listener.error();
    listeners.push_back(std::move(*listener));
  }
  return listeners;
}

GivenAddresses addresses_of(const std::vector<Listener>& given) {
  GivenAddresses out;
  for (const Listener& listener : given) out.addresses.push_back(listener.address());
  if (!given.empty()) out.port = given.front().port();
  return out;
}

// What was read and given before there is a log, a lock or a gateway.
struct Found {
  Paths paths;
  Config config;
  Settings settings;
  LogSettings log;
  GivenAddresses given;
  std::vector<Listener> listeners;
  int lock = -1;  // of the process before this one
};

// What a supervisor gave says where to listen; what the process before this one left need not fit.
Result<Found> find_all(const RunOptions& options, const Supervisor& supervisor) {
  const Inheritance inherited = take_inheritance();
  Result<std::vector<Listener>> given = adopt(supervisor.sockets);
  if (!given) return given.error();
  Result<std::vector<Listener>> left = adopt(inherited.listeners);
  if (!left) return left.error();
  const Result<Paths> paths = find_paths();
  if (!paths) return paths.error();
  Result<Config> config = read_config_to_start(
      paths->config_file, [&](const Config& found) { return plugin_ids(*paths, found); });
  if (!config) return config.error();
  GivenAddresses addresses = addresses_of(*given);
  Result<RunSettings> settled =
      settle_run(options, *config, addresses, process_environment, *paths);
  if (!settled) return settled.error();
  const std::string missing = missing_tailscale(settled->settings, *config, *paths);
  if (!missing.empty()) log_line(LogLevel::warn, "gateway", missing);
  return Found{*paths,
               std::move(*config),
               std::move(settled->settings),
               std::move(settled->log),
               std::move(addresses),
               std::move(given->empty() ? *left : *given),
               inherited.lock};
}

// The state directory is this gateway's from here on.
Result<StateLock> take_state(Found& found, const RunOptions& options) {
  const Paths& paths = found.paths;
  const Settings& settings = found.settings;
  for (const std::string& dir : {paths.state_dir, paths.state_dir + "/state"}) {
    if (const Status made = make_private_dir(dir); !made) return made.error();
  }
  const bool shared_config = process_environment("OPENCLAW_ALLOW_MULTI_GATEWAY") == "1";
  Result<StateLock> lock = StateLock::take(
      {paths.state_dir, paths.config_file, settings.port, shared_config}, kLockWaitMs, found.lock);
  if (!lock) return start_error(lock.error(), settings.port, options);
  if (settings.secret_is_new) {
    make_dir_private(paths.state_dir);
    const Status kept = remember_token(found.config, settings, paths.made_token_note);
    if (!kept) return kept.error();
  }
  warn_of_remote_secret(found.config, settings);
  found.settings.local_open = is_local_open(settings, found.config, paths.made_token_note);
  if (settings.local_open) warn_of_local_open();
  return lock;
}

// The program by its path, so that a restart takes up a new version of it.
std::string own_program() {
  std::error_code error;
  return std::filesystem::read_symlink("/proc/self/exe", error).string();
}

Gateway::Restart restart_of(const RunOptions& options, const Paths& paths,
                            const GivenAddresses& given, const std::string& program,
                            bool by_supervisor) {
  Gateway::Restart restart;
  // Only a supervisor gives its sockets again.
  restart.refusal = [options, paths,
                     again = by_supervisor ? given : GivenAddresses{}]() -> std::string {
    const Environment fresh =
        options.fresh_environment ? options.fresh_environment() : process_environment;
    const Result<RunSettings> settled = try_settle_run(options, paths, again, fresh);
    return settled ? "" : settled.error().message;
  };
  if (by_supervisor) return restart;
  restart.replace = [program](const Inheritance& inheritance) {
    flush_log(kLogGraceMs);
    restart_in_place(program, inheritance);
    log_line(LogLevel::error, "gateway",
             "cannot restart " + program + ": " + std::strerror(errno) + "; start it again");
  };
  return restart;
}

// The directories of files that do not go by day. One that cannot be made is told of with the file.
void make_log_dirs(const LogSettings& log) {
  for (const std::string& file : {log.file, log.console_copy}) {
    if (file.empty()) continue;
    static_cast<void>(make_private_dir(file.substr(0, file.rfind('/'))));
  }
}

int run_found(Found found, const RunOptions& options, const std::string& program,
              const Supervisor& supervisor, const LogWriter& log) {
  Result<StateLock> lock = take_state(found, options);
  if (!lock) return refuse(lock.error(), supervisor);
  const Result<ConfigHash> config_hash = ConfigHash::open(found.paths.config_hash_key);
  if (!config_hash) return refuse(config_hash.error(), supervisor);
  const std::uint16_t port = found.settings.port;
  Gateway gateway(found.paths, std::move(found.config), found.settings, *config_hash, supervisor,
                  log);
  gateway.on_restart(restart_of(options, found.paths, found.given, program, supervisor.restarts()));
  if (const Status started = gateway.start(std::move(*lock), std::move(found.listeners));
      !started) {
    gateway.tear_down();
    return refuse(start_error(started.error(), port, options), supervisor);
  }
  return gateway.run();
}

}  // namespace

Result<std::uint16_t> port_to_run_on(const RunOptions& options) {
  const Result<Paths> paths = find_paths();
  if (!paths) return paths.error();
  const Result<RunSettings> settled = try_settle_run(options, *paths, {}, process_environment);
  if (!settled) return settled.error();
  return settled->settings.port;
}

Result<std::uint16_t> port_without_config(const RunOptions& options) {
  RunOptions made = options;
  made.allow_unconfigured = true;
  const Result<Paths> paths = find_paths();
  if (!paths) return paths.error();
  const Result<RunSettings> settled = settle_run(made, Config(), {}, process_environment, *paths);
  if (!settled) return settled.error();
  return settled->settings.port;
}

int refuse_to_run(const Error& error) { return refuse(error, Supervisor::take()); }

int run_gateway(const RunOptions& options) {
  set_log_level(options.verbose ? LogLevel::debug : LogLevel::info);
  const HeldSignals held;
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGCHLD, SIG_DFL);  // who started us may have it ignored, and no end would be told
  limit_descriptors();
  return_memory_early();
  const std::string program = own_program();
  const Supervisor supervisor = Supervisor::take();
  Result<Found> found = find_all(options, supervisor);
  if (!found) return refuse(found.error(), supervisor);
  make_log_dirs(found->log);
  LogWriter log(std::move(found->log));
  if (!log.start()) log_line(LogLevel::warn, "log", "no thread for the log file; stderr only");
  const int status = run_found(std::move(*found), options, program, supervisor, log);
  // A disk that does not answer keeps nobody from leaving.
  if (!log.close(kLogGraceMs)) _exit(status);
  return status;
}

}  // namespace openclaw
