// SPDX-License-Identifier: MIT
// What the floor server is told on its command line.
#pragma once
#include <cstdint>
#include <string>

namespace bench {

struct FloorOptions {
  std::uint16_t port = 0;
  std::string reply = R"({"type":"res","id":"bench","ok":true})";
  std::string challenge;     // empty: no handshake, every frame gets the reply
  std::string hello;         // the answer to the first frame
  std::string event;         // empty: no broadcast
  std::string trigger;       // a frame with this text in it starts the broadcast
  std::uint32_t events = 1;  // events to each client for one trigger
};

// Reads the arguments; on a mistake it says which one on stderr and gives false.
[[nodiscard]] bool parse_floor_options(int argc, char** argv, FloorOptions& options);

}  // namespace bench
