// SPDX-License-Identifier: MIT
#pragma once
#include <string_view>

namespace canvas {

// Whether a change of what has this name is told.
inline bool is_watched_name(std::string_view name) {
  return !name.starts_with('.') && name != "node_modules";
}

}  // namespace canvas
