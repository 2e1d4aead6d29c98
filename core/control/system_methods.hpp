// SPDX-License-Identifier: MIT
// The core's own methods: health, status, system-presence and gateway.info.
#pragma once
#include <cstdint>
#include <functional>
#include <string>

namespace openclaw {

class Health;
class MethodTable;
class Presence;

// Asked when a client asks.
struct SystemFacts {
  std::string version;
  std::string auth_mode;
  std::string bind;  // the mode, "loopback"
  int port = 0;
  std::function<std::uint64_t()> uptime_ms;
};

// All of it must outlive the table.
void add_system_methods(MethodTable& methods, Health& health, const Presence& presence,
                        SystemFacts facts);

}  // namespace openclaw
