// SPDX-License-Identifier: MIT
// openclaw/ascii.hpp - the letters and digits of ASCII, whatever the locale, in C++17. Header only;
// any thread.
#ifndef OPENCLAW_ASCII_HPP
#define OPENCLAW_ASCII_HPP

namespace oc {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_small_letter(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool is_large_letter(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool is_letter(char c) { return is_small_letter(c) || is_large_letter(c); }
constexpr bool is_letter_or_digit(char c) { return is_letter(c) || is_digit(c); }

// What is no letter stays as it is.
constexpr char lower(char c) { return is_large_letter(c) ? static_cast<char>(c - 'A' + 'a') : c; }
constexpr char upper(char c) { return is_small_letter(c) ? static_cast<char>(c - 'a' + 'A') : c; }

// 0 to 15, or -1.
constexpr int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  return lower(c) >= 'a' && lower(c) <= 'f' ? lower(c) - 'a' + 10 : -1;
}

}  // namespace oc

#endif
