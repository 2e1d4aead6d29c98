// SPDX-License-Identifier: MIT
// What passes between the loop and the worker's thread, and the boxes it passes through. A fetch is
// known by its number on both sides; neither touches what the other owns.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace http_client {

using Id = std::uint64_t;
using Headers = std::vector<std::pair<std::string, std::string>>;

// To the worker.
struct Order {
  std::string method = {};
  std::string url = {};
  Headers headers = {};
  std::string body = {};
  bool follow = false;
  std::uint32_t connect_ms = 0;
  std::uint32_t first_byte_ms = 0;
  std::uint32_t idle_ms = 0;
  std::uint32_t total_ms = 0;
};
struct Cancel {};
struct Consumed {  // so many bytes of the body have been read
  std::size_t bytes = 0;
};
struct Command {
  Id id = 0;
  std::variant<Order, Cancel, Consumed> what;
};

// To the loop.
struct Head {
  int status = 0;
  Headers headers = {};
};
struct Body {
  std::string bytes = {};
};
struct Done {};
struct Failed {
  const char* kind = "";
  std::string message = {};
};
struct Report {
  Id id = 0;
  std::variant<Head, Body, Done, Failed> what;
};

}  // namespace http_client
