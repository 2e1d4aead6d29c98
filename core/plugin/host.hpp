// SPDX-License-Identifier: MIT
// The plugins: loaded, configured, started in order, and taken down again with whatever they left.
#pragma once
#include <openclaw/plugin.h>

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "core/client/client_identity.hpp"
#include "core/control/client_watch.hpp"
#include "core/error.hpp"
#include "core/json/json.hpp"
#include "core/loop.hpp"
#include "core/net/reach.hpp"
#include "core/plugin/pool.hpp"
#include "core/plugin/watchdog.hpp"

struct oc_http_req;
struct oc_identity_question;

namespace openclaw {

class ControlPlane;
class HttpRoutes;
class Module;
class Store;
class WsRoutes;

// What the plugins need from the gateway.
class PluginWorld {
 public:
  virtual ~PluginWorld() = default;
  virtual Loop& loop() = 0;
  virtual ControlPlane& control() = 0;
  virtual HttpRoutes& routes() = 0;
  virtual WsRoutes& ws_routes() = 0;
  virtual Store& store() = 0;
  virtual const std::string& state_dir() = 0;
  // Takes over a connection that a front has accepted.
  virtual void adopt(int fd, Ingress ingress) = 0;
  // The name by which a plugin's proxy is called; empty: none.
  virtual void set_front_name(const std::string& plugin, const std::string& dns_name) = 0;
};

struct PluginPlan {
  std::vector<std::string> directories;
  std::vector<std::string> disabled;           // ids that are not loaded
  std::map<std::string, std::string> configs;  // id -> JSON object
  const cJSON* config = nullptr;               // the whole; borrowed during start()
};

class PluginHost final : public ClientWatch, public IdentitySource {
 public:
  explicit PluginHost(PluginWorld& world);
  ~PluginHost() override;
  PluginHost(const PluginHost&) = delete;
  PluginHost& operator=(const PluginHost&) = delete;

  // Loads and starts what the plan says. A plugin that cannot be used is named in the log and in
  // health_json(), and left out.
  void start(const PluginPlan& plan);
  // Stops all, the last started first; `stopped` is called when each has answered.
  void stop(Callback stopped);
  // The plugin that the end waits for, by its stop() or its work; empty when there is none.
  [[nodiscard]] std::string stopping() const;
  // Calls fini and closes the modules. The loop must have run dry.
  void unload();

  [[nodiscard]] std::size_t count() const;
  // The plugins of the first directory, the gateway's own, that cannot be used.
  [[nodiscard]] std::vector<std::string> failing() const;
  // {"loaded":[ids],"errors":[{"plugin","message"}],"unavailable":[]}
  [[nodiscard]] std::string health_json() const;

  PluginWorld& world() { return world_; }
  Watchdog& watchdog() { return watchdog_; }
  Pool<oc_req>& requests() { return requests_; }
  Pool<oc_http_req>& exchanges() { return exchanges_; }
  Pool<oc_identity_question>& questions() { return questions_; }
  // The interface `iface` of the gateway, or else of the first started plugin.
  oc_iface find(const std::string& iface);
  void each(const std::string& iface,
            const std::function<void(const char* plugin_id, oc_iface)>& fn);
  // The same, with the plugin itself.
  void each_started(const std::string& iface,
                    const std::function<void(oc_self& plugin, const void* ops)>& fn);
  void answered_stop(oc_stopping* stopping);
  // ClientWatch, for those who serve oc.client-watch/1
  void welcome(const ClientFacts& client, HelloMembers& members) override;
  void joined(const ClientFacts& client) override;
  void left(const ClientFacts& client) override;
  void device_removed(const std::string& device_id) override;
  // IdentitySource, by those who serve oc.client-identity/1: the first who is certain
  void identify(const HttpRequest& upgrade, Told told) override;
  // To those who serve oc.advertiser/1.
  void tell_reach(const Reach& reach);
  // The last answer of the store that the plugin waited for has come.
  void store_answered(oc_self& plugin);
  // The plugin had started and cannot go on: it is named, and stopped from the loop.
  void fail_started(oc_self& plugin, const std::string& why);

 private:
  struct Failure {
    std::string plugin;
    std::string message;
    bool own = false;  // it came with the gateway
  };
  void load(const PluginPlan& plan, const std::string& file);
  using Plugins = std::vector<std::unique_ptr<oc_self>>;
  void sort();
  void tell_circle(const std::vector<std::size_t>& circle) const;
  void tell_rival(const std::string& iface, const oc_self& asked, const oc_self& other);
  void finish(oc_self& plugin);
  bool initialise(oc_self& plugin, const PluginPlan& plan);
  bool configure(oc_self& plugin, const PluginPlan& plan);
  bool begin(oc_self& plugin);
  void fail(const std::string& plugin, const std::string& file, const std::string& message);
  void withdraw(oc_self& plugin);
  void halt(oc_self& plugin);
  void finish_stop(oc_self& plugin);
  void stop_next();
  void reclaim(oc_self& plugin);

  PluginWorld& world_;
  Plugins plugins_;  // in the order of starting
  std::string own_directory_;
  std::vector<Failure> failures_;
  std::set<std::string> rivals_told_;  // interfaces
  Pool<oc_req> requests_;
  Pool<oc_http_req> exchanges_;
  Pool<oc_identity_question> questions_;
  Callback stopped_;
  std::size_t stopping_at_ = 0;
  Watchdog watchdog_;  // last: its thread reads names of the plugins
};

}  // namespace openclaw
