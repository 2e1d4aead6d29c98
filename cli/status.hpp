// SPDX-License-Identifier: MIT
// What `gateway status` finds out, and the two ways it is told.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/arguments.hpp"
#include "cli/gateway_facts.hpp"
#include "cli/listeners.hpp"
#include "cli/service_unit.hpp"
#include "cli/target.hpp"
#include "core/error.hpp"

namespace openclaw::cli {

// What the gateway said of itself.
struct Probe : GatewayFacts {
  bool tried = false;
  bool ok = false;
  bool answered = false;  // a gateway is there, even if it refused
  std::string error;      // when tried and not ok
  bool with_request = false;
  std::optional<std::int64_t> uptime_ms;
  std::optional<std::int64_t> channels;
  std::optional<std::int64_t> sessions;
  std::string tailscale;  // JSON of what shows it there; empty: nothing does
};

// The certificate that this machine's gateway is configured to show.
struct TlsFacts {
  std::string fingerprint;  // empty: there is none that can be read
  std::string until;        // a day, "2036-11-19"
  std::string warning;      // what is wrong with it or will be, and what to do; empty: nothing
};

struct StatusFacts {
  std::string config_path;
  bool config_exists = false;
  std::string config_problem;  // empty: valid
  std::string log_file;        // empty: none
  std::string bind = "loopback";
  Target target;
  Probe probe;
  int pid = 0;  // of the gateway that holds the state directory, 0: none
  std::optional<std::int64_t> process_uptime_ms;
  std::vector<Listener> listeners;
  ServiceUnit service;
  std::vector<std::string> other_services;  // looked for with --deep
  std::optional<TlsFacts> tls;              // nothing: it is off, or of another machine

  [[nodiscard]] bool running() const { return probe.answered || pid != 0; }
  [[nodiscard]] std::optional<std::int64_t> uptime_ms() const {
    return probe.uptime_ms ? probe.uptime_ms : process_uptime_ms;
  }
};

// What the scopes of a probe allow, as the product's clients call it: "read_only".
std::string capability(const Probe& probe);

// Looks at the configuration, the lock file, the port and, without --no-probe, at the gateway.
// Fails only where the command line or the environment is at fault.
Result<StatusFacts> gather_status(const Arguments& arguments);

// Why nobody else can connect; empty when the gateway is not for this machine alone.
std::string probe_note(const StatusFacts& facts);

std::string status_text(const StatusFacts& facts);
std::string status_json(const StatusFacts& facts);

}  // namespace openclaw::cli
