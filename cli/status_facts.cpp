// SPDX-License-Identifier: MIT
#include <unistd.h>

#include <algorithm>
#include <ctime>

#include "cli/scopes.hpp"
#include "cli/session.hpp"
#include "cli/status.hpp"
#include "core/lock.hpp"
#include "core/log/settings.hpp"
#include "core/net/tls_certificate.hpp"
#include "core/paths.hpp"
#include "core/tls_settings.hpp"
#include "core/wall_time.hpp"

namespace openclaw::cli {
namespace {

std::optional<std::int64_t> number(const cJSON* object, const char* key) {
  if (!cJSON_IsNumber(json_get(object, key))) return std::nullopt;
  return json_int(object, key, 0);
}

std::optional<std::int64_t> connected_channels(const cJSON* health) {
  const cJSON* channels = json_get(health, "channels");
  if (!cJSON_IsObject(channels)) return std::nullopt;
  std::int64_t count = 0;
  for (const cJSON* channel = channels->child; channel != nullptr; channel = channel->next) {
    const bool connected =
        json_bool(channel, "connected", false) || json_bool(channel, "linked", false);
    if (connected) ++count;
  }
  return count;
}

void read_hello(const cJSON* hello, Probe& probe) {
  read_gateway_facts(hello, probe);
  const cJSON* snapshot = json_get(hello, "snapshot");
  const cJSON* health = json_get(snapshot, "health");
  probe.uptime_ms = number(snapshot, "uptimeMs");
  probe.channels = connected_channels(health);
  probe.sessions = number(json_get(health, "sessions"), "count");
  const cJSON* tailscale = json_get(health, "tailscale");
  if (cJSON_IsObject(tailscale)) probe.tailscale = print_json(tailscale);
}

Probe look(const Target& target, bool with_request, Deadline deadline) {
  Probe probe;
  probe.tried = true;
  probe.with_request = with_request;
  // A probe is given no scopes, and without them no method.
  const Mode mode = with_request ? Mode::command : Mode::probe;
  auto client = GatewayClient::connect(target, {mode, {scope::kRead}}, deadline);
  if (!client) {
    const Error& error = client.error();
    probe.error = error.message;
    probe.answered = error.code != code::kUnavailable || !error.details_json.empty();
    return probe;
  }
  read_hello((*client)->hello(), probe);
  probe.ok = true;
  probe.answered = true;
  if (with_request) {
    const auto answer = (*client)->call("health", "", false, deadline);
    probe.ok = answer.ok() && answer->ok;
    if (!probe.ok) probe.error = answer ? answer->error.message : answer.error().message;
  }
  (*client)->close();
  return probe;
}

// `start` is in clock ticks since the machine started, as /proc has it.
std::int64_t age_ms(std::uint64_t start) {
  timespec now{};
  ::clock_gettime(CLOCK_BOOTTIME, &now);
  const auto up = static_cast<std::int64_t>(now.tv_sec) * 1000 + now.tv_nsec / 1'000'000;
  return up - static_cast<std::int64_t>(start) * 1000 / ::sysconf(_SC_CLK_TCK);
}

void look_at_lock(const std::string& state_dir, StatusFacts& facts) {
  const LockHolder holder = read_lock_file(state_dir + "/.gateway.lock");
  if (holder.pid <= 0 || !is_alive(holder)) return;
  // The lock is of another gateway when an address was given by hand.
  if (holder.port != 0 && holder.port != facts.target.port) return;
  facts.pid = holder.pid;
  facts.process_uptime_ms = age_ms(holder.start_time);
}

std::optional<TlsFacts> find_tls(const Config& config, const std::string& state_dir) {
  const auto settings = read_tls_settings(config, process_environment, state_dir);
  if (!settings) return TlsFacts{{}, {}, settings.error().message};
  if (!settings->enabled) return std::nullopt;
  const auto found = read_certificate(settings->certificate);
  if (!found) return TlsFacts{{}, {}, found.error().message};
  TlsFacts out{found->fingerprint, iso_time(found->not_after_ms).substr(0, 10),
               certificate_warning(*found, wall_ms())};
  if (out.warning.empty()) return out;
  out.warning += ". Put a new certificate and its key at " + with_tilde(settings->certificate) +
                 " and " + with_tilde(settings->key) + "; the gateway takes them up by itself.";
  if (settings->may_make) {
    out.warning +=
        " Or remove the certificate and restart the gateway to have one made for the "
        "same key.";
  }
  return out;
}

}  // namespace

std::string capability(const Probe& probe) {
  if (!probe.answered || (!probe.ok && probe.version.empty())) return "unknown";
  return scope_capability(probe);
}

std::string probe_note(const StatusFacts& facts) {
  if (facts.bind != "loopback" || !is_here(facts.target)) return {};
  const auto beyond = [](const Listener& one) {
    return !one.address.starts_with("127.") && !one.address.starts_with("[::1]");
  };
  if (std::any_of(facts.listeners.begin(), facts.listeners.end(), beyond)) {
    return "It listens beyond the loopback, other than gateway.bind says.";
  }
  return "Loopback-only gateway; only local clients can connect.";
}

Result<StatusFacts> gather_status(const Arguments& arguments) {
  const auto paths = find_paths();
  if (!paths) return paths.error();
  const auto deadline = read_deadline(arguments);
  if (!deadline) return deadline.error();
  StatusFacts facts;
  facts.config_path = paths->config_file;
  const auto config = Config::load(paths->config_file);
  facts.config_exists = !config || config->exists();
  if (!config) facts.config_problem = config.error().message;
  // The rest is as well worth knowing while the configuration cannot be read.
  const Config nothing;
  const Config& known = config ? *config : nothing;
  if (!known.text("gateway.bind").empty()) facts.bind = known.text("gateway.bind");
  const auto target = find_target(arguments, known);
  if (!target) return target.error();
  facts.target = *target;
  if (!arguments.has("no-probe")) {
    facts.probe = look(*target, arguments.has("require-rpc"), *deadline);
  }
  if (!is_here(*target)) return facts;
  facts.tls = find_tls(known, paths->state_dir);
  facts.service = find_service();
  if (arguments.has("deep")) facts.other_services = other_services(facts.service);
  facts.log_file = log_file_of(known);
  look_at_lock(paths->state_dir, facts);
  facts.listeners = find_listeners(target->port, facts.pid);
  return facts;
}

}  // namespace openclaw::cli
