// SPDX-License-Identifier: MIT
// Which gateways a probe looks at, before any of them is asked.
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "cli/probe.hpp"

namespace openclaw::cli {

struct ProbePlan {
  std::vector<ProbeTarget> targets;    // in the order in which they are told
  std::optional<ProbeTarget> through;  // behind a tunnel; without its SshWay: not known yet
  ProbeTarget local;                   // this machine's, also where another target is the same
};

// --url, gateway.remote and the loopback, and what --ssh, gateway.remote.sshTarget or the host of
// gateway.remote.url leads to. With --ssh-auto a way that is missing is filled in later.
Result<ProbePlan> plan_probe(const Arguments& arguments, const Config& config);

// The first of them that has a host that ssh can be given, with the user of this session.
std::optional<SshTarget> first_ssh_target(const std::vector<FoundGateway>& discovered);

}  // namespace openclaw::cli
