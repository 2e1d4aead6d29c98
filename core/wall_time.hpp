// SPDX-License-Identifier: MIT
// Moments of the wall clock. No I/O, any thread.
#pragma once
#include <cstdint>
#include <string>

namespace openclaw {

// Now, in milliseconds since 1970.
std::int64_t wall_ms();

// "2026-11-20T23:21:24.655Z" of milliseconds since 1970.
std::string iso_time(std::int64_t wall_ms);

}  // namespace openclaw
