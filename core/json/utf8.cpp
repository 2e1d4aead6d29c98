// SPDX-License-Identifier: MIT
#include "core/json/utf8.hpp"

namespace openclaw {
namespace {

struct Lead {
  std::size_t length;
  unsigned char low;  // bounds of the second byte, which alone decides what the lead leaves open
  unsigned char high;
};

Lead lead_of(unsigned char byte) {
  if (byte < 0x80) return {1, 0, 0};
  if (byte < 0xC2) return {0, 0, 0};
  if (byte < 0xE0) return {2, 0x80, 0xBF};
  if (byte == 0xE0) return {3, 0xA0, 0xBF};
  if (byte == 0xED) return {3, 0x80, 0x9F};
  if (byte < 0xF0) return {3, 0x80, 0xBF};
  if (byte == 0xF0) return {4, 0x90, 0xBF};
  if (byte < 0xF4) return {4, 0x80, 0xBF};
  if (byte == 0xF4) return {4, 0x80, 0x8F};
  return {0, 0, 0};
}

void put(std::string& out, char32_t byte) { out.push_back(static_cast<char>(byte)); }

}  // namespace

std::size_t utf8_sequence(std::string_view text) {
  if (text.empty()) return 0;
  const Lead lead = lead_of(static_cast<unsigned char>(text[0]));
  if (lead.length <= 1) return lead.length;
  if (text.size() < lead.length) return 0;
  const auto second = static_cast<unsigned char>(text[1]);
  if (second < lead.low || second > lead.high) return 0;
  for (std::size_t i = 2; i < lead.length; ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U) return 0;
  }
  return lead.length;
}

std::size_t utf8_count(std::string_view text) {
  std::size_t count = 0;
  while (!text.empty()) {
    const std::size_t length = utf8_sequence(text);
    text.remove_prefix(length == 0 ? 1 : length);
    ++count;
  }
  return count;
}

std::string_view utf8_clip(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  std::size_t end = bytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end);
}

void append_utf8(std::string& out, char32_t code_point) {
  const bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
  if (surrogate || code_point > 0x10FFFF) {
    out.append(kReplacement);
  } else if (code_point < 0x80) {
    put(out, code_point);
  } else if (code_point < 0x800) {
    put(out, 0xC0U | (code_point >> 6U));
    put(out, 0x80U | (code_point & 0x3FU));
  } else if (code_point < 0x10000) {
    put(out, 0xE0U | (code_point >> 12U));
    put(out, 0x80U | ((code_point >> 6U) & 0x3FU));
    put(out, 0x80U | (code_point & 0x3FU));
  } else {
    put(out, 0xF0U | (code_point >> 18U));
    put(out, 0x80U | ((code_point >> 12U) & 0x3FU));
    put(out, 0x80U | ((code_point >> 6U) & 0x3FU));
    put(out, 0x80U | (code_point & 0x3FU));
  }
}

}  // namespace openclaw
