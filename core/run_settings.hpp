// SPDX-License-Identifier: MIT
// What the gateway runs with, whole: settled by the start, and asked for before a restart and
// before anybody is made to give up the port.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "core/config/config.hpp"
#include "core/log/settings.hpp"
#include "core/options.hpp"
#include "core/paths.hpp"
#include "core/settings.hpp"

namespace openclaw {

// Where the sockets listen that a supervisor gave; without addresses it gave none.
struct GivenAddresses {
  std::uint16_t port = 0;
  std::vector<std::string> addresses;
};

struct RunSettings {
  Settings settings;
  LogSettings log;
};

// The plugins that the configuration would load, by their ids. Blocks: reads directories.
std::vector<std::string> plugin_ids(const Paths& paths, const Config& config);

// Why nobody will show the gateway by Tailscale although that is asked for; empty when somebody
// will. Blocks: reads directories.
std::string missing_tailscale(const Settings& settings, const Config& config, const Paths& paths);

// Every reason for which a start refuses its configuration is an error of this, for the operator.
// Blocks: tries addresses. [any thread]
Result<RunSettings> settle_run(const RunOptions& options, const Config& config,
                               const GivenAddresses& given, const Environment& environment,
                               const Paths& paths);

// What a start in that environment would find in the files as they are now. Changes nothing.
// Blocks: reads files. [any thread]
Result<RunSettings> try_settle_run(const RunOptions& options, const Paths& paths,
                                   const GivenAddresses& given, const Environment& environment);

}  // namespace openclaw
