// SPDX-License-Identifier: MIT
#include "request_path.hpp"

#include <algorithm>
#include <array>
#include <openclaw/ascii.hpp>

namespace canvas {
namespace {

constexpr std::string_view kScope = "/__openclaw__/cap";
constexpr std::size_t kMostNames = 64;
constexpr std::size_t kLongestName = 255;
constexpr std::size_t kLongestCapability = 64;

bool is_capability(std::string_view text) {
  if (text.empty() || text.size() > kLongestCapability) return false;
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return oc::is_letter_or_digit(c) || c == '-' || c == '_'; });
}

// One name without its escapes. A separator behind an escape would make it two names for whoever
// reads it next, so there is no such name.
std::optional<std::string> read_name(std::string_view text) {
  std::string name;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      if (text.size() - i < 3) return std::nullopt;
      const int high = oc::hex_value(text[i + 1]);
      const int low = oc::hex_value(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      c = static_cast<char>(high * 16 + low);
      i += 2;
    }
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f || c == '/' || c == '\\') {
      return std::nullopt;
    }
    name += c;
  }
  if (name == ".." || name.size() > kLongestName) return std::nullopt;
  return name;
}

}  // namespace

ScopedPath split_scope(std::string_view path) {
  ScopedPath out;
  out.path = path;
  if (!path.starts_with(kScope)) return out;
  std::string_view rest = path.substr(kScope.size());
  if (!rest.empty() && rest.front() != '/') return out;
  if (!rest.empty()) rest.remove_prefix(1);
  const std::size_t end = rest.find('/');
  out.malformed = end == std::string_view::npos || !is_capability(rest.substr(0, end));
  if (out.malformed) return out;
  out.capability = rest.substr(0, end);
  out.path = rest.substr(end);
  return out;
}

Place find_place(std::string_view path) {
  struct Row {
    std::string_view prefix;
    Area area;
  };
  static constexpr std::array<Row, 3> kRows = {{{"/__openclaw__/canvas", Area::kCanvas},
                                                {"/__openclaw__/a2ui", Area::kA2ui},
                                                {"/__openclaw__/ws", Area::kReload}}};
  for (const Row& row : kRows) {
    if (!path.starts_with(row.prefix)) continue;
    const std::string_view rest = path.substr(row.prefix.size());
    if (!rest.empty() && (rest.front() != '/' || row.area == Area::kReload)) continue;
    return {row.area, rest};
  }
  return {};
}

std::optional<FilePath> read_file_path(std::string_view rest) {
  FilePath out;
  out.directory = rest.ends_with('/');
  while (!rest.empty()) {
    if (rest.front() != '/') return std::nullopt;
    rest.remove_prefix(1);
    const std::string_view segment = rest.substr(0, rest.find('/'));
    rest.remove_prefix(segment.size());
    std::optional<std::string> name = read_name(segment);
    if (!name || out.names.size() == kMostNames) return std::nullopt;
    if (!name->empty() && *name != ".") out.names.push_back(std::move(*name));
  }
  return out;
}

}  // namespace canvas
