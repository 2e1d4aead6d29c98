// SPDX-License-Identifier: MIT
#include "core/log/tail.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "core/json/json.hpp"

namespace openclaw {
namespace {

// Bytes of an open file from `start` on; less than asked for where it has become shorter.
std::string read_part(int fd, std::uint64_t start, std::size_t bytes) {
  std::string out(bytes, '\0');
  std::size_t have = 0;
  while (have < bytes) {
    const ssize_t n =
        ::pread(fd, out.data() + have, bytes - have, static_cast<off_t>(start + have));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    have += static_cast<std::size_t>(n);
  }
  out.resize(have);
  return out;
}

}  // namespace

TailPlan plan_tail(std::uint64_t size, const TailRequest& request) {
  TailPlan plan;
  const std::uint64_t last = size > request.max_bytes ? size - request.max_bytes : 0;
  if (!request.cursor) {
    plan.start = last;
    plan.truncated = last > 0;
  } else if (*request.cursor > size) {
    plan.start = last;
    plan.truncated = last > 0;
    plan.reset = true;
  } else if (size - *request.cursor > request.max_bytes) {
    plan.start = last;
    plan.truncated = true;
    plan.reset = true;
    plan.skipped = last - *request.cursor;
  } else {
    plan.start = *request.cursor;
  }
  return plan;
}

TailLines split_tail(std::string_view text, bool at_line_start, std::size_t limit) {
  TailLines out;
  const std::size_t end = text.rfind('\n');
  if (end == std::string_view::npos) return out;
  out.used = end + 1;
  std::size_t at = at_line_start ? 0 : text.find('\n') + 1;
  while (at < out.used) {
    const std::size_t line_end = text.find('\n', at);
    out.lines.push_back(text.substr(at, line_end - at));
    at = line_end + 1;
  }
  if (out.lines.size() > limit) {
    out.lines.erase(out.lines.begin(), out.lines.end() - static_cast<std::ptrdiff_t>(limit));
  }
  return out;
}

std::string tail_json(const std::string& path, const TailRequest& request) {
  TailPlan plan;
  TailLines tail;
  std::string text;
  std::uint64_t size = 0;
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  struct stat found {};
  if (fd >= 0 && ::fstat(fd, &found) == 0 && S_ISREG(found.st_mode)) {
    size = static_cast<std::uint64_t>(found.st_size);
    plan = plan_tail(size, request);
    // The byte in front of it tells whether a line begins here.
    const std::uint64_t from = plan.start > 0 ? plan.start - 1 : 0;
    text = read_part(fd, from, static_cast<std::size_t>(size - from));
    std::string_view part = text;
    const bool at_line_start = plan.start == 0 || part.starts_with('\n');
    part.remove_prefix(std::min<std::size_t>(plan.start > 0 ? 1 : 0, part.size()));
    tail = split_tail(part, at_line_start, request.limit);
  }
  if (fd >= 0) ::close(fd);
  if (request.cursor.value_or(0) > size) plan.reset = true;
  JsonWriter w;
  w.object().key("file").value(path).key("cursor").value(plan.start + tail.used);
  w.key("size").value(size).key("lines").array();
  for (const std::string_view line : tail.lines) w.value(line);
  w.end().key("truncated").value(plan.truncated).key("reset").value(plan.reset);
  if (plan.skipped > 0) w.key("skippedBytes").value(plan.skipped);
  w.end();
  return w.take();
}

}  // namespace openclaw
