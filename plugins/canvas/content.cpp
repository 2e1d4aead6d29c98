// SPDX-License-Identifier: MIT
#include "content.hpp"

#include <strings.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace canvas {
namespace {

constexpr std::string_view kBodyEnd = "</body>";
constexpr std::uint64_t kMostSearched = 4 * 1024 * 1024;
constexpr std::size_t kSearchPiece = 64 * 1024;

// Where the last end of a body begins in this piece.
std::size_t find_last(std::string_view piece) {
  for (std::size_t at = piece.rfind('<'); at != std::string_view::npos;
       at = at == 0 ? std::string_view::npos : piece.rfind('<', at - 1)) {
    if (piece.size() - at >= kBodyEnd.size() &&
        strncasecmp(piece.data() + at, kBodyEnd.data(), kBodyEnd.size()) == 0) {
      return at;
    }
  }
  return std::string_view::npos;
}

// Appends up to `most` bytes of a file; false when it gives fewer.
bool read_file(int fd, std::uint64_t at, std::size_t most, std::string& out) {
  const std::size_t before = out.size();
  out.resize(before + most);
  std::size_t got = 0;
  while (got < most) {
    const ssize_t n =
        ::pread(fd, out.data() + before + got, most - got, static_cast<off_t>(at + got));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    got += static_cast<std::size_t>(n);
  }
  out.resize(before + got);
  return got == most;
}

}  // namespace

Content::Content(oc::Descriptor file, std::uint64_t size) : file_(std::move(file)) {
  parts_.push_back({0, size, nullptr});
}

Content::Content(std::string_view memory) { parts_.push_back({0, memory.size(), memory.data()}); }

Content Content::of(std::string text) {
  auto kept = std::make_shared<const std::string>(std::move(text));
  Content out{std::string_view(*kept)};
  out.text_ = std::move(kept);
  return out;
}

void Content::inject(std::string_view text) {
  const std::uint64_t at = last_body_end();
  const Part whole = parts_.front();
  parts_ = {
      {0, at, whole.memory}, {0, text.size(), text.data()}, {at, whole.size - at, whole.memory}};
}

// Sought from the end, and not without limit: a page is not as large as that.
std::uint64_t Content::last_body_end() const {
  const std::uint64_t size = parts_.front().size;
  const std::uint64_t stop = size - std::min(size, kMostSearched);
  for (std::uint64_t end = size; end > stop;) {
    const std::uint64_t begin = end - std::min<std::uint64_t>(end - stop, kSearchPiece);
    // Each piece reaches into the one behind it, where a mark may lie across.
    const std::uint64_t reach = std::min<std::uint64_t>(size, end + kBodyEnd.size() - 1);
    const std::size_t found = find_last(read(begin, static_cast<std::size_t>(reach - begin)));
    if (found != std::string_view::npos) return begin + found;
    end = begin;
  }
  return size;
}

std::uint64_t Content::size() const {
  std::uint64_t sum = 0;
  for (const Part& part : parts_) sum += part.size;
  return sum;
}

std::string Content::read(std::uint64_t at, std::size_t most) const {
  std::string out;
  for (const Part& part : parts_) {
    if (out.size() == most) break;
    if (at >= part.size) {
      at -= part.size;
      continue;
    }
    if (!append(part, at, most - out.size(), out)) break;
    at = 0;
  }
  return out;
}

bool Content::append(const Part& part, std::uint64_t at, std::size_t most, std::string& out) const {
  const auto n = static_cast<std::size_t>(std::min<std::uint64_t>(part.size - at, most));
  if (!part.memory) return read_file(file_.get(), part.offset + at, n, out);
  out.append(part.memory + part.offset + at, n);
  return true;
}

}  // namespace canvas
