// SPDX-License-Identifier: MIT
// The copies of the configuration that were there before. Blocks: writes files.
#pragma once
#include <string>
#include <string_view>

#include "core/error.hpp"

namespace openclaw {

inline constexpr int kConfigBackups = 5;  // .bak, .bak.1 to .bak.4

// Moves each copy of `path` one on, the oldest out, and writes `content` into `<path>.bak`, 0600.
// Numbered copies beyond the last and temporary files of processes that are gone are removed.
Status keep_backup(const std::string& path, std::string_view content);

}  // namespace openclaw
