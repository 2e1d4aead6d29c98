// SPDX-License-Identifier: MIT
#include <algorithm>
#include <set>

#include "cli/probe.hpp"

namespace openclaw::cli {
namespace {

// By what a gateway is told from another one; empty when it does not say enough.
std::string identity_of(const ProbeFacts& facts) {
  const auto presence = parse_json(facts.presence);
  const cJSON* row = presence ? own_row(presence->get()) : nullptr;
  const std::string place =
      std::string(json_string(row, "host")) + "\n" + std::string(json_string(row, "ip"));
  const std::string instance(json_string(row, "instanceId"));
  const std::string device(json_string(row, "deviceId"));
  if (place == "\n" || (instance.empty() && device.empty())) return {};
  return place + "\n" + (instance.empty() ? "device:" + device : "instance:" + instance);
}

bool are_several(const std::vector<const ProbeFacts*>& reached) {
  if (reached.size() < 2) return false;
  std::set<std::string> identities;
  for (const ProbeFacts* one : reached) {
    std::string identity = identity_of(*one);
    if (identity.empty()) return true;
    identities.insert(std::move(identity));
  }
  return identities.size() > 1;
}

std::vector<std::string> ids_of(const std::vector<const ProbeFacts*>& targets) {
  std::vector<std::string> ids;
  ids.reserve(targets.size());
  for (const ProbeFacts* one : targets) ids.push_back(one->of.id);
  return ids;
}

void warn_of(const ProbeFacts& facts, std::vector<ProbeWarning>& out) {
  const std::vector<std::string> id{facts.of.id};
  if (!facts.of.target.pin_problem.empty()) {
    out.push_back({"local_tls_runtime_unavailable", facts.of.target.pin_problem, id});
  }
  if (!facts.connected) {
    for (const std::string& key : facts.of.unresolved) {
      out.push_back({"auth_secretref_unresolved",
                     key + " refers to a secret that is not there, so it was not sent.", id});
    }
    return;
  }
  if (facts.limited) {
    out.push_back({"probe_scope_limited",
                   "A gateway answers, but gives no right to read (operator.read), so its status "
                   "is not complete. Its token or password does: --token, --password.",
                   id});
  } else if (!facts.rpc_ok) {
    out.push_back({"probe_detail_failed",
                   "A gateway let this command in, but did not answer all: " + facts.error, id});
  }
}

}  // namespace

std::vector<ProbeWarning> ProbeReport::warnings() const {
  std::vector<const ProbeFacts*> all;
  std::vector<const ProbeFacts*> reached;
  for (const ProbeFacts& one : targets) {
    all.push_back(&one);
    if (one.connected) reached.push_back(&one);
  }
  std::vector<ProbeWarning> out;
  if (!tunnel_problem.empty()) {
    out.push_back({"ssh_tunnel_failed", "SSH tunnel failed: " + tunnel_problem});
  }
  if (reached.empty() && discovered.empty()) {
    out.push_back({"no_gateway_reachable",
                   "No gateway let this command in, and none announces itself on this network. "
                   "What is wrong on this machine: openclaw gateway status --deep",
                   ids_of(all)});
  }
  if (are_several(reached)) {
    out.push_back({"multiple_gateways",
                   "Several gateways can be reached. Usually one is enough; make sure that you "
                   "speak to the one you mean.",
                   ids_of(reached)});
  }
  for (const ProbeFacts* one : all) warn_of(*one, out);
  return out;
}

}  // namespace openclaw::cli
