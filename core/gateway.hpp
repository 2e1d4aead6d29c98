// SPDX-License-Identifier: MIT
// The composition root: builds the parts, starts them in order, and takes them down again.
#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/config/config.hpp"
#include "core/config/hash.hpp"
#include "core/control/control_plane.hpp"
#include "core/http/routes.hpp"
#include "core/http/ws_routes.hpp"
#include "core/lock.hpp"
#include "core/log/writer.hpp"
#include "core/loop.hpp"
#include "core/net/listener.hpp"
#include "core/net/server.hpp"
#include "core/net/tls.hpp"
#include "core/paths.hpp"
#include "core/plugin/host.hpp"
#include "core/settings.hpp"
#include "core/store/store.hpp"
#include "core/supervisor.hpp"

namespace openclaw {

class Gateway final : public ServerMediator, public PluginWorld {
 public:
  // `supervisor` and the log must outlive it.
  Gateway(Paths paths, Config config, Settings settings, const ConfigHash& config_hash,
          const Supervisor& supervisor, const LogWriter& log);
  ~Gateway() override;

  // Opens the port and begins to start the rest. The error is for the operator.
  // `ready` are sockets that listen already; those that do not fit the plan are closed.
  Status start(StateLock lock, std::vector<Listener> ready);
  // Runs until a signal ends it; the exit status.
  int run();
  struct Restart {
    // Why there can be none now; empty when there can. Called on a thread of the pool.
    std::function<std::string()> refusal;
    // Puts a fresh process in the place of this one; returns only when it cannot.
    std::function<void(const Inheritance&)> replace;
  };
  void on_restart(Restart restart) { restart_ = std::move(restart); }
  // Frees what start() opened; run() ends with it.
  void tear_down();

  // ServerMediator
  void attribute(HttpRequest& request) override;
  [[nodiscard]] std::string_view strict_transport() const override {
    return settings_.access.strict_transport;
  }
  std::optional<HttpReply> refuse_upgrade(const HttpRequest& request) override;
  std::unique_ptr<SocketEvents> opened(Socket& socket, HttpRequest request) override;
  std::optional<HttpReply> refuse_body(const HttpRequest& head, std::uint64_t length) override;
  void serve(const std::shared_ptr<Exchange>& exchange) override;
  // PluginWorld
  Loop& loop() override { return loop_; }
  ControlPlane& control() override { return control_; }
  HttpRoutes& routes() override { return routes_; }
  WsRoutes& ws_routes() override { return ws_routes_; }
  Store& store() override { return store_; }
  const std::string& state_dir() override { return paths_.state_dir; }
  void adopt(int fd, Ingress ingress) override { server_.adopt(fd, std::move(ingress)); }
  void set_front_name(const std::string& plugin, const std::string& dns_name) override;

 private:
  Status listen(std::vector<Listener> ready);
  Status open_tls();
  // Puts what there is to know of it into the snapshots, and tells the advertisers.
  void tell_tls();
  void watch_signals();
  void hang_up();
  void restart(const char* signal);
  void begin_restart(const char* signal);
  void replace();
  void begin_stop(std::string_view farewell);
  void load_devices();
  void start_plugins();
  void await_first_reads();
  void plugins_started();
  void fail_start(const std::string& why);
  void stop(const char* signal);
  void stop_store();
  void finish();
  [[nodiscard]] std::vector<std::string> failing() const;
  // Tells the advertisers, once the plugins have started.
  void tell_reach();
  [[nodiscard]] std::string tailnet_name() const;

  Loop loop_;
  Paths paths_;
  Config config_;
  Settings settings_;
  std::optional<StateLock> lock_;
  ControlPlane control_;
  HttpRoutes routes_;
  WsRoutes ws_routes_;
  Store store_;
  DeviceTable device_table_;
  PluginHost plugins_;
  Server server_;
  std::unique_ptr<Tls> tls_;  // none: the port speaks plain
  std::vector<Listener> listeners_;
  std::vector<Signal> signals_;
  const Supervisor& supervisor_;
  Timer alive_;                                     // for the supervisor's watchdog
  std::map<std::string, std::string> front_names_;  // by plugin
  std::optional<Reach> told_reach_;
  Restart restart_;
  Timer hard_limit_;
  Timer close_grace_;
  bool store_open_ = false;
  bool ready_ = false;
  bool stopping_ = false;
  bool restarting_ = false;
  bool checking_restart_ = false;
  bool store_closed_ = false;
  int exit_status_ = 0;
};

}  // namespace openclaw
