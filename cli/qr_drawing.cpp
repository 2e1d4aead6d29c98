// SPDX-License-Identifier: MIT
#include "cli/qr_drawing.hpp"

namespace openclaw::cli {
namespace {

constexpr std::ptrdiff_t kQuietZone = 2;
constexpr const char* kBlackOnWhite = "\x1b[30;107m";
constexpr const char* kReset = "\x1b[0m";

const char* block(bool upper, bool lower) {
  if (upper && lower) return "█";
  if (upper) return "▀";
  return lower ? "▄" : " ";
}

}  // namespace

std::string qr_drawing(const QrCode& code, bool colors) {
  const auto end = static_cast<std::ptrdiff_t>(code.side) + kQuietZone;
  const auto is_drawn = [&](std::ptrdiff_t x, std::ptrdiff_t y) {
    return y < end && code.at(x, y) == colors;
  };
  std::string out;
  for (std::ptrdiff_t y = -kQuietZone; y < end; y += 2) {
    if (colors) out += kBlackOnWhite;
    for (std::ptrdiff_t x = -kQuietZone; x < end; ++x) {
      out += block(is_drawn(x, y), is_drawn(x, y + 1));
    }
    if (colors) out += kReset;
    out += '\n';
  }
  return out;
}

}  // namespace openclaw::cli
