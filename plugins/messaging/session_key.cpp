// SPDX-License-Identifier: MIT
#include "session_key.hpp"

#include <algorithm>
#include <openclaw/text.hpp>

namespace messaging {
namespace {

constexpr std::string_view kPrefix = "agent:";
constexpr std::size_t kLongest = 512;

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

}  // namespace

std::optional<SessionKey> canonical_key(std::string_view key, std::string_view agent) {
  if (key.size() > kLongest || has_control(key)) return std::nullopt;
  std::string text = oc::lower(key);
  const std::string owner = agent.empty() ? std::string(kDefaultAgent) : oc::lower(agent);
  if (text.empty() || text == "main") return SessionKey{"agent:" + owner + ":main", owner};
  if (!text.starts_with(kPrefix)) text = "agent:" + owner + ':' + text;
  const std::size_t colon = text.find(':', kPrefix.size());
  if (colon == std::string::npos || colon == kPrefix.size() || colon + 1 == text.size()) {
    return std::nullopt;
  }
  std::string named = text.substr(kPrefix.size(), colon - kPrefix.size());
  if (!agent.empty() && named != owner) return std::nullopt;
  return SessionKey{std::move(text), std::move(named)};
}

}  // namespace messaging
