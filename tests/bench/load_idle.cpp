// SPDX-License-Identifier: MIT
#include "load_modes.hpp"
#include "load_stats.hpp"
#include "load_swarm.hpp"

namespace bench {
namespace {

constexpr double kTurn = 0.1;  // seconds between two looks at stdin

}  // namespace

void run_idle(const LoadOptions& options) {
  Poller poller;
  const Entry entry = make_entry(options, false);
  Swarm swarm(poller, entry, [](Client&, std::string_view) {});
  swarm.open(options.clients);
  print_ready(options.clients);
  while (!stdin_ended()) poller.step(Clock::now() + from_seconds(kTurn));
}

}  // namespace bench
