// SPDX-License-Identifier: MIT
#include "cli/fingerprint.hpp"

#include <algorithm>
#include <cctype>
#include <openclaw/text.hpp>

namespace openclaw::cli {
namespace {

constexpr std::size_t kDigits = 64;
constexpr std::size_t kWithColons = kDigits + kDigits / 2 - 1;

char lower(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }

bool is_hex(char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; }

}  // namespace

std::string read_fingerprint(std::string_view text) {
  text = oc::trimmed(text);
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
