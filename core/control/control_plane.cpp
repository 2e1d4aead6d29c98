// SPDX-License-Identifier: MIT
#include "core/control/control_plane.hpp"

#include <algorithm>

#include "core/client/hello.hpp"
#include "core/client/simple_handshake.hpp"
#include "core/control/system_methods.hpp"
#include "core/device/methods.hpp"
#include "core/ids.hpp"
#include "core/json/json.hpp"
#include "core/log/log.hpp"
#include "core/log/methods.hpp"
#include "core/wall_time.hpp"

namespace openclaw {
namespace {

constexpr std::uint64_t kHealthRefreshMs = 60'000;
// A connect brings a fresh health event; many connects at once bring one.
constexpr std::uint64_t kHealthAfterConnectMs = 50;

// A node is one however often it comes; operators are as many as their connections.
std::string presence_key(const Caller& caller) {
  return caller.role == Role::kNode && !caller.device_id.empty() ? caller.device_id
                                                                 : caller.connection_id;
}

std::string presence_row(const Admission& admission) {
  const ConnectParams& params = admission.params;
  const std::string& host = params.display_name.empty() ? params.client_id : params.display_name;
  JsonWriter w;
  w.object().key("host").value(host).key("clientId").value(params.client_id);
  w.key("version").value(params.client_version).key("platform").value(params.client_platform);
  if (!params.device_family.empty()) w.key("deviceFamily").value(params.device_family);
  if (!params.model_identifier.empty()) w.key("modelIdentifier").value(params.model_identifier);
  if (!params.time_zone.empty()) w.key("timeZone").value(params.time_zone);
  w.key("mode").value(params.client_mode);
  w.key("roles").array().value(role_name(admission.role)).end();
  if (!admission.scopes.empty()) {
    w.key("scopes").array();
    for (const std::string& scope : admission.scopes) w.value(scope);
    w.end();
  }
  if (admission.device) w.key("deviceId").value(admission.device->id);
  if (admission.identity) {
    w.key("user").object().key("id").value(admission.identity->login);
    if (admission.auth_method == "trusted-proxy") w.key("email").value(admission.identity->login);
    w.end();
  }
  const bool node = admission.role == Role::kNode;
  const std::string& instance =
      node && admission.device ? admission.device->id : params.instance_id;
  if (!instance.empty()) w.key("instanceId").value(instance);
  // The product never learns an operator's name before it writes this text.
  w.key("text").value("Node: " + (node ? host : "unknown") + " · mode " + params.client_mode);
  if (!node) w.key("onlineSince").value(wall_ms());
  w.end();
  return w.take();
}

}  // namespace

ControlPlane::ControlPlane(Loop& loop, ControlPlaneSettings settings)
    : loop_(loop),
      settings_(std::move(settings)),
      presence_(settings_.version),
      preauth_(settings_.preauth_per_peer),
      auth_limiter_(settings_.auth_limits),
      device_limiter_(settings_.auth_limits),
      setup_limiter_(settings_.auth_limits),
      devices_(*this),
      upgrades_(devices_),
      boot_id_(random_uuid()),
      started_ms_(Loop::now_ms()),
      tick_(loop, limits::kTickMs, limits::kTickMs, [this] { on_tick(); }),
      health_timer_(loop, kHealthRefreshMs, kHealthRefreshMs, [this] { publish_health(); }) {
  bus_.version() = {1, 1};
  bus_.use_log(settings_.ws_log);
  health_.set("health.channels", "{}");
  health_.set("health.channelOrder", "[]");
  health_.set("health.channelLabels", "{}");
  health_.set("status.channelSummary", "[]");
  health_.set("status.queuedSystemEvents", "[]");
  add_system_methods(
      methods_, health_, presence_,
      {settings_.version, std::string(auth_mode_name(settings_.handshake.auth.mode())),
       settings_.bind, settings_.port, [this] { return uptime_ms(); }});
  add_device_methods(methods_, devices_);
  add_upgrade_methods(methods_, upgrades_);
  devices_.on_resolved([this](const std::string& id, std::string_view decision) {
    upgrades_.resolved(id, decision);
  });
  if (settings_.log_file) add_log_methods(methods_, loop_, settings_.log_file);
}

void ControlPlane::on_tick() {
  const std::string ts = R"({"ts":)" + std::to_string(wall_ms()) + '}';
  bus_.publish({.name = "tick", .payload = ts});
  if (presence_.expire(Loop::now_ms())) publish_presence();
  devices_.tidy();
  upgrades_.expire(wall_ms());
}

bool ControlPlane::set_snapshot(std::string_view slot, std::string_view json) {
  static constexpr std::string_view kPresence = "presence.";
  if (slot.substr(0, kPresence.size()) != kPresence) return health_.set(slot, json);
  const std::string_view key = slot.substr(kPresence.size());
  if (key.empty()) return false;
  presence_.announce(std::string(key), std::string(json), Loop::now_ms());
  publish_presence();
  return true;
}

std::optional<HttpReply> ControlPlane::refuse_upgrade(const HttpRequest& request) const {
  if (request.unattributed()) return proxy_refusal();
  if (preauth_.full(request.peer)) {
    return HttpReply{
        503, {{"content-type", "text/plain; charset=utf-8"}}, "Too many unauthenticated sockets"};
  }
  return std::nullopt;
}

std::unique_ptr<SocketEvents> ControlPlane::open(Socket& socket, HttpRequest request) {
  preauth_.enter(request.peer);
  auto connection =
      std::make_unique<Connection>(socket, std::move(request), *this, settings_.handshake_ms);
  open_.insert(connection.get());
  return connection;
}

std::uint64_t ControlPlane::uptime_ms() const { return Loop::now_ms() - started_ms_; }

void ControlPlane::open_gate() { methods_.open_gate(); }

void ControlPlane::judge(std::string_view params, const HttpRequest& upgrade,
                         std::string_view nonce, Settle settle) {
  // Only somebody whose device is there, and who lacks nothing but the secret, is asked about.
  if (!identities_ || !upgrade.proxied || !may_do_without_secret(params, upgrade, nonce)) {
    return judge_as(nullptr, params, upgrade, nonce, std::move(settle));
  }
  // The connection that these belong to may be gone when the answer comes.
  identities_->identify(
      upgrade, [this, params = std::string(params), upgrade, nonce = std::string(nonce),
                settle = std::move(settle)](const std::optional<ClientIdentity>& identity) {
        judge_as(identity ? &*identity : nullptr, params, upgrade, nonce, settle);
      });
}

bool ControlPlane::may_do_without_secret(std::string_view params, const HttpRequest& upgrade,
                                         std::string_view nonce) const {
  static const ClientIdentity kAnybody{};
  Circumstances known = circumstances(upgrade, Loop::now_ms());
  known.nonce = nonce;
  known.identity = &kAnybody;
  const HandshakeOutcome outcome = judge_connect(params, upgrade, settings_.handshake, known);
  const auto* admission = std::get_if<Admission>(&outcome);
  return admission && admission->device && admission->device->by_identity;
}

void ControlPlane::judge_as(const ClientIdentity* identity, std::string_view params,
                            const HttpRequest& upgrade, std::string_view nonce, Settle settle) {
  const std::uint64_t now = Loop::now_ms();
  Circumstances known = circumstances(upgrade, now);
  known.nonce = nonce;
  known.identity = identity;
  HandshakeOutcome outcome =
      counted(judge_connect(params, upgrade, settings_.handshake, known), upgrade, now);
  auto* admission = std::get_if<Admission>(&outcome);
  if (!admission || !admission->device) return settle(std::move(outcome));
  if (admission->delay_ms == 0) {
    return devices_.admit(std::move(*admission), std::move(settle));
  }
  const std::uint64_t delay_ms = admission->delay_ms;
  std::erase_if(held_back_, [](const Timer& timer) { return !timer; });
  held_back_.emplace_back(
      loop_, delay_ms, 0,
      [this, admission = std::move(*admission), settle = std::move(settle)]() mutable {
        devices_.admit(std::move(admission), std::move(settle));
      });
}

HandshakeOutcome ControlPlane::judge_simple(std::optional<std::string_view> params,
                                            const HttpRequest& upgrade) {
  const std::uint64_t now = Loop::now_ms();
  return counted(
      openclaw::judge_simple(params, upgrade, settings_.handshake, circumstances(upgrade, now)),
      upgrade, now);
}

bool ControlPlane::stands_open(const HttpRequest& upgrade) const {
  return openclaw::stands_open(upgrade, settings_.handshake);
}

Circumstances ControlPlane::circumstances(const HttpRequest& upgrade, std::uint64_t now) const {
  Circumstances out;
  out.starting = !methods_.gate_open();
  out.locked_ms = auth_limiter_.locked_ms(upgrade, now);
  out.device_locked_ms = device_limiter_.locked_ms(upgrade, now);
  out.setup_locked_ms = setup_limiter_.locked_ms(upgrade, now);
  out.wall_ms = wall_ms();
  out.devices = &devices_.book();
  out.setup = &devices_.setup();
  return out;
}

// Who came in without a secret was right about none, and a device's own token says nothing of what
// stood beside it.
HandshakeOutcome ControlPlane::counted(HandshakeOutcome outcome, const HttpRequest& upgrade,
                                       std::uint64_t now) {
  if (auto* refusal = std::get_if<Refusal>(&outcome)) {
    if (refusal->wrong_secret) refusal->delay_ms = auth_limiter_.failed(upgrade, now);
    // Whoever guesses at one of these holds the device's key: it is counted, and not held back.
    if (refusal->wrong_device_token) static_cast<void>(device_limiter_.failed(upgrade, now));
    if (refusal->wrong_setup_code) static_cast<void>(setup_limiter_.failed(upgrade, now));
    return outcome;
  }
  auto* admission = std::get_if<Admission>(&outcome);
  const std::string& method = admission->auth_method;
  if (admission->device && admission->device->wrong_secret) {
    admission->delay_ms = auth_limiter_.failed(upgrade, now);
  }
  if (method == "device-token") {
    device_limiter_.succeeded(upgrade);
  } else if (method == "bootstrap-token") {
    setup_limiter_.succeeded(upgrade);
  } else if (method != "none" && !admission->identity) {
    auth_limiter_.succeeded(upgrade);
  }
  return outcome;
}

// Whoever comes finds themselves in the list.
std::string ControlPlane::hello(const Connection& connection, const Admission& admission) {
  if (Presence::tracks(admission.params.client_mode)) {
    presence_.put(presence_key(connection.caller()), presence_row(admission));
  }
  HelloFacts facts;
  facts.version = settings_.version;
  facts.boot_id = boot_id_;
  facts.connection_id = connection.id();
  facts.methods = methods_.advertised();
  facts.presence = presence_.rows();
  facts.health = health_.health();
  facts.unread_health = health_.health(Telling::kWithoutPlaces);
  facts.session_defaults = health_.hello("sessionDefaults");
  facts.state_version = bus_.version();
  facts.uptime_ms = uptime_ms();
  facts.config_hash = settings_.config_hash;
  facts.config_file = settings_.config_file;
  facts.state_dir = settings_.state_dir;
  facts.generation = settings_.handshake.auth.generation();
  facts.auth_mode = auth_mode_name(settings_.handshake.auth.mode());
  if (watch_) watch_->welcome(connection.facts(), facts.members);
  return hello_payload(facts, admission);
}

bool ControlPlane::wrong_role(const Request& request) const { return methods_.wrong_role(request); }

bool ControlPlane::dispatch(const RequestRef& request, const Params& params) {
  return methods_.dispatch(request, params);
}

std::string ControlPlane::event_tail(const Event& event, std::uint64_t seq) {
  return bus_.tail(event, seq);
}

void ControlPlane::authenticated(Connection& connection, const Admission& admission) {
  bus_.join(connection);
  ready_.push_back(&connection);
  if (Presence::tracks(admission.params.client_mode)) publish_presence();
  health_soon();
  if (watch_) watch_->joined(connection.facts());
  if (admission.device) devices_.came_in(*admission.device);
}

void ControlPlane::gone(Connection& connection) {
  open_.erase(&connection);
  if (open_.empty() && on_empty_) on_empty_();
}

void ControlPlane::left(Connection& connection) {
  bus_.leave(connection);
  std::erase(ready_, &connection);
  const std::string key = presence_key(connection.caller());
  const bool stays = std::any_of(ready_.begin(), ready_.end(), [&key](const Connection* other) {
    return presence_key(other->caller()) == key;
  });
  if (!stays && presence_.remove(key, Loop::now_ms())) publish_presence();
  if (watch_) watch_->left(connection.facts());
}

void ControlPlane::publish_presence() {
  ++bus_.version().presence;
  const std::string payload = R"({"presence":)" + presence_.rows() + '}';
  bus_.publish(
      {.name = "presence", .payload = payload, .drop_if_slow = true, .state_version = true});
}

void ControlPlane::publish_health() {
  health_.refresh();
  ++bus_.version().health;
  bus_.publish({.name = "health",
                .payload = health_.health(),
                .unread_payload = health_.health(Telling::kWithoutPlaces),
                .state_version = true});
}

void ControlPlane::health_soon() {
  if (health_pending_) return;
  health_pending_ = Timer(loop_, kHealthAfterConnectMs, 0, [this] { publish_health(); });
}

// All queues together may hold so much; the one that holds most pays for it.
void ControlPlane::congested(Connection& connection) {
  std::size_t total = 0;
  Connection* worst = &connection;
  for (Connection* one : ready_) {
    const std::size_t queued = one->queued();
    total += queued;
    if (queued > worst->queued()) worst = one;
  }
  if (total > settings_.total_queued) worst->drop_slow();
}

void ControlPlane::use_devices(DeviceTable& table, DeviceRows rows) {
  device_table_ = &table;
  devices_.load(std::move(rows));
}

void ControlPlane::save_devices(std::vector<StoreStatement> statements,
                                std::function<void(bool)> done) {
  if (!device_table_) return done(false);
  device_table_->save(std::move(statements), std::move(done));
}

void ControlPlane::publish_pairing(std::string_view event, std::string_view payload) {
  bus_.publish({.name = event, .payload = payload, .drop_if_slow = true});
}

bool ControlPlane::device_connected(const std::string& device_id) const {
  return std::any_of(ready_.begin(), ready_.end(), [&device_id](const Connection* connection) {
    return connection->caller().device_id == device_id;
  });
}

void ControlPlane::drop_device(const std::string& device_id, std::string_view role) {
  const std::vector<Connection*> all = ready_;
  for (Connection* connection : all) {
    const Caller& caller = connection->caller();
    if (caller.device_id != device_id) continue;
    if (role.empty() || role == role_name(caller.role)) connection->close(4001, "device removed");
  }
}

void ControlPlane::device_removed(const std::string& device_id) {
  if (watch_) watch_->device_removed(device_id);
}

void ControlPlane::stop_timers() {
  tick_.reset();
  health_timer_.reset();
  health_pending_.reset();
  held_back_.clear();
}

void ControlPlane::shut_down(std::string_view payload) {
  stop_timers();
  bus_.publish({.name = "shutdown", .payload = payload});
  const std::vector<Connection*> all(open_.begin(), open_.end());
  for (Connection* connection : all) connection->close(1012, "service restart");
}

}  // namespace openclaw
