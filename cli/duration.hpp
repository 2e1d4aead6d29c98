// SPDX-License-Identifier: MIT
// Spans of time for people.
#pragma once
#include <cstdint>
#include <string>

namespace openclaw::cli {

// "2h 34m", "5m 3s", "12s", "3d 4h".
std::string duration(std::int64_t ms);

}  // namespace openclaw::cli
