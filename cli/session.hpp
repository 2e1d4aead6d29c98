// SPDX-License-Identifier: MIT
// What the commands that speak to a gateway have in common: options, time limit, connecting.
#pragma once
#include <memory>
#include <vector>

#include "cli/gateway_client.hpp"

namespace openclaw::cli {

inline constexpr std::int64_t kDefaultTimeoutMs = 10'000;

// The options of a command: `own` first, then those of target_options(), --timeout and --help.
// `timeout` says how long it waits by itself.
std::vector<Option> client_options(
    std::vector<Option> own, const char* timeout = "Longest wait in milliseconds (default: 10000)");

// Reads --timeout in milliseconds, from now; `fallback_ms` when it was not given.
Result<Deadline> read_deadline(const Arguments& arguments,
                               std::int64_t fallback_ms = kDefaultTimeoutMs);

// The configuration at its usual place; the variables that it sets are in the environment then.
Result<Config> load_config();

// Finds the gateway that the arguments and the configuration mean and connects to it.
Result<std::unique_ptr<GatewayClient>> open_session(const Arguments& arguments,
                                                    const Identity& identity, Deadline deadline);

}  // namespace openclaw::cli
