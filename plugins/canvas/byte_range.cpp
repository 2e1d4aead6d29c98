// SPDX-License-Identifier: MIT
#include "byte_range.hpp"

#include <algorithm>
#include <charconv>
#include <openclaw/ascii.hpp>
#include <optional>

namespace canvas {
namespace {

// A number that does not fit is held at the greatest: it lies behind the end of any file.
std::optional<std::uint64_t> read_number(std::string_view text) {
  if (text.empty() || text.find_first_not_of("0123456789") != std::string_view::npos) {
    return std::nullopt;
  }
  std::uint64_t number = 0;
  const auto [end, err] = std::from_chars(text.data(), text.data() + text.size(), number);
  return err == std::errc{} ? number : UINT64_MAX;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

bool begins_with_bytes(std::string_view header) {
  constexpr std::string_view kUnit = "bytes=";
  return std::equal(kUnit.begin(), kUnit.end(), header.begin(),
                    header.begin() + std::min(header.size(), kUnit.size()),
                    [](char a, char b) { return a == oc::lower(b); });
}

ByteRange part(std::uint64_t first, std::uint64_t size) {
  return {ByteRange::Kind::kPart, first, size};
}

ByteRange last_bytes(std::uint64_t wanted, std::uint64_t size) {
  if (wanted == 0 || size == 0) return {ByteRange::Kind::kOutside, 0, 0};
  wanted = std::min(wanted, size);
  return part(size - wanted, wanted);
}

}  // namespace

ByteRange read_range(std::string_view header, std::uint64_t size) {
  header = trimmed(header);
  if (!begins_with_bytes(header)) return {};
  header = trimmed(header.substr(6));
  const std::size_t dash = header.find('-');
  if (dash == std::string_view::npos) return {};
  const std::string_view from = trimmed(header.substr(0, dash));
  const std::string_view to = trimmed(header.substr(dash + 1));
  const auto first = read_number(from);
  const auto last = read_number(to);
  if (from.empty()) return last ? last_bytes(*last, size) : ByteRange{};
  if (!first || (!to.empty() && !last) || (last && *last < *first)) return {};
  if (*first >= size) return {ByteRange::Kind::kOutside, 0, 0};
  const std::uint64_t end = last ? std::min(*last, size - 1) : size - 1;
  return part(*first, end - *first + 1);
}

}  // namespace canvas
