// SPDX-License-Identifier: MIT
#include "cli/duration.hpp"

namespace openclaw::cli {

std::string duration(std::int64_t ms) {
  const std::int64_t seconds = ms / 1000;
  const std::int64_t minutes = seconds / 60;
  const std::int64_t hours = minutes / 60;
  const auto two = [](std::int64_t large, const char* unit, std::int64_t small, const char* next) {
    return std::to_string(large) + unit + " " + std::to_string(small) + next;
  };
  if (hours >= 24) return two(hours / 24, "d", hours % 24, "h");
  if (hours > 0) return two(hours, "h", minutes % 60, "m");
  if (minutes > 0) return two(minutes, "m", seconds % 60, "s");
  return std::to_string(seconds) + "s";
}

}  // namespace openclaw::cli
