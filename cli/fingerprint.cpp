// SPDX-License-Identifier: MIT
#include "cli/fingerprint.hpp"

#include <algorithm>
#include <openclaw/text.hpp>

namespace openclaw::cli {
namespace {

constexpr std::size_t kDigits = 64;
constexpr std::size_t kWithColons = kDigits + kDigits / 2 - 1;

}  // namespace

std::string read_fingerprint(std::string_view text) {
  text = oc::trimmed(text);
  constexpr std::string_view kPrefix = "sha256:";
  const bool named =
      text.size() > kPrefix.size() &&
      std::equal(kPrefix.begin(), kPrefix.end(), text.begin(),
                 [](char expected, char given) { return expected == oc::lower(given); });
  if (named) text.remove_prefix(kPrefix.size());
  const bool colons = text.size() == kWithColons;
  if (!colons && text.size() != kDigits) return {};
  std::string hex;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool separates = colons && at % 3 == 2;
    if (separates ? text[at] != ':' : oc::hex_value(text[at]) < 0) return {};
    if (!separates) hex += oc::lower(text[at]);
  }
  return hex;
}

}  // namespace openclaw::cli
