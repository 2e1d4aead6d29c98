// SPDX-License-Identifier: MIT
#include "core/gateway.hpp"

#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "core/config/methods.hpp"
#include "core/device/setup_methods.hpp"
#include "core/effective_config.hpp"
#include "core/log/log.hpp"
#include "openclaw_build.h"

namespace openclaw {
namespace {

constexpr std::uint64_t kHardLimitMs = 5'000;
constexpr std::uint64_t kLastFlushMs = 500;
constexpr std::uint64_t kCloseGraceMs = 1'000;  // for clients to answer the close
constexpr std::uint64_t kLastWordsMs = 500;     // for what TLS clients are still to be told

void log(LogLevel level, std::string_view text) { log_line(level, "gateway", text); }

// Whoever ran the gateway in a terminal and closes it wants it gone.
bool terminal_is_gone() {
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    errno = 0;
    if (::isatty(fd) == 0 && errno == EIO) return true;
  }
  return false;
}

ControlPlaneSettings control_settings(const Paths& paths, const Settings& settings,
                                      std::string config_hash, const LogWriter& log) {
  ControlPlaneSettings out;
  out.handshake.auth = Auth(settings.auth_mode, settings.secret, settings.access.proxy_user);
  out.auth_limits = settings.access.auth_limits;
  out.handshake.origins = settings.access.origins;
  out.handshake.local_open = settings.local_open;
  out.version = OPENCLAW_VERSION;
  out.config_file = paths.config_file;
  out.config_hash = std::move(config_hash);
  out.state_dir = paths.state_dir;
  out.port = settings.port;
  out.bind = bind_mode_name(settings.bind.mode);
  out.handshake_ms = settings.handshake_ms;
  out.ws_log = settings.ws_log;
  out.log_file = [&log] { return log.file(); };
  out.preauth_per_peer = settings.preauth_per_peer;
  return out;
}

SetupFacts setup_facts(const Config& config, const Settings& settings) {
  SetupFacts out;
  out.places.public_url = config.text("plugins.entries.device-pair.config.publicUrl");
  out.places.remote_url = config.text("gateway.remote.url");
  out.places.is_elsewhere = config.text("gateway.mode") == "remote";
  out.places.tailscale = settings.tailscale;
  out.places.bind = settings.bind;
  out.places.port = settings.port;
  out.places.tls = settings.tls.enabled;
  out.auth_mode = settings.auth_mode;
  return out;
}

}  // namespace

Gateway::Gateway(Paths paths, Config config, Settings settings, const ConfigHash& config_hash,
                 const Supervisor& supervisor, const LogWriter& log)
    : paths_(std::move(paths)),
      config_(std::move(config)),
      settings_(std::move(settings)),
      control_(loop_, control_settings(paths_, settings_, config_hash.of(config_.source()), log)),
      routes_(control_.auth(), control_.auth_limiter(), settings_.access.origins),
      store_(paths_.database, [this](Callback fn) { loop_.post(std::move(fn)); }),
      device_table_(store_),
      plugins_(*this),
      server_(loop_, *this, settings_.tls.enabled ? Tls::kDescriptors : 1),
      supervisor_(supervisor) {
  add_probes(routes_, {OPENCLAW_VERSION, [this] { return control_.uptime_ms(); },
                       [this] { return failing(); },
                       [this] { return std::string(control_.health().status().get("tls")); }});
  add_config_methods(control_.methods(), loop_,
                     {paths_.config_file, paths_.plugin_dir, OPENCLAW_VERSION, config_hash,
                      config_hash.of(config_.source())});
  SetupFacts setup = setup_facts(config_, settings_);
  setup.tailnet_name = [this] { return tailnet_name(); };
  add_setup_methods(control_.methods(), loop_, control_.devices(), std::move(setup));
}

Gateway::~Gateway() = default;

Status Gateway::start(StateLock lock, std::vector<Listener> ready) {
  lock_ = std::move(lock);
  if (Status status = server_.start(); !status) return status;
  if (Status status = open_tls(); !status) return status;
  if (Status status = listen(std::move(ready)); !status) return status;
  watch_signals();
  store_.open([this](Status opened) {
    if (stopping_) return;
    if (!opened) return fail_start(opened.error().message);
    store_open_ = true;
    load_devices();
    start_plugins();
  });
  return Done{};
}

// They are there when the plugins are: see await_first_reads().
void Gateway::load_devices() {
  device_table_.load([this](Result<DeviceRows> rows) {
    if (stopping_) return;
    if (!rows) return fail_start(rows.error().message);
    control_.use_devices(device_table_, std::move(*rows));
  });
}

void Gateway::watch_signals() {
  signals_.emplace_back(loop_, SIGTERM, [this] { stop("SIGTERM"); });
  signals_.emplace_back(loop_, SIGINT, [this] { stop("SIGINT"); });
  signals_.emplace_back(loop_, SIGHUP, [this] { hang_up(); });
  signals_.emplace_back(loop_, SIGUSR1, [this] { restart("SIGUSR1"); });
  signals_.emplace_back(loop_, SIGUSR2, [this] { restart("SIGUSR2"); });
  if (const std::uint64_t ms = supervisor_.watchdog_ms(); ms > 0) {
    alive_ = Timer(loop_, ms, ms, [this] { supervisor_.notify("WATCHDOG=1"); });
  }
}

void Gateway::start_plugins() {
  PluginPlan plan;
  plan.directories.push_back(paths_.plugin_dir);
  const cJSON* extra = nullptr;
  cJSON_ArrayForEach(extra, config_.at("plugins.load.paths")) {
    if (cJSON_IsString(extra)) plan.directories.emplace_back(extra->valuestring);
  }
  const cJSON* entry = nullptr;
  cJSON_ArrayForEach(entry, config_.at("plugins.entries")) {
    if (!json_bool(entry, "enabled", true)) plan.disabled.emplace_back(entry->string);
    if (const cJSON* own = json_get(entry, "config")) plan.configs[entry->string] = print_json(own);
  }
  const JsonTree effective = effective_config(config_.root(), settings_);
  plan.config = effective.get();
  control_.use_watch(&plugins_);
  control_.use_identities(&plugins_);
  plugins_.start(plan);
  control_.health().set("health.plugins", plugins_.health_json());
  await_first_reads();
}

// What the plugins ask of the store at their start, and then behind those answers, is there when
// the gate opens. Answers come in order.
void Gateway::await_first_reads() {
  store_.read({"SELECT 1"}, [this](int, const StoreRows&) {
    if (stopping_) return;
    if (store_.reads_waiting() > 0) return await_first_reads();
    plugins_started();
  });
}

void Gateway::plugins_started() {
  ready_ = true;
  control_.open_gate();
  tell_reach();
  log(LogLevel::info, "ready (" + std::to_string(plugins_.count()) + " plugins, " +
                          std::to_string(control_.uptime_ms()) + " ms)");
  supervisor_.notify("READY=1\nSTATUS=listening on port " + std::to_string(settings_.port));
}

void Gateway::fail_start(const std::string& why) {
  log(LogLevel::error, "Gateway failed to start: " + why);
  exit_status_ = 1;
  stop("a failed start");
}

std::vector<std::string> Gateway::failing() const {
  std::vector<std::string> out;
  if (!store_open_) out.emplace_back("store");
  if (!ready_) out.emplace_back("plugins");
  for (std::string& plugin : plugins_.failing()) out.push_back(std::move(plugin));
  if (stopping_) out.emplace_back("shutdown");
  return out;
}

void Gateway::replace() {
  if (!restart_.replace || !lock_) return;
  Inheritance inheritance;
  inheritance.lock = lock_->release();
  for (Listener& listener : listeners_) inheritance.listeners.push_back(listener.release());
  restart_.replace(inheritance);
  exit_status_ = 1;
}

int Gateway::run() {
  loop_.run();
  tear_down();
  if (restarting_) replace();
  return exit_status_;
}

void Gateway::tear_down() {
  signals_.clear();
  alive_.reset();
  if (!restarting_) listeners_.clear();
  close_grace_.reset();
  control_.stop_timers();
  // Whoever outstayed the grace goes now; that must not end the turns which the library needs to
  // close its handles.
  control_.on_empty(nullptr);
  server_.close();
  if (tls_) tls_->close(kLastWordsMs);
  loop_.run();
  server_.finish();
  hard_limit_.reset();
  plugins_.unload();
  if (!restarting_) lock_.reset();
  if (!loop_.close()) log(LogLevel::warn, "the event loop still had something to wait for");
}

void Gateway::stop(const char* signal) {
  if (stopping_) {
    log(LogLevel::info, std::string("received ") + signal + " during shutdown; ignoring");
    return;
  }
  log(LogLevel::info, std::string("signal ") + signal + " received");
  log(LogLevel::info, std::string("received ") + signal + "; shutting down");
  listeners_.clear();
  begin_stop(R"({"reason":"gateway stopping"})");
}

void Gateway::hang_up() {
  if (terminal_is_gone()) return stop("SIGHUP");
  if (tls_) return tls_->reload();
  log(LogLevel::info,
      "received SIGHUP; ignored, since gateway.tls is off and has no files to read");
}

// Whoever connects meanwhile waits for the fresh process.
void Gateway::restart(const char* signal) {
  if (stopping_) {
    log(LogLevel::info, std::string("received ") + signal + " during shutdown; ignoring");
    return;
  }
  log(LogLevel::info, std::string("signal ") + signal + " received");
  if (!config_.flag("commands.restart").value_or(true)) {
    log(LogLevel::warn, std::string(signal) +
                            " restart ignored (not authorized; commands.restart=false or use "
                            "gateway tool).");
    return;
  }
  if (!restart_.refusal) return begin_restart(signal);
  if (checking_restart_) return;
  checking_restart_ = true;
  // It reads files and tries addresses, which may take its time.
  auto problem = std::make_shared<std::string>();
  loop_.work([problem, refusal = restart_.refusal] { *problem = refusal(); },
             [this, problem, signal] {
               checking_restart_ = false;
               if (stopping_) return;
               if (problem->empty()) return begin_restart(signal);
               log(LogLevel::error, "restart refused, the gateway goes on as it is. " + *problem);
             });
}

void Gateway::begin_restart(const char* signal) {
  log(LogLevel::info, std::string("received ") + signal + "; restarting");
  restarting_ = true;
  for (Listener& listener : listeners_) listener.pause();
  begin_stop(R"({"reason":"gateway restarting","restartExpectedMs":1500})");
}

void Gateway::begin_stop(std::string_view farewell) {
  stopping_ = true;
  supervisor_.notify(restarting_ ? "RELOADING=1\nSTATUS=restarting"
                                 : "STOPPING=1\nSTATUS=stopping");
  hard_limit_ = Timer(loop_, kHardLimitMs, 0, [this] {
    const std::string plugin = plugins_.stopping();
    if (!plugin.empty()) log(LogLevel::warn, "plugin " + plugin + " has not stopped");
    log(LogLevel::warn, "shutdown timed out; exiting without full cleanup");
    flush_log(kLastFlushMs);
    if (restarting_) replace();
    _exit(exit_status_);
  });
  // It is there for what keeps the loop busy too long, and must not do so itself.
  hard_limit_.unref();
  control_.shut_down(farewell);
  plugins_.stop([this] { stop_store(); });
}

void Gateway::stop_store() {
  store_.close([this] {
    store_closed_ = true;
    if (control_.connections() == 0) return finish();
    close_grace_ = Timer(loop_, kCloseGraceMs, 0, [this] { finish(); });
    control_.on_empty([this] { finish(); });
  });
}

void Gateway::finish() { loop_.stop(); }

void Gateway::attribute(HttpRequest& request) {
  if (!request.front.empty()) return attribute_front(request);
  openclaw::attribute(request, settings_.access.proxies);
}

std::optional<HttpReply> Gateway::refuse_upgrade(const HttpRequest& request) {
  if (stopping_) {
    return HttpReply{503, {{"content-type", "text/plain"}}, "Gateway websocket admission closed"};
  }
  if (request.unattributed()) return proxy_refusal();
  if (const WsRoute* route = ws_routes_.find(request.path)) return route->judge(request);
  return control_.refuse_upgrade(request);
}

std::unique_ptr<SocketEvents> Gateway::opened(Socket& socket, HttpRequest request) {
  if (const WsRoute* route = ws_routes_.find(request.path)) return route->open(socket, request);
  return control_.open(socket, std::move(request));
}

std::optional<HttpReply> Gateway::refuse_body(const HttpRequest& head, std::uint64_t length) {
  return routes_.refuse_body(head, length);
}

void Gateway::serve(const std::shared_ptr<Exchange>& exchange) { routes_.serve(exchange); }

}  // namespace openclaw
