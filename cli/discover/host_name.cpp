// SPDX-License-Identifier: MIT
#include "cli/discover/host_name.hpp"

#include <openclaw/text.hpp>

namespace openclaw::cli {
namespace {

constexpr std::size_t kNameBytes = 253;
constexpr std::size_t kLabelBytes = 63;

bool is_label(std::string_view label) {
  if (label.empty() || label.size() > kLabelBytes) return false;
  if (!oc::is_letter_or_digit(label.front()) || !oc::is_letter_or_digit(label.back())) return false;
  for (const char c : label) {
    if (!oc::is_letter_or_digit(c) && c != '-') return false;
  }
  return true;
}

}  // namespace

bool is_host_name(std::string_view text) {
  if (!text.empty() && text.back() == '.') text.remove_suffix(1);
  if (text.size() > kNameBytes) return false;
  while (true) {
    const std::size_t dot = text.find('.');
    if (!is_label(text.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}

std::string normal_domain(std::string_view text) {
  std::string name(oc::trimmed(text));
  if (!is_host_name(name)) return {};
  if (name.back() != '.') name += '.';
  return name;
}

}  // namespace openclaw::cli
