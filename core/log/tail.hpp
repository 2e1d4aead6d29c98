// SPDX-License-Identifier: MIT
// The end of a log file, in whole lines. A cursor is a place in the file, behind the last line that
// was given. Reads a file: not for the event loop.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace openclaw {

struct TailRequest {
  std::optional<std::uint64_t> cursor = std::nullopt;  // none: from the end
  std::size_t limit = 500;                             // lines
  std::size_t max_bytes = 250'000;
};

// The part of a file of `size` bytes that a request asks for: [start, size).
struct TailPlan {
  std::uint64_t start = 0;
  bool truncated = false;     // there is more in front of it
  bool reset = false;         // the cursor is not where the part begins
  std::uint64_t skipped = 0;  // bytes between the cursor and the part
};
TailPlan plan_tail(std::uint64_t size, const TailRequest& request);

struct TailLines {
  std::vector<std::string_view> lines;  // borrowed from the text
  std::size_t used = 0;                 // bytes of the text up to the end of the last whole line
};
// The last `limit` whole lines of `text`, which is in the middle of one unless `at_line_start`.
TailLines split_tail(std::string_view text, bool at_line_start, std::size_t limit);

// The answer to `logs.tail`, JSON. A file that is not there is an empty one.
std::string tail_json(const std::string& path, const TailRequest& request);

}  // namespace openclaw
