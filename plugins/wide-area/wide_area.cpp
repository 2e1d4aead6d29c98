// SPDX-License-Identifier: MIT
#include "wide_area.hpp"

#include <unistd.h>

#include <openclaw/json.hpp>

#include <array>
#include <climits>
#include <cstdlib>
#include <string_view>
#include <utility>

#include "names.hpp"

namespace wide_area {
namespace {

// The daemon of the tailnet may come up behind the gateway.
constexpr std::uint64_t kAgainMs = 30'000;

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

std::string own_program() {
  std::array<char, PATH_MAX> path{};
  const ssize_t n = ::readlink("/proc/self/exe", path.data(), path.size());
  return n > 0 ? std::string(path.data(), static_cast<std::size_t>(n)) : std::string();
}

std::string host_name() {
  std::array<char, HOST_NAME_MAX + 1> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

Settings settings_of(const oc::Host& host) {
  return read_settings(host.config_at("discovery.wideArea"), host.config_at("discovery.mdns.mode"),
                       {variable("OPENCLAW_WIDE_AREA_DOMAIN"), variable("OPENCLAW_TAILNET_DNS"),
                        variable("OPENCLAW_SSH_PORT"), variable("OPENCLAW_CLI_PATH")},
                       own_program());
}

bool listens_beyond(std::string_view addresses_json) {
  const oc::Json all = oc::parse(addresses_json);
  const cJSON* address = nullptr;
  cJSON_ArrayForEach(address, all.get()) {
    const std::string_view text = cJSON_IsString(address) ? address->valuestring : "";
    if (!text.starts_with("127.") && text != "::1") return true;
  }
  return false;
}

}  // namespace

WideArea::WideArea(oc::Host h) : Plugin(h), settings_(settings_of(h)) {
  const std::string name = host_name();
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
  if (job.no_address) {
    again_ = host.after(kAgainMs, [this] { write(); });
    if (std::exchange(told_, true)) return;
    return host.log(OC_LOG_WARN,
                    "discovery.wideArea is on, but no Tailscale IPv4 address was found; the "
                    "unicast DNS-SD zone is not written until there is one");
  }
  told_ = false;
  if (!job.written.problem.empty()) {
    return host.log(OC_LOG_WARN, "wide-area discovery update failed: " + job.written.problem);
  }
  host.log(OC_LOG_INFO, std::string("wide-area DNS-SD ") +
                            (job.written.changed ? "updated" : "unchanged") + " (" +
                            settings_.domain + " → " + job.written.path + ")");
}

void WideArea::stop(oc::Stopping) {
  if (job_) job_->owner = nullptr;
  job_ = nullptr;
  again_.reset();
}

}  // namespace wide_area
