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
// Where a tunnel waits for who is found, it is to have time left.
constexpr std::int64_t discovery_budget_ms(std::int64_t total, bool waited_for) {
  return std::min<std::int64_t>(1200, waited_for ? total * 2 / 5 : total);
}
// Of what is left then; the gateway behind it is to have time, too.
constexpr std::int64_t tunnel_start_budget_ms(std::int64_t left) {
  return std::min<std::int64_t>(1500, left - std::min<std::int64_t>(500, left / 4));
}

}  // namespace openclaw::cli
