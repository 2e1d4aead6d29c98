// SPDX-License-Identifier: MIT
#include "core/json/json5_lexer.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <openclaw/ascii.hpp>
#include <system_error>

#include "core/json/unicode_letters.hpp"
#include "core/json/utf8.hpp"

namespace openclaw {
namespace {

bool is_line_end(char32_t c) { return c == '\n' || c == '\r' || c == 0x2028 || c == 0x2029; }

bool is_space(char32_t c) {
  return is_line_end(c) || c == ' ' || (c >= 0x09 && c <= 0x0D) || c == 0xA0 || c == 0xFEFF ||
         c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x205F || c == 0x3000;
}

bool starts_identifier(char32_t c) { return c == '$' || c == '_' || is_unicode_letter(c); }

bool continues_identifier(char32_t c) { return c == '$' || follows_unicode_letter(c); }

char32_t decoded(std::string_view sequence) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(sequence[i]); };
  if (sequence.size() == 1) return byte(0);
  char32_t c = byte(0) & (0xFFU >> (sequence.size() + 1));
  for (std::size_t i = 1; i < sequence.size(); ++i) c = (c << 6) | (byte(i) & 0x3FU);
  return c;
}

// A character as the messages of the reference implementation show it.
std::string shown(std::string_view character) {
  constexpr std::string_view kPlain = "'\"\\\b\f\n\r\t\v";
  constexpr std::string_view kEscaped = "'\"\\bfnrtv";
  const std::size_t named = kPlain.find(character);
  if (named != std::string_view::npos) return std::string("\\") + kEscaped[named];
  if (character == "\u2028") return "\\u2028";
  if (character == "\u2029") return "\\u2029";
  const auto byte = static_cast<unsigned char>(character.front());
  if (byte >= 0x20) return std::string(character);
  std::array<char, 8> escaped{};
  std::snprintf(escaped.data(), escaped.size(), "\\x%02x", byte);
  return escaped.data();
}

}  // namespace

bool Json5Lexer::fail(std::string what) {
  if (!what_.empty()) return false;
  what_ = std::move(what);
  where_ = at_;
  return false;
}

bool Json5Lexer::unexpected() {
  if (at_end()) return fail("invalid end of input");
  const std::size_t size = utf8_sequence(rest());
  if (size == 0) return fail("bytes that are not UTF-8");
  return fail("invalid character '" + shown(rest().substr(0, size)) + "'");
}

std::string Json5Lexer::problem() const {
  const std::string_view before = text_.substr(0, where_);
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const std::size_t newline = before.rfind('\n');
  const std::size_t from = newline == std::string_view::npos ? 0 : newline + 1;
  const std::size_t column = 1 + utf8_count(before.substr(from));
  return "JSON5: " + what_ + " at " + std::to_string(line) + ":" + std::to_string(column);
}

bool Json5Lexer::take(char c) {
  if (at_end() || peek() != c) return false;
  ++at_;
  return true;
}

bool Json5Lexer::take_word(std::string_view word) {
  if (!rest().starts_with(word)) return false;
  const std::size_t from = at_;
  at_ += word.size();
  char32_t c = 0;
  std::size_t size = 0;
  if (peek() != '\\' && (at_end() || !next_code_point(c, size) || !continues_identifier(c))) {
    return true;
  }
  at_ = from;
  return false;
}

bool Json5Lexer::next_code_point(char32_t& out, std::size_t& size) {
  size = utf8_sequence(rest());
  if (size == 0) return unexpected();
  out = decoded(rest().substr(0, size));
  return true;
}

bool Json5Lexer::skip_space() {
  while (!at_end()) {
    char32_t c = 0;
    std::size_t size = 0;
    if (rest().starts_with("//")) {
      line_comment();
    } else if (rest().starts_with("/*")) {
      if (!block_comment()) return false;
    } else if (next_code_point(c, size) && is_space(c)) {
      at_ += size;
    } else {
      break;
    }
    if (!what_.empty()) return false;
  }
  return what_.empty();
}

// Whatever bytes it holds, they are not read: the end is a line's end in UTF-8.
void Json5Lexer::line_comment() {
  while (!at_end() && peek() != '\n' && peek() != '\r' && !rest().starts_with("\u2028") &&
         !rest().starts_with("\u2029")) {
    ++at_;
  }
}

bool Json5Lexer::block_comment() {
  const std::size_t end = text_.find("*/", at_ + 2);
  if (end == std::string_view::npos) {
    return fail("a comment that begins here and never ends");
  }
  at_ = end + 2;
  return true;
}

bool Json5Lexer::string(std::string& out) {
  out.clear();
  const char quote = peek();
  ++at_;
  while (!take(quote)) {
    char32_t c = 0;
    std::size_t size = 0;
    if (at_end() || peek() == '\n' || peek() == '\r') return unexpected();
    if (peek() == '\0') return fail("U+0000 in a string");
    if (take('\\')) {
      if (!escape(out)) return false;
      continue;
    }
    if (!next_code_point(c, size)) return false;
    out += rest().substr(0, size);
    at_ += size;
  }
  return true;
}

// Behind the backslash.
bool Json5Lexer::escape(std::string& out) {
  if (at_end()) return unexpected();
  constexpr std::string_view kNames = "bfnrtv";
  constexpr std::string_view kMeanings = "\b\f\n\r\t\v";
  const std::size_t named = kNames.find(peek());
  char32_t c = 0;
  std::size_t size = 0;
  if (named != std::string_view::npos) {
    out += kMeanings[named];
    ++at_;
    return true;
  }
  if (oc::is_digit(peek())) return escaped_digit();
  if (take('x')) {
    if (!hex_digits(2, c)) return false;
    if (c == 0) return fail("U+0000 in a string");
    append_utf8(out, c);
    return true;
  }
  if (peek() == 'u') {
    if (!unicode_escape(c)) return false;
    if (c == 0) return fail("U+0000 in a string");
    append_utf8(out, c);
    return true;
  }
  if (!next_code_point(c, size)) return false;
  if (rest().starts_with("\r\n")) size = 2;
  if (!is_line_end(c)) out += rest().substr(0, size);
  at_ += size;
  return true;
}

// "\0" is the only digit that the language allows here, and no string of ours can hold it.
bool Json5Lexer::escaped_digit() {
  return peek() == '0' ? fail("U+0000 in a string") : unexpected();
}

bool Json5Lexer::hex_digits(int count, char32_t& out) {
  out = 0;
  for (int i = 0; i < count; ++i) {
    const int digit = oc::hex_value(peek());
    if (digit < 0) return unexpected();
    out = (out << 4) | static_cast<char32_t>(digit);
    ++at_;
  }
  return true;
}

// At the "u"; two escapes that form a surrogate pair are one character.
bool Json5Lexer::unicode_escape(char32_t& out) {
  if (!take('u')) return unexpected();
  if (!hex_digits(4, out)) return false;
  const bool high = out >= 0xD800 && out <= 0xDBFF;
  if (!high || !rest().starts_with("\\u")) return true;
  const std::size_t from = at_;
  char32_t low = 0;
  at_ += 2;
  if (!hex_digits(4, low)) return false;
  if (low >= 0xDC00 && low <= 0xDFFF) {
    out = 0x10000 + ((out - 0xD800) << 10) + (low - 0xDC00);
  } else {
    at_ = from;
  }
  return true;
}

bool Json5Lexer::identifier(std::string& out) {
  out.clear();
  while (identifier_part(out)) {
  }
  if (!what_.empty()) return false;
  return out.empty() ? unexpected() : true;
}

// One character of an identifier; false also where the identifier ends.
bool Json5Lexer::identifier_part(std::string& out) {
  if (at_end()) return false;
  const std::size_t from = at_;
  char32_t c = 0;
  std::size_t size = 0;
  if (take('\\')) {
    if (!unicode_escape(c)) return false;
  } else {
    if (!next_code_point(c, size)) return false;
    at_ += size;
  }
  const bool fits = out.empty() ? starts_identifier(c) : continues_identifier(c);
  if (fits) {
    append_utf8(out, c);
    return true;
  }
  at_ = from;
  if (size == 0) return fail("an escape that is no letter of a key");
  return false;
}

bool Json5Lexer::number(double& out) {
  const bool negative = peek() == '-';
  if (negative || peek() == '+') ++at_;
  const bool hex = rest().starts_with("0x") || rest().starts_with("0X");
  if (take_word("Infinity")) {
    out = std::numeric_limits<double>::infinity();
  } else if (take_word("NaN")) {
    out = std::numeric_limits<double>::quiet_NaN();
  } else if (!(hex ? hexadecimal(out) : decimal(out)) || !number_ends()) {
    return false;
  }
  if (negative) out = -out;
  return true;
}

bool Json5Lexer::hexadecimal(double& out) {
  at_ += 2;
  if (oc::hex_value(peek()) < 0) return unexpected();
  for (out = 0; oc::hex_value(peek()) >= 0; ++at_) out = out * 16 + oc::hex_value(peek());
  return true;
}

bool Json5Lexer::decimal(double& out) {
  const std::size_t from = at_;
  const bool zero = peek() == '0';
  const bool whole = digits();
  if (zero && at_ - from > 1) {
    at_ = from + 1;
    return unexpected();
  }
  const bool fraction = take('.') && digits();
  if (!whole && !fraction) return unexpected();
  if (take('e') || take('E')) {
    if (!take('+')) take('-');
    if (!digits()) return unexpected();
  }
  const std::string read(text_.substr(from, at_ - from));
  const auto [end, problem] = std::from_chars(read.data(), read.data() + read.size(), out);
  // Out of range: strtod tells too large (infinity) from too small (zero).
  if (problem != std::errc()) out = std::strtod(read.c_str(), nullptr);
  return true;
}

bool Json5Lexer::digits() {
  const std::size_t from = at_;
  while (oc::is_digit(peek())) ++at_;
  return at_ > from;
}

bool Json5Lexer::number_ends() {
  char32_t c = 0;
  std::size_t size = 0;
  if (at_end()) return true;
  if (!next_code_point(c, size)) return false;
  return continues_identifier(c) || c == '\\' || c == '.' ? unexpected() : true;
}

}  // namespace openclaw
