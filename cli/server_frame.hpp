// SPDX-License-Identifier: MIT
// What the gateway sends: responses and events, split into their members without building a tree.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "core/error.hpp"

namespace openclaw::cli {

// Borrows from the text it was read from. `payload` is JSON as sent, empty when absent.
struct ServerFrame {
  std::string_view type;   // "res" or "event"
  std::string_view id;     // of a response
  std::string_view event;  // name of an event
  bool ok = false;
  std::string_view payload;
  std::string_view error;
};

// Nothing when the text is no JSON object.
std::optional<ServerFrame> read_server_frame(std::string_view text);

// The `error` member of a response.
Error read_error(std::string_view json);

}  // namespace openclaw::cli
