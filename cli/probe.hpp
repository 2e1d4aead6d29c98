// SPDX-License-Identifier: MIT
// What `gateway probe` finds out about each gateway that this machine knows of, and the two ways it
// is told.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/gateway_facts.hpp"
#include "cli/probe_discovery.hpp"
#include "cli/session.hpp"

namespace openclaw::cli {

// The tunnel that leads to a target, as it was while it was open.
struct TunnelFacts {
  std::string target;  // user@host:port
  std::uint16_t near_port = 0;
  std::uint16_t far_port = 0;
  int pid = 0;
};

struct ProbeTarget {
  std::string id;  // "explicit", "sshTunnel", "configRemote", "localLoopback"
  Target target;
  bool active = false;  // what a command with the same options speaks to
  std::optional<TunnelFacts> tunnel = std::nullopt;
  std::vector<std::string> unresolved = {};  // keys of secrets that refer to what is not there
  std::string problem = {};                  // why it cannot be asked at all
};

struct ProbeFacts : GatewayFacts {
  ProbeTarget of;
  bool connected = false;
  bool rpc_ok = false;   // all that was asked was answered
  bool limited = false;  // the gateway did not give the right to read
  bool pairing = false;  // it wants to be asked for admission first
  std::int64_t latency_ms = 0;
  Ended closed;       // how the connection ended, if it was not this program that ended it
  std::string error;  // why it is not connected, or what was not answered
  std::string health, status, presence, config;  // JSON as answered, or empty
};

struct ProbeWarning {
  std::string code;
  std::string message;
  std::vector<std::string> targets = {};
};

struct ProbeReport {
  std::int64_t budget_ms = 0;
  std::int64_t taken_ms = 0;
  std::string local_scheme;  // "ws" or "wss"
  std::uint16_t local_port = 0;
  std::string domain;             // asked besides "local.", with its dot; may be empty
  std::int64_t discovery_ms = 0;  // 0: nobody was looked for
  std::vector<FoundGateway> discovered;
  std::string tunnel_problem;  // why there is no tunnel though one was wanted
  std::vector<ProbeFacts> targets;

  [[nodiscard]] bool reachable() const { return primary() != nullptr; }
  // The one that is meant when nothing more is said.
  [[nodiscard]] const ProbeFacts* primary() const;
  // One answers less than it was asked.
  [[nodiscard]] bool degraded() const;
  [[nodiscard]] std::vector<ProbeWarning> warnings() const;
};

// Asks one target; `tunnel` is what leads there, if anything.
ProbeFacts probe_target(ProbeTarget of, const std::shared_ptr<Tunnel>& tunnel, Deadline deadline);

// Fails only where the command line or the configuration is at fault.
Result<ProbeReport> probe_all(const Arguments& arguments, std::int64_t budget_ms);

// The gateway's own row of system-presence, or nullptr.
const cJSON* own_row(const cJSON* presence);
// What the scopes allow, as the product's clients call it: "read_only".
std::string capability(const ProbeFacts& facts);

std::string probe_text(const ProbeReport& report);
std::string probe_json(const ProbeReport& report);

}  // namespace openclaw::cli
