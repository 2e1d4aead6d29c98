// SPDX-License-Identifier: MIT
// Who listens on a TCP port of this machine, read from /proc.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace openclaw::cli {

struct Listener {
  std::string address;  // "127.0.0.1:18789", "[::1]:18789"
  int pid = 0;          // 0: belongs to somebody whose processes we may not look at
  std::string command;  // name of the program, may be empty
};

// `likely_pid` is looked at before all other processes.
std::vector<Listener> find_listeners(std::uint16_t port, int likely_pid);

// Whether a process has the end at `near_port` of a connection from `from_port`, both of 127.0.0.1.
bool holds_connection(int pid, std::uint16_t near_port, std::uint16_t from_port);

}  // namespace openclaw::cli
