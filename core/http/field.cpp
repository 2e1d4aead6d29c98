// SPDX-License-Identifier: MIT
#include "core/http/field.hpp"

#include <algorithm>
#include <openclaw/ascii.hpp>

namespace openclaw {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t'; }

}  // namespace

bool is_http_token(std::string_view text) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [kMarks](char c) {
    return oc::is_letter_or_digit(c) || kMarks.find(c) != std::string_view::npos;
  });
}

bool same_http_name(std::string_view text, std::string_view lower) {
  return std::equal(text.begin(), text.end(), lower.begin(), lower.end(),
                    [](char x, char y) { return x == y || oc::lower(x) == y; });
}

std::string_view trimmed_field(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

bool field_lists(std::string_view list, std::string_view lower) {
  while (!list.empty()) {
    const std::string_view item = list.substr(0, list.find(','));
    if (same_http_name(trimmed_field(item), lower)) return true;
    list.remove_prefix(std::min(list.size(), item.size() + 1));
  }
  return false;
}

std::string_view take_http_line(std::string_view& rest) {
  const std::size_t end = rest.find(kHttpLineEnd);
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(std::min(rest.size(), line.size() + kHttpLineEnd.size()));
  return line;
}

}  // namespace openclaw
