// SPDX-License-Identifier: MIT
// How much of the whole time of a probe each part of it may take.
#pragma once
#include <algorithm>
#include <cstdint>
#include <string_view>

namespace openclaw::cli {

constexpr std::int64_t target_budget_ms(std::string_view id, bool loopback, std::int64_t total) {
  if (id == "sshTunnel") return std::min<std::int64_t>(2000, total);
  return std::min<std::int64_t>(loopback ? 800 : 1500, total);
}
constexpr std::int64_t discovery_budget_ms(std::int64_t total) {
  return std::min<std::int64_t>(1200, total);
}
constexpr std::int64_t tunnel_start_budget_ms(std::int64_t total) {
  return std::min<std::int64_t>(1500, total);
}

}  // namespace openclaw::cli
