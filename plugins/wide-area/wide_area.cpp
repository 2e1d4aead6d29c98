// SPDX-License-Identifier: MIT
#include "wide_area.hpp"

#include <openclaw/address.hpp>
#include <openclaw/json.hpp>

#include <string_view>
#include <utility>

#include "../announcing/machine.hpp"
#include "names.hpp"

namespace wide_area {
namespace {

// So often the zone is compared with what it should say: the daemon of the tailnet may come up
// behind the gateway, a disk may have room again.
constexpr std::uint64_t kAgainMs = 30'000;

Settings settings_of(const oc::Host& host) {
  using announcing::own_environment;
  return read_settings(
      host.config_at("discovery.wideArea"), host.config_at("discovery.mdns.mode"),
      {own_environment("OPENCLAW_WIDE_AREA_DOMAIN"), own_environment("OPENCLAW_TAILNET_DNS"),
       own_environment("OPENCLAW_SSH_PORT"), own_environment("OPENCLAW_CLI_PATH")},
      announcing::own_program());
}

bool listens_beyond(std::string_view addresses_json) {
  const oc::Json all = oc::parse(addresses_json);
  const cJSON* address = nullptr;
  cJSON_ArrayForEach(address, all.get()) {
    if (cJSON_IsString(address) && !oc::is_loopback(address->valuestring)) return true;
  }
  return false;
}

}  // namespace

WideArea::WideArea(oc::Host h)
    : Plugin(h), settings_(settings_of(h)), link_watch_(host, [this] { write(); }) {
  const std::string name = announcing::system_name();
  facts_.domain = settings_.domain;
  facts_.host_name = name.substr(0, name.find('.'));
  facts_.display_name = display_name(name);
  facts_.ssh_port = settings_.ssh_port;
  facts_.cli_path = settings_.cli_path;
}

int WideArea::start() {
  if (!settings_.problem.empty()) host.log(OC_LOG_WARN, settings_.problem);
  return 0;
}

void WideArea::reach(const oc_reach& reach) {
  if (settings_.domain.empty()) return;
  facts_.port = reach.port;
  facts_.tls_sha256 = oc::view(reach.tls_sha256);
  facts_.direct = listens_beyond(oc::view(reach.addresses_json));
  facts_.tailnet_name =
      settings_.tailnet_name.empty() ? oc::view(reach.tailnet_name) : settings_.tailnet_name;
  fresh_ = true;
  link_watch_.open();
  write();
}

// One at a time, so that the newest is written last.
void WideArea::write() {
  again_.reset();
  stale_ = job_ != nullptr;
  if (stale_) return;
  job_ = std::make_shared<Job>(Job{this, facts_, false, {}});
  const std::shared_ptr<Job> job = job_;
  const std::string state_dir = host.raw()->state_dir(host.self());
  const int err = host.work(
      [job, state_dir, now = host.wall_ms()] {
        const TailnetAddresses addresses = tailnet_addresses();
        job->no_address = addresses.ipv4.empty();
        if (job->no_address) return;
        job->facts.ipv4 = addresses.ipv4;
        job->facts.ipv6 = addresses.ipv6;
        job->written = write_zone(state_dir, job->facts, now);
      },
      [job] {
        if (job->owner) job->owner->written(*job);
      });
  if (err < 0) job_ = nullptr;
}

void WideArea::written(const Job& job) {
  job_ = nullptr;
  if (stale_) return write();
  again_ = host.after(kAgainMs, [this] { write(); });
  std::string problem;
  if (job.no_address) {
    problem =
        "discovery.wideArea is on, but no Tailscale IPv4 address was found; the unicast DNS-SD "
        "zone is not written until there is one";
  } else if (!job.written.problem.empty()) {
    problem = "wide-area discovery update failed: " + job.written.problem;
  }
  const bool mended = problem.empty() && !told_.empty();
  const bool news = std::exchange(told_, problem) != problem;
  if (!problem.empty()) {
    if (news) host.log(OC_LOG_WARN, problem);
    return;
  }
  if (!std::exchange(fresh_, false) && !mended && !job.written.changed) return;
  host.log(OC_LOG_INFO, std::string("wide-area DNS-SD ") +
                            (job.written.changed ? "updated" : "unchanged") + " (" +
                            settings_.domain + " → " + job.written.path + ")");
}

void WideArea::stop(oc::Stopping) {
  if (job_) job_->owner = nullptr;
  job_ = nullptr;
  again_.reset();
  link_watch_.close();
}

}  // namespace wide_area
