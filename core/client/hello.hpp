// SPDX-License-Identifier: MIT
// The payload of hello-ok.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/client/handshake.hpp"
#include "core/control/bus.hpp"

namespace openclaw {

struct HelloFacts {
  std::string_view version;
  std::string_view boot_id;
  std::string_view connection_id;
  std::vector<std::string> methods;
  std::string_view presence;          // JSON
  std::string_view health;            // JSON
  std::string_view unread_health;     // JSON, for those who may not read
  std::string_view session_defaults;  // JSON; may be empty
  StateVersion state_version;
  std::uint64_t uptime_ms = 0;
  std::string_view config_file;
  std::string_view state_dir;
  std::string_view auth_mode;
  std::string_view config_hash;
  std::string generation;                                         // of the shared secret
  std::vector<std::pair<std::string, std::string>> members = {};  // further ones, as JSON
};

std::string hello_payload(const HelloFacts& facts, const Admission& admission);

}  // namespace openclaw
