// SPDX-License-Identifier: MIT
// Asks the avahi-daemon of this machine, which has listened all along and through its firewall. By
// libavahi-client, opened by name; in a thread of its own, since each of its calls waits for D-Bus.
#pragma once
#include <chrono>
#include <optional>
#include <vector>

#include "cli/discover.hpp"

namespace openclaw::cli {

// Nothing: there is no avahi here, or it gives no answer within `patience`.
std::optional<std::vector<Beacon>> browse_by_avahi(std::chrono::milliseconds patience,
                                                   std::chrono::steady_clock::time_point deadline);

}  // namespace openclaw::cli
