// SPDX-License-Identifier: MIT
#include "core/base64.hpp"

namespace openclaw {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

// Six bits, or 64 for a character of neither alphabet.
unsigned value_of(char c) {
  if (c == '+') c = '-';
  if (c == '/') c = '_';
  const std::size_t at = kAlphabet.find(c);
  return at == std::string_view::npos ? 64U : static_cast<unsigned>(at);
}

}  // namespace

std::string base64url(std::string_view bytes) {
  std::string out;
  unsigned bits = 0;
  unsigned count = 0;
  for (const char c : bytes) {
    bits = bits << 8U | static_cast<unsigned char>(c);
    for (count += 8; count >= 6; count -= 6) out += kAlphabet[bits >> (count - 6) & 63U];
  }
  if (count > 0) out += kAlphabet[bits << (6 - count) & 63U];
  return out;
}

std::optional<std::string> from_base64(std::string_view text) {
  std::size_t padding = 0;
  while (padding < 2 && text.ends_with('=')) {
    text.remove_suffix(1);
    ++padding;
  }
  if (text.size() % 4 == 1) return std::nullopt;
  if (padding > 0 && (text.size() + padding) % 4 != 0) return std::nullopt;
  std::string out;
  unsigned bits = 0;
  unsigned count = 0;
  for (const char c : text) {
    const unsigned value = value_of(c);
    if (value > 63) return std::nullopt;
    bits = bits << 6U | value;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    out += static_cast<char>(bits >> count & 0xFFU);
  }
  return out;
}

}  // namespace openclaw
