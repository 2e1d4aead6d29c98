// SPDX-License-Identifier: MIT
#include "cli/duration.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace openclaw::cli {
namespace {

constexpr std::int64_t kMostDays = 36'500;
constexpr std::int64_t kDay = 86'400'000;

// Milliseconds of a unit, 0 for what is none.
std::int64_t unit_ms(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, std::int64_t>, 6> kUnits = {
      {{"", 1}, {"ms", 1}, {"s", 1'000}, {"m", 60'000}, {"h", 3'600'000}, {"d", kDay}}};
  for (const auto& [unit, ms] : kUnits) {
    if (unit == name) return ms;
  }
  return 0;
}

}  // namespace

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

std::optional<std::int64_t> read_duration(std::string_view text) {
  std::int64_t sum = 0;
  if (text.empty()) return std::nullopt;
  while (!text.empty()) {
    std::int64_t number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem != std::errc() || number < 0) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    const std::size_t size = std::min(text.find_first_of("0123456789"), text.size());
    const std::int64_t unit = unit_ms(text.substr(0, size));
    if (unit == 0 || number > kMostDays * kDay / unit) return std::nullopt;
    sum += number * unit;
    if (sum > kMostDays * kDay) return std::nullopt;
    text.remove_prefix(size);
  }
  return sum;
}

}  // namespace openclaw::cli
