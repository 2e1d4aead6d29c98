// SPDX-License-Identifier: MIT
#include "tailscale.hpp"

#include <openclaw/json.hpp>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <utility>

namespace tailscale {
namespace {

Settings settings_of(const oc::Host& host) {
  const char* program = std::getenv("OPENCLAW_TEST_TAILSCALE_BINARY");
  return read_settings(host.config_at("gateway.tailscale"),
                       host.config_at("gateway.auth.allowTailscale"),
                       host.config_at("gateway.auth.mode"), host.config(), program ? program : "");
}

const char* state_name(Report::State state) {
  switch (state) {
    case Report::State::active: return "active";
    case Report::State::failed: return "failed";
    case Report::State::waiting: break;
  }
  return "starting";
}

std::string report_json(Mode mode, const Report& report) {
  oc::Object out;
  out.add("mode", mode_name(mode));
  out.add("state", state_name(report.state));
  if (!report.host.empty()) out.add("url", "https://" + report.host + "/");
  const bool failed = report.state == Report::State::failed;
  out.add_some(failed ? "error" : "waitingFor", report.words);
  return out.take();
}

}  // namespace

Tailscale::Tailscale(oc::Host h)
    : Plugin(h),
      settings_(settings_of(h)),
      programs_(h),
      exposure_(h, programs_, settings_, world()),
      identity_(h, programs_, settings_) {}

Exposure::World Tailscale::world() {
  return {[this](std::string& problem) { return open_front(problem); },
          [this](const std::string& name) { set_name(name); }, [this] { show(); }};
}

int Tailscale::start() {
  front_ = static_cast<const oc_front*>(host.find(OC_FRONT).ops);
  if (settings_.mode != Mode::off) show();
  return 0;
}

// One port a life: the route leads to the front, or to what the gateway began with.
void Tailscale::reach(const oc_reach& reach) {
  if (settings_.mode == Mode::off || std::exchange(reached_, true)) return;
  exposure_.start(reach.port, reach.tls_sha256.n > 0);
}

void Tailscale::stop(oc::Stopping stopping) {
  exposure_.stop();
  identity_.stop();
  const auto answer = std::make_shared<oc::Stopping>(std::move(stopping));
  programs_.stop([answer] { const oc::Stopping now = std::move(*answer); });
}

std::uint16_t Tailscale::open_front(std::string& problem) {
  std::uint16_t port = 0;
  const int err = front_ ? front_->open(host.self(), &port) : -ENOSYS;
  if (err >= 0) return port;
  problem = std::string("no port for the proxy alone can be opened: ") + std::strerror(-err);
  return 0;
}

void Tailscale::set_name(const std::string& name) {
  if (front_) front_->set_name(host.self(), oc::str(name));
}

void Tailscale::show() {
  const std::string json = report_json(settings_.mode, exposure_.report());
  for (const char* slot : {"health.tailscale", "status.tailscale"}) {
    const int err = host.snapshot(slot, json);
    if (err >= 0) continue;
    host.log(OC_LOG_WARN, std::string(slot) + " stays as it was: " + std::strerror(-err));
  }
}

}  // namespace tailscale
