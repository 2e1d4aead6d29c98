// SPDX-License-Identifier: MIT
// The control plane: the connections, the methods they may call and the events they get.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "core/client/auth_limiter.hpp"
#include "core/client/connection.hpp"
#include "core/client/handshake.hpp"
#include "core/client/preauth.hpp"
#include "core/control/bus.hpp"
#include "core/control/client_watch.hpp"
#include "core/control/health.hpp"
#include "core/control/methods.hpp"
#include "core/control/presence.hpp"
#include "core/device/devices.hpp"
#include "core/device/upgrades.hpp"
#include "core/log/ws_log.hpp"

namespace openclaw {

struct ControlPlaneSettings {
  HandshakePolicy handshake;
  AuthLimits auth_limits;
  std::string version;
  std::string config_file;
  std::string config_hash;
  std::string state_dir;
  std::string bind = "loopback";
  int port = 0;
  std::uint64_t handshake_ms = limits::kHandshakeMs;
  int preauth_per_peer = 32;
  WsLog ws_log;
  std::function<std::string()> log_file =
      {};  // the path of the log; empty as long as there is none
  std::size_t total_queued = 64U * 1024U * 1024U;  // bytes, over all connections
};

class ControlPlane final : public ConnectionMediator, public DeviceMediator {
 public:
  ControlPlane(Loop& loop, ControlPlaneSettings settings);

  // The HTTP reply that refuses an upgrade, if any.
  std::optional<HttpReply> refuse_upgrade(const HttpRequest& request) const;
  std::unique_ptr<SocketEvents> open(Socket& socket, HttpRequest request);

  MethodTable& methods() { return methods_; }
  Bus& bus() { return bus_; }
  Health& health() { return health_; }
  // A part of a snapshot, see Health::set; "presence.<key>" announces somebody. False: no such
  // slot.
  bool set_snapshot(std::string_view slot, std::string_view json);
  [[nodiscard]] std::uint64_t uptime_ms() const;
  // All plugins are up: requests and connects pass from now on.
  void open_gate();
  // Tells everybody that this is the end: the shutdown event, then close 1012.
  void shut_down(std::string_view payload);
  void stop_timers();
  [[nodiscard]] std::size_t connections() const { return open_.size(); }
  // Called each time the last connection has left.
  void on_empty(Callback fn) { on_empty_ = std::move(fn); }
  [[nodiscard]] const Auth& auth() const { return settings_.handshake.auth; }
  // One count for both ways in.
  AuthLimiter& auth_limiter() { return auth_limiter_; }
  // Told of clients; must outlive it. nullptr: nobody is told any more.
  void use_watch(ClientWatch* watch) { watch_ = watch; }
  // Asked about clients that a proxy passed on; must outlive it. nullptr: nobody is asked any more.
  void use_identities(IdentitySource* source) { identities_ = source; }
  // Those that have come in, in their order.
  [[nodiscard]] const std::vector<Connection*>& clients() const { return ready_; }
  // See Devices::note.
  // As in Devices.
  bool remove_role(const std::string& device_id, std::string_view role, Devices::Saved done) {
    return devices_.remove_role(device_id, role, std::move(done));
  }
  void note_device(const std::string& device_id, std::string members) {
    devices_.note(device_id, std::move(members));
  }
  Devices& devices() { return devices_; }
  // Where the devices are kept from now on; `rows` are what is there.
  void use_devices(DeviceTable& table, DeviceRows rows);

  // ConnectionMediator
  Loop& loop() override { return loop_; }
  void judge(std::string_view params, const HttpRequest& upgrade, std::string_view nonce,
             Settle settle) override;
  HandshakeOutcome judge_simple(std::optional<std::string_view> params,
                                const HttpRequest& upgrade) override;
  [[nodiscard]] bool stands_open(const HttpRequest& upgrade) const override;
  std::string hello(const Connection& connection, const Admission& admission) override;
  [[nodiscard]] bool wrong_role(const Request& request) const override;
  bool dispatch(const RequestRef& request, const Params& params) override;
  std::shared_ptr<const ParamSchemas> schemas() override { return methods_.schemas(); }
  std::string event_tail(const Event& event, std::uint64_t seq) override;
  void authenticated(Connection& connection, const Admission& admission) override;
  [[nodiscard]] const WsLog& ws_log() const override { return settings_.ws_log; }
  void handshake_over(const std::string& peer) override { preauth_.leave(peer); }
  void left(Connection& connection) override;
  void gone(Connection& connection) override;
  void congested(Connection& connection) override;
  // DeviceMediator
  void save_devices(std::vector<StoreStatement> statements,
                    std::function<void(bool)> done) override;
  void publish_pairing(std::string_view event, std::string_view payload) override;
  [[nodiscard]] bool device_connected(const std::string& device_id) const override;
  void drop_device(const std::string& device_id, std::string_view role) override;
  void device_removed(const std::string& device_id) override;

 private:
  // Whether an identity would let this client in, or have its device paired.
  [[nodiscard]] bool may_do_without_secret(std::string_view params, const HttpRequest& upgrade,
                                           std::string_view nonce) const;
  void judge_as(const ClientIdentity* identity, std::string_view params, const HttpRequest& upgrade,
                std::string_view nonce, Settle settle);
  // Counts who was wrong about the secret, and holds the answer back.
  HandshakeOutcome counted(HandshakeOutcome outcome, const HttpRequest& upgrade, std::uint64_t now);
  [[nodiscard]] Circumstances circumstances(const HttpRequest& upgrade, std::uint64_t now) const;
  void on_tick();
  void publish_presence();
  void publish_health();
  void health_soon();

  Loop& loop_;
  ControlPlaneSettings settings_;
  MethodTable methods_;
  Bus bus_;
  Presence presence_;
  Health health_;
  Preauth preauth_;
  AuthLimiter auth_limiter_;
  AuthLimiter device_limiter_;  // of the tokens of devices
  AuthLimiter setup_limiter_;   // of setup codes
  Devices devices_;
  ScopeUpgrades upgrades_;
  DeviceTable* device_table_ = nullptr;
  ClientWatch* watch_ = nullptr;
  IdentitySource* identities_ = nullptr;
  std::unordered_set<Connection*> open_;  // all, those in the handshake too
  std::vector<Connection*> ready_;
  std::string boot_id_;
  std::uint64_t started_ms_;
  Timer tick_;
  Timer health_timer_;
  Timer health_pending_;
  std::vector<Timer> held_back_;  // devices that are let in later
  Callback on_empty_;
};

}  // namespace openclaw
