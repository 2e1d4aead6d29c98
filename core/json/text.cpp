// SPDX-License-Identifier: MIT
// JSON string literals, both ways.
#include <array>
#include <cstdint>

#include "core/client/frame.hpp"
#include "core/json/json.hpp"
#include "core/json/utf8.hpp"

namespace openclaw {
namespace {

// Per byte: 0 stands for itself, 'u' needs a \u escape, 'x' starts or breaks a UTF-8 sequence, any
// other letter is that of the short escape.
constexpr std::array<char, 256> make_escapes() {
  std::array<char, 256> table{};
  for (std::size_t i = 0; i < 0x20; ++i) table[i] = 'u';
  for (std::size_t i = 0x80; i < 0x100; ++i) table[i] = 'x';
  table['\b'] = 'b';
  table['\t'] = 't';
  table['\n'] = 'n';
  table['\f'] = 'f';
  table['\r'] = 'r';
  table['"'] = '"';
  table['\\'] = '\\';
  return table;
}
constexpr std::array<char, 256> kEscapes = make_escapes();

void append_escape(std::string& out, char kind, unsigned char byte) {
  constexpr std::string_view kHex = "0123456789abcdef";
  out.push_back('\\');
  out.push_back(kind);
  if (kind != 'u') return;
  out.append("00");
  out.push_back(kHex[byte >> 4U]);
  out.push_back(kHex[byte & 0xFU]);
}

std::uint32_t hex_digit(char c) {
  if (c <= '9') return static_cast<std::uint32_t>(c - '0');
  return static_cast<std::uint32_t>((c | 0x20) - 'a') + 10U;
}

std::uint32_t checked_hex4(std::string_view digits) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value * 16U + hex_digit(digits[i]);
  return value;
}

// Resolves the \u escape at the start of `rest` and returns its length: 6, or 12 for a pair.
std::size_t append_unicode_escape(std::string& out, std::string_view rest) {
  const std::uint32_t high = checked_hex4(rest.substr(2));
  const bool may_pair = high >= 0xD800 && high <= 0xDBFF;
  if (may_pair && rest.size() >= 12 && rest[6] == '\\' && rest[7] == 'u') {
    const std::uint32_t low = checked_hex4(rest.substr(8));
    if (low >= 0xDC00 && low <= 0xDFFF) {
      append_utf8(out, 0x10000U + ((high - 0xD800U) << 10U) + (low - 0xDC00U));
      return 12;
    }
  }
  append_utf8(out, high);
  return 6;
}

char short_escape(char letter) {
  switch (letter) {
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    default: return letter;
  }
}

std::string_view without_quotes(std::string_view raw) {
  return raw.size() < 2 ? std::string_view() : raw.substr(1, raw.size() - 2);
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out.push_back('"');
  std::size_t run = 0;
  std::size_t at = 0;
  while (at < text.size()) {
    const auto byte = static_cast<unsigned char>(text[at]);
    const char kind = kEscapes[byte];
    if (kind == 0) {
      ++at;
      continue;
    }
    const std::size_t sequence = kind == 'x' ? utf8_sequence(text.substr(at, 4)) : 0;
    if (sequence != 0) {
      at += sequence;
      continue;
    }
    out.append(text.substr(run, at - run));
    if (kind == 'x') {
      out.append(kReplacement);
    } else {
      append_escape(out, kind, byte);
    }
    run = ++at;
  }
  out.append(text.substr(run));
  out.push_back('"');
}

std::string json_quoted(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 2);
  append_json_string(out, text);
  return out;
}

std::string unescape(std::string_view raw) {
  std::string_view rest = without_quotes(raw);
  std::string out;
  out.reserve(rest.size());
  while (!rest.empty()) {
    const std::size_t run = std::min(rest.find('\\'), rest.size());
    out.append(rest.substr(0, run));
    rest.remove_prefix(run);
    if (rest.size() < 2) break;
    const bool unicode = rest[1] == 'u' && rest.size() >= 6;
    const std::size_t length = unicode ? append_unicode_escape(out, rest) : 2;
    if (!unicode) out.push_back(short_escape(rest[1]));
    rest.remove_prefix(length);
  }
  return out;
}

std::string_view text_of(std::string_view raw, std::string& scratch) {
  const std::string_view inside = without_quotes(raw);
  if (inside.find('\\') == std::string_view::npos) return inside;
  scratch = unescape(raw);
  return scratch;
}

}  // namespace openclaw
