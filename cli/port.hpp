// SPDX-License-Identifier: MIT
// Ports as people write them.
#pragma once
#include <charconv>
#include <cstdint>
#include <string_view>

namespace openclaw::cli {

// Digits alone, 1 to 65535; otherwise false.
inline bool read_port(std::string_view text, std::uint16_t& port) {
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), port);
  return problem == std::errc() && end == text.data() + text.size() && port != 0;
}

}  // namespace openclaw::cli
