// SPDX-License-Identifier: MIT
#include "cli/probe_plan.hpp"

#include <algorithm>
#include <cstdlib>

#include "cli/fingerprint.hpp"
#include "cli/target_tls.hpp"
#include "core/client/origin.hpp"

namespace openclaw::cli {
namespace {

bool same_place(const Target& one, const Target& other) {
  const bool both_here = is_loopback_host(one.host) && is_loopback_host(other.host);
  return one.port == other.port && (both_here || one.host == other.host);
}

// A pin from the command line is for the address beside it.
Arguments without_pin(const Arguments& arguments) {
  Arguments rest;
  for (const char* name : {"token", "password"}) {
    if (const auto value = arguments.value(name)) rest.set(name, *value);
  }
  return rest;
}

std::string session_user() {
  const char* user = std::getenv("USER");
  return user == nullptr ? "" : user;
}

// The host of a configured address may well be where its SSH server is.
Result<std::optional<SshTarget>> whereto(const Arguments& arguments, const Config& config,
                                         const std::optional<Target>& remote) {
  if (const auto given = arguments.value("ssh")) {
    const auto target = read_ssh_target(*given);
    if (!target) return target.error();
    return std::optional<SshTarget>(*target);
  }
  if (config.text("gateway.remote.transport") == "direct") return std::optional<SshTarget>();
  if (const auto configured = config.text("gateway.remote.sshTarget"); !configured.empty()) {
    const auto target = read_ssh_target(configured);
    // What is wrong in the configuration is told at its target.
    return target ? std::optional<SshTarget>(*target) : std::nullopt;
  }
  if (!remote || is_loopback_host(remote->host)) return std::optional<SshTarget>();
  return std::optional<SshTarget>(SshTarget{session_user(), remote->host, 0});
}

// Of a gateway that no configured address leads to.
Result<std::uint16_t> far_port_behind(const Config& config) {
  const auto configured = config.integer("gateway.remote.remotePort");
  if (configured && *configured >= 1 && *configured <= 65535) {
    return static_cast<std::uint16_t>(*configured);
  }
  std::string source;
  return local_port(config, source);
}

// As a command that goes through a tunnel speaks to it.
Result<Target> behind_tunnel(const Arguments& arguments, const Config& config,
                             const std::optional<Target>& remote) {
  if (remote && remote->ssh) return *remote;
  const auto port = far_port_behind(config);
  if (!port) return port.error();
  Target target;
  if (Status made = parse_url("ws://127.0.0.1:" + std::to_string(*port), target); !made) {
    return made.error();
  }
  target.remote = true;
  target.source = "--ssh";
  target.secrets = secrets_of_config(without_pin(arguments), config, true);
  const bool as_ssh_says = config.text("gateway.remote.sshHostKeyPolicy") == "openssh";
  target.ssh = SshWay{{},
                      std::string(config.text("gateway.remote.sshIdentity")),
                      target.port,
                      as_ssh_says ? HostKeys::as_ssh_says : HostKeys::known};
  return target;
}

Status plan_tunnel(const Arguments& arguments, const Config& config,
                   const std::optional<Target>& remote, ProbePlan& plan) {
  const auto to = whereto(arguments, config, remote);
  if (!to) return to.error();
  if (!*to && !arguments.has("ssh-auto")) return Done{};
  auto target = behind_tunnel(arguments, config, remote);
  if (!target) return target.error();
  if (*to) target->ssh->target = **to;
  // Saved secrets are for the machine that the configuration names.
  const bool by_hand = arguments.has("ssh") || !*to;
  if (by_hand) target->secrets = secrets_by_hand(arguments, false);
  if (by_hand) target->ssh->host_keys = HostKeys::known;
  if (const auto identity = arguments.value("ssh-identity")) target->ssh->identity = *identity;
  auto unresolved = by_hand ? std::vector<std::string>() : unresolved_secrets(config, true);
  plan.through = ProbeTarget{"sshTunnel", *target, true, {}, std::move(unresolved)};
  return Done{};
}

// What is wrong with gateway.remote is the problem of that target: the others are asked all the
// same.
std::optional<ProbeTarget> remote_target(const Arguments& arguments, const Config& config,
                                         bool active) {
  if (!has_remote(config)) return std::nullopt;
  const bool beside = arguments.has("url");
  ProbeTarget remote{"configRemote", {}, active, {}, unresolved_secrets(config, true)};
  auto target = configured_target(beside ? without_pin(arguments) : arguments, config, true);
  if (target) {
    remote.target = std::move(*target);
  } else {
    remote.target.url = config.text("gateway.remote.url");
    remote.target.source = "gateway.remote";
    remote.target.remote = true;
    remote.problem = target.error().message;
  }
  return remote;
}

Status check_pin_by_hand(const Arguments& arguments, const Config& config) {
  const auto pin = arguments.value("tls-fingerprint");
  if (!pin) return Done{};
  if (read_fingerprint(*pin).empty()) return bad_pin(*pin, "--tls-fingerprint");
  if (url_by_hand(arguments) || has_remote(config)) return Done{};
  return invalid_request(
      "--tls-fingerprint is for the address of --url, and there is none.\n"
      "The gateway of this machine is known by its certificate file.");
}

}  // namespace

Result<ProbePlan> plan_probe(const Arguments& arguments, const Config& config) {
  if (Status good = check_pin_by_hand(arguments, config); !good) return good.error();
  ProbePlan plan;
  if (const auto url = url_by_hand(arguments)) {
    const auto target = target_by_hand(arguments, config, *url, arguments.has("url"));
    if (!target) return target.error();
    plan.targets.push_back({"explicit", *target, true});
  }
  const bool remote_mode = config.text("gateway.mode") == "remote";
  const auto found = remote_target(arguments, config, plan.targets.empty() && remote_mode);
  // One that is reached through a tunnel is looked at there.
  if (found && !found->target.ssh) plan.targets.push_back(*found);
  std::optional<Target> remote;
  if (found && found->problem.empty()) remote = found->target;
  const auto local = configured_target(without_pin(arguments), config, false);
  if (!local) return local.error();
  plan.local = {"localLoopback",
                *local,
                plan.targets.empty() || !plan.targets[0].active,
                {},
                unresolved_secrets(config, false)};
  const bool known =
      std::any_of(plan.targets.begin(), plan.targets.end(),
                  [&local](const ProbeTarget& one) { return same_place(one.target, *local); });
  if (Status planned = plan_tunnel(arguments, config, remote, plan); !planned) {
    return planned.error();
  }
  if (remote_mode && plan.through && remote && remote->ssh) plan.local.active = false;
  if (!known) plan.targets.push_back(plan.local);
  return plan;
}

std::optional<SshTarget> first_ssh_target(const std::vector<FoundGateway>& discovered) {
  for (const FoundGateway& one : discovered) {
    const std::string user = session_user();
    const std::string text = (user.empty() ? "" : user + "@") + one.host;
    auto target = read_ssh_target(one.host.empty() ? "" : text);
    if (!target) continue;
    target->port = one.ssh_port;
    return *target;
  }
  return std::nullopt;
}

}  // namespace openclaw::cli
