// SPDX-License-Identifier: MIT
// What the load generator is told on its command line.
#pragma once
#include <cstdint>
#include <string>

namespace bench {

struct LoadOptions {
  std::string mode;  // rpc, handshakes, idle, fanout, deltas or flood
  std::uint16_t port = 0;
  std::size_t clients = 1;
  double seconds = 1.0;       // flood, 0: until the end of stdin
  double warmup = 0.2;        // seconds that do not count
  std::uint32_t rounds = 20;  // fanout, deltas
  std::string token;          // empty: a server without authentication
  std::uint32_t device = 0;   // 1: the clients sign their `connect` with a device's key
  double rate = 2000;         // flood: connects a second
  std::uint32_t hold = 0;     // flood, 1: those who speak fall silent behind their challenge
  std::string method = "last-heartbeat";
  std::string params = "{}";
  std::string event = "presence";  // the event that fanout counts
  std::string text = "hello";      // what deltas says to the agent
};

// Reads the arguments; on a mistake it says which one on stderr and gives false.
[[nodiscard]] bool parse_load_options(int argc, char** argv, LoadOptions& options);

}  // namespace bench
