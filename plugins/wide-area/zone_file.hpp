// SPDX-License-Identifier: MIT
// The zone on the disk. These calls block: for a thread of the pool.
#pragma once
#include <cstdint>
#include <string>

#include "zone.hpp"

namespace wide_area {

// Of the machine's interfaces that are up; empty: none.
struct TailnetAddresses {
  std::string ipv4;
  std::string ipv6;
};
TailnetAddresses tailnet_addresses();

struct Written {
  bool changed = false;
  std::string path;
  std::string problem;  // why it was not written; empty: it is there
};
// Puts the zone into <state directory>/dns, whole and durably or not at all. A file that has the
// same content already is left as it is.
Written write_zone(const std::string& state_dir, const ZoneFacts& facts, std::int64_t wall_ms);

}  // namespace wide_area
