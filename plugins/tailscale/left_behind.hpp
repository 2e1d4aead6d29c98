// SPDX-License-Identifier: MIT
// The program that holds the route, written down: a gateway that was killed may leave one behind
// that it was not allowed to end, and the next life has to know it for its own. All of it blocks:
// for a thread of the pool.
#pragma once
#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>

namespace tailscale {

struct Holder {
  pid_t group = -1;        // its process group
  std::uint16_t port = 0;  // to which its route leads
};
// Into state/tailscale-claim.json of the state directory, for its owner alone.
void write_down(const std::string& state_dir, const Holder& holder);

struct LeftBehind {
  pid_t group = -1;
  std::string command;  // in one line
};
// The holder that was written down, where its route leads to that port and it still runs.
std::optional<LeftBehind> left_behind(const std::string& state_dir, std::uint16_t port);

}  // namespace tailscale
