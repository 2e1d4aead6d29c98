// SPDX-License-Identifier: MIT
// What `gateway probe` finds out about each gateway that this machine knows of, and the two ways it
// is told.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "cli/session.hpp"

namespace openclaw::cli {

struct ProbeTarget {
  std::string id;  // "explicit", "configRemote", "localLoopback"
  Target target;
  bool active = false;  // what a command with the same options speaks to
};

struct ProbeFacts {
  ProbeTarget of;
  bool connected = false;
  bool rpc_ok = false;   // all that was asked was answered
  bool limited = false;  // the gateway did not give the right to read
  std::int64_t latency_ms = 0;
  std::string error;  // why it is not connected, or what was not answered
  std::string version;
  std::string health, status, presence, config;  // JSON as answered, or empty
};

struct ProbeReport {
  std::int64_t budget_ms = 0;
  std::int64_t taken_ms = 0;
  std::uint16_t local_port = 0;
  std::vector<ProbeFacts> targets;

  [[nodiscard]] bool reachable() const { return primary() != nullptr; }
  // The one that is meant when nothing more is said: the first that is connected.
  [[nodiscard]] const ProbeFacts* primary() const;
  [[nodiscard]] std::size_t count_connected() const;
  [[nodiscard]] bool limited() const;
};

// Fails only where the command line or the configuration is at fault.
Result<ProbeReport> probe_all(const Arguments& arguments, std::int64_t budget_ms);

std::string probe_text(const ProbeReport& report);
std::string probe_json(const ProbeReport& report);

}  // namespace openclaw::cli
