// SPDX-License-Identifier: MIT
#include "display_text.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <iterator>

#include "secrets.hpp"

namespace approvals {
namespace {

// In UTF-16 units, as those of the product.
constexpr std::size_t kMostRead = 256 * 1024;
constexpr std::size_t kMostShown = 16 * 1024;
constexpr std::string_view kCut = "…[truncated]";
constexpr std::string_view kTooLong =
    "[exec approval command exceeds display size limit; full text suppressed]";
constexpr std::string_view kWarningTooLong =
    "[exec approval warning exceeds display size limit; full text suppressed]";

struct Range {
  std::uint32_t first, last;
};

// Unicode's control and format characters, separators of lines and paragraphs, spaces that are no
// plain space, and letters that are drawn as nothing (fillers).
constexpr Range kUnseen[] = {
    {0x00, 0x1F},       {0x7F, 0xA0},       {0xAD, 0xAD},       {0x600, 0x605},
    {0x61C, 0x61C},     {0x6DD, 0x6DD},     {0x70F, 0x70F},     {0x890, 0x891},
    {0x8E2, 0x8E2},     {0x115F, 0x1160},   {0x1680, 0x1680},   {0x180E, 0x180E},
    {0x2000, 0x200F},   {0x2028, 0x202F},   {0x205F, 0x2064},   {0x2066, 0x206F},
    {0x3000, 0x3000},   {0x3164, 0x3164},   {0xD800, 0xDFFF},   {0xFEFF, 0xFEFF},
    {0xFFA0, 0xFFA0},   {0xFFF9, 0xFFFB},   {0x110BD, 0x110BD}, {0x110CD, 0x110CD},
    {0x13430, 0x1343F}, {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A}, {0xE0001, 0xE0001},
    {0xE0020, 0xE007F},
};

bool is_unseen(std::uint32_t point) {
  const auto* behind = std::upper_bound(std::begin(kUnseen), std::end(kUnseen), point,
                                        [](std::uint32_t p, Range r) { return p < r.first; });
  return behind != std::begin(kUnseen) && point <= (behind - 1)->last;
}

std::size_t size_of(char lead) {
  const auto byte = static_cast<unsigned char>(lead);
  return byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

// The first character of `text`, which is not empty. What is no UTF-8 counts byte by byte.
std::string_view first_of(std::string_view text) {
  return text.substr(0, std::min(size_of(text[0]), text.size()));
}

std::uint32_t point_of(std::string_view character) {
  const auto lead = static_cast<unsigned char>(character[0]);
  if (character.size() == 1) return lead;
  std::uint32_t point = lead & (0xFFU >> (character.size() + 1));
  for (const char c : character.substr(1)) {
    point = (point << 6U) | (static_cast<unsigned char>(c) & 0x3FU);
  }
  return point;
}

std::string escaped(std::string_view text, bool keep_lines) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::string_view character = first_of(text);
    const std::uint32_t point = point_of(character);
    if (is_unseen(point) && !(keep_lines && point == '\n')) {
      char name[16];
      std::snprintf(name, sizeof name, "\\u{%X}", static_cast<unsigned>(point));
      out += name;
    } else {
      out += character;
    }
    text.remove_prefix(character.size());
  }
  return out;
}

Display cut(std::string text) {
  if (text.size() <= kMostShown || utf16_length(text) <= kMostShown) return {std::move(text), true};
  std::size_t units = 0;
  std::size_t bytes = 0;
  while (true) {
    const std::size_t size = size_of(text[bytes]);
    units += size == 4 ? 2 : 1;
    if (units > kMostShown) break;
    bytes += size;
  }
  return {text.substr(0, bytes) + std::string(kCut), false};
}

Display display(std::string_view text, bool keep_lines, std::string_view too_long) {
  if (text.size() > kMostRead && utf16_length(text) > kMostRead) {
    return {std::string(too_long), false};
  }
  return cut(escaped(without_secrets(text), keep_lines));
}

// Every way to end a line as "\n".
std::string with_plain_lines(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::string_view rest = text.substr(at);
    if (rest[0] == '\r') {
      if (rest.substr(0, 2) != "\r\n") out += '\n';
    } else if (rest.substr(0, 3) == "\u2028" || rest.substr(0, 3) == "\u2029") {
      out += '\n';
      at += 2;
    } else {
      out += rest[0];
    }
  }
  return out;
}

}  // namespace

Display display_line(std::string_view text) { return display(text, false, kTooLong); }

Display display_prose(std::string_view text) {
  return display(with_plain_lines(text), true, kWarningTooLong);
}

std::size_t utf16_length(std::string_view text) {
  std::size_t units = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    units += (byte & 0xC0U) == 0x80U ? 0 : byte >= 0xF0 ? 2 : 1;
  }
  return units;
}

bool longer_than(std::string_view text, std::size_t characters) {
  const auto starts = std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  });
  return static_cast<std::size_t>(starts) > characters;
}

}  // namespace approvals
