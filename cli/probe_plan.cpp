// SPDX-License-Identifier: MIT
#include "cli/probe_plan.hpp"

#include <algorithm>
#include <cstdlib>

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
  const std::string given = arguments.value("ssh").value_or("");
  const std::string configured(config.text("gateway.remote.sshTarget"));
  if (!given.empty() || !configured.empty()) {
    const auto target = read_ssh_target(given.empty() ? configured : given);
    // What is wrong in the configuration is told at its target.
    if (!target && given.empty()) return std::optional<SshTarget>();
    if (!target) return target.error();
    return std::optional<SshTarget>(*target);
  }
  if (!remote || is_loopback_host(remote->host)) return std::optional<SshTarget>();
  return std::optional<SshTarget>(SshTarget{session_user(), remote->host, 0});
}

// As a command that goes through a tunnel speaks to it.
Result<Target> behind_tunnel(const Arguments& arguments, const Config& config,
                             const std::optional<Target>& remote) {
  if (remote && remote->ssh) return *remote;
  std::string source;
  const auto port = local_port(config, source);
  if (!port) return port.error();
  Target target;
  if (Status made = parse_url("ws://127.0.0.1:" + std::to_string(*port), target); !made) {
    return made.error();
  }
  target.remote = true;
  target.source = "--ssh";
  target.secrets = secrets_of_config(without_pin(arguments), config, true);
  target.ssh = SshWay{{}, std::string(config.text("gateway.remote.sshIdentity")), target.port};
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

}  // namespace

Result<ProbePlan> plan_probe(const Arguments& arguments, const Config& config) {
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
