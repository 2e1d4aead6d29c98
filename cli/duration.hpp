// SPDX-License-Identifier: MIT
// Spans of time for people.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace openclaw::cli {

// "2h 34m", "5m 3s", "12s", "3d 4h".
std::string duration(std::int64_t ms);

// Milliseconds of "24h", "1h30m", "90s", "500ms" or "500"; nothing for what is no span of time.
std::optional<std::int64_t> read_duration(std::string_view text);

}  // namespace openclaw::cli
