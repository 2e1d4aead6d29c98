// SPDX-License-Identifier: MIT
#include "mdns.hpp"

#include <algorithm>
#include <openclaw/address.hpp>
#include <openclaw/container.hpp>
#include <openclaw/json.hpp>
#include <openclaw/text.hpp>
#include <utility>

#include "../announcing/machine.hpp"
#include "names.hpp"

namespace mdns {
namespace {

constexpr std::uint64_t kFirstPauseMs = 1000;
constexpr std::uint64_t kLongestPauseMs = 60'000;
// Behind this the other side is said to hang; nothing is given up for it.
constexpr std::uint64_t kAnswerMs = 5000;
// What the gateway's end waits for a thread that hangs in a D-Bus call.
constexpr std::uint64_t kEndMs = 1000;

std::vector<std::string> strings(std::string_view json) {
  std::vector<std::string> out;
  const oc::Json list = oc::parse(json);
  const cJSON* item = nullptr;
  cJSON_ArrayForEach(item, list.get()) {
    if (cJSON_IsString(item)) out.emplace_back(item->valuestring);
  }
  return out;
}

}  // namespace

bool Mdns::Reach::direct() const {
  return !std::all_of(addresses.begin(), addresses.end(), oc::is_loopback);
}

Mdns::Mdns(oc::Host h) : Plugin(h), status_(host), link_watch_(host, [this] { links_changed(); }) {}

Mdns::~Mdns() {
  if (bridge_) bridge_->close();
  if (announcer_) Announcer::abandon(std::move(announcer_));
}

int Mdns::start() {
  const Asked asked{std::string(host.config_at("discovery.mdns.mode")),
                    std::string(host.config_at("plugins.entries.bonjour.enabled"))};
  const Choice choice = chosen_mode(asked, announcing::own_environment, oc::in_container);
  wanted_ = choice.mode;
  if (choice.unasked) host.log(OC_LOG_INFO, "bonjour: not announced: " + choice.why);
  if (wanted_ == Mode::kOff) return status_.off(Mode::kOff, choice.why), 0;
  extras_ = read_extras(announcing::own_environment, announcing::own_program());
  look_ms_ = look_pause_ms(host.config());
  machine_ = machine_name(announcing::system_name());
  if (extras_.label_refused) {
    host.log(OC_LOG_WARN,
             "bonjour: OPENCLAW_MDNS_HOSTNAME is not used: it may have letters, digits and "
             "hyphens only");
  }
  return 0;
}

void Mdns::reach(const oc_reach& told) {
  if (wanted_ == Mode::kOff || stopping_) return;
  Reach reach;
  reach.port = told.port;
  reach.addresses = strings(oc::view(told.addresses_json));
  reach.tls_sha256 = oc::view(told.tls_sha256);
  reach.tailnet_name = oc::view(told.tailnet_name);
  reach_ = std::move(reach);
  update();
}

Mode Mdns::mode() const {
  if (wanted_ != Mode::kAuto) return wanted_;
  return reach_ && reach_->direct() ? Mode::kMinimal : Mode::kOff;
}

void Mdns::update() {
  if (mode() == Mode::kOff) {
    withdraw();
    return status_.off(Mode::kOff, "the gateway listens on the loopback only");
  }
  link_watch_.open();
  links_ = chosen_links(own_links(), reach_->addresses);
  if (links_.empty()) {
    withdraw();
    return status_.waiting(mode(), "no network interface of its addresses takes multicast");
  }
  if (!announcer_ && !retry_) status_.starting(mode());
  if (ending_) return;
  if (announcer_) return announce();
  if (!opening_ && !retry_) open();
}

void Mdns::links_changed() {
  if (!reach_ || chosen_links(own_links(), reach_->addresses) == links_) return;
  update();
}

Announcement Mdns::announcement() const {
  Announcement out;
  out.name = instance_name(machine_);
  out.host_label = extras_.host_label;
  out.facts.port = reach_->port;
  out.facts.tls_sha256 = reach_->tls_sha256;
  out.facts.direct = reach_->direct();
  out.facts.full = mode() == Mode::kFull;
  out.facts.tailnet_name =
      extras_.tailnet_name.empty() ? reach_->tailnet_name : extras_.tailnet_name;
  out.facts.ssh_port = extras_.ssh_port;
  out.facts.cli_path = extras_.cli_path;
  out.links = links_;
  out.everywhere = are_all(links_, reach_->addresses);
  return out;
}

// Loading the library takes its time.
void Mdns::open() {
  struct Found {
    std::shared_ptr<const AvahiApi> api;
    std::string why;
  };
  auto found = std::make_shared<Found>();
  const int error = host.work([found] { found->api = AvahiApi::open(found->why); },
                              [this, found] { opened(found->api, found->why); });
  opening_ = error >= 0;
  if (!opening_) try_later("the gateway is too busy to load libavahi");
}

void Mdns::opened(std::shared_ptr<const AvahiApi> api, const std::string& why) {
  opening_ = false;
  if (stopping_) return settle();
  if (mode() == Mode::kOff || links_.empty()) return;
  if (!api) return try_later(why);
  bridge_ = std::make_shared<Bridge>(
      host, [](void* self) { static_cast<Mdns*>(self)->hear(); }, this);
  announcer_ = Announcer::start(
      std::move(api), [bridge = bridge_](Report report) { bridge->tell(std::move(report)); });
  if (!announcer_) return try_later("the machine has no thread left");
  announce();
  connect();
  look_later();
}

void Mdns::announce() { send({Order::What::kAnnounce, announcement()}); }

void Mdns::connect() { send({Order::What::kConnect, {}}); }

void Mdns::send(Order order) {
  announcer_->send(std::move(order));
  ++unheard_;
  await_answer();
}

void Mdns::await_answer() {
  answer_due_ = host.after(
      kAnswerMs, [this] { status_.waiting(mode(), "avahi-daemon or D-Bus gives no answer"); });
}

// A daemon that hangs tells nothing of it: it is asked.
void Mdns::look_later() {
  look_ = host.after(look_ms_, [this] {
    if (unheard_ == 0) send({Order::What::kLook, {}});
    look_later();
  });
}

void Mdns::try_later(const std::string& why) {
  status_.waiting(mode(), why);
  pause_ms_ = pause_ms_ == 0 ? kFirstPauseMs : std::min(2 * pause_ms_, kLongestPauseMs);
  retry_ = host.after(pause_ms_, [this] { announcer_ ? connect() : open(); });
}

void Mdns::hear() {
  for (const Report& report : bridge_->take()) take(report);
}

void Mdns::take(const Report& report) {
  if (report.what == Report::What::kEnded) return ended();
  if (ending_) return;
  switch (report.what) {
    case Report::What::kHeard: return heard();
    case Report::What::kWaits: return status_.waiting(mode(), "avahi-daemon is not running");
    case Report::What::kRegistering: return status_.registering(mode(), report.name);
    case Report::What::kAnnounced:
      pause_ms_ = 0;
      return status_.announced(mode(), report.name, report.host, reach_->port);
    case Report::What::kLost:
    case Report::What::kEnded: return try_later(report.why);
  }
}

void Mdns::heard() {
  if (--unheard_ == 0) return answer_due_.reset();
  await_answer();
}

void Mdns::withdraw() {
  retry_.reset();
  answer_due_.reset();
  look_.reset();
  if (!announcer_ || ending_) return;
  ending_ = true;
  announcer_->send({Order::What::kFinish, {}});
  end_due_ = host.after(kEndMs, [this] {
    bridge_->close();
    Announcer::abandon(std::move(announcer_));
    ended();
  });
}

void Mdns::ended() {
  end_due_.reset();
  announcer_.reset();
  ending_ = false;
  unheard_ = 0;
  if (stopping_) return settle();
  if (mode() != Mode::kOff) update();
}

void Mdns::stop(oc::Stopping stopping) {
  stopping_ = std::move(stopping);
  link_watch_.close();
  withdraw();
  if (!opening_ && !announcer_) settle();
}

void Mdns::settle() { const std::optional<oc::Stopping> answer = std::exchange(stopping_, {}); }

}  // namespace mdns
