// SPDX-License-Identifier: MIT
// JSON as programs print it: among other lines, and of any shape. No I/O.
#pragma once
#include <openclaw/json.hpp>

#include <string_view>

namespace tailscale {

// From the first brace to the last; nothing when that is no JSON.
inline oc::Json parse_among(std::string_view text) {
  const std::size_t begin = text.find('{');
  const std::size_t end = text.rfind('}');
  if (begin == std::string_view::npos || end == std::string_view::npos || end < begin) return {};
  return oc::parse(text.substr(begin, end - begin + 1));
}

// A member that is an object, so that its own members have names; nothing otherwise.
inline const cJSON* object(const cJSON* parent, const char* key) {
  const cJSON* item = oc::get(parent, key);
  return cJSON_IsObject(item) ? item : nullptr;
}

}  // namespace tailscale
