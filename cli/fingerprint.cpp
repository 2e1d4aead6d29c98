// SPDX-License-Identifier: MIT
#include "cli/fingerprint.hpp"

#include <algorithm>
#include <cctype>

namespace openclaw::cli {
namespace {

constexpr std::size_t kDigits = 64;
constexpr std::size_t kWithColons = kDigits + kDigits / 2 - 1;

char lower(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }

bool is_hex(char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; }

std::string_view trimmed(std::string_view text) {
  const std::size_t from = text.find_first_not_of(" \t\r\n");
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(" \t\r\n") - from + 1);
}

}  // namespace

std::string read_fingerprint(std::string_view text) {
  text = trimmed(text);
  constexpr std::string_view kPrefix = "sha256:";
  const bool named = text.size() > kPrefix.size() &&
                     std::equal(kPrefix.begin(), kPrefix.end(), text.begin(),
                                [](char expected, char given) { return expected == lower(given); });
  if (named) text.remove_prefix(kPrefix.size());
  const bool colons = text.size() == kWithColons;
  if (!colons && text.size() != kDigits) return {};
  std::string hex;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool separates = colons && at % 3 == 2;
    if (separates ? text[at] != ':' : !is_hex(text[at])) return {};
    if (!separates) hex += lower(text[at]);
  }
  return hex;
}

}  // namespace openclaw::cli
