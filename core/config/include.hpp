// SPDX-License-Identifier: MIT
// `$include` in the configuration: files that stand for a part of it. Blocks: reads files.
#pragma once
#include <string>
#include <vector>

#include "core/error.hpp"
#include "core/json/json.hpp"

namespace openclaw {

inline constexpr int kMaxIncludeDepth = 10;
inline constexpr std::size_t kMaxIncludeBytes = 2 * 1024 * 1024;
inline constexpr std::size_t kMaxIncludedBytes = 16 * 1024 * 1024;  // of all files together

struct IncludeRules {
  std::string config_file;         // absolute; what it includes stays in its directory
  std::vector<std::string> roots;  // other directories that may be included from, absolute
};

// Puts what is included in the place of every `$include`. It names one file or several, the later
// laid over the earlier, and its siblings over all of them: objects merge, arrays concatenate, of
// anything else the later counts. Names are relative to the including file. `files` gets the paths
// of what was read. Errors name the file and what is wrong with it.
Result<JsonTree> resolve_includes(JsonTree root, const IncludeRules& rules,
                                  std::vector<std::string>& files);

// Lays `over` over `base`, as described above.
JsonTree merge_config(JsonTree base, JsonTree over);

}  // namespace openclaw
