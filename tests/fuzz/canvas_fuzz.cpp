// SPDX-License-Identifier: MIT
// The path of a request and its Range: what comes out leads nowhere but below, and never behind the
// end of a file. A line each.
#include <cstdint>
#include <string>

#include "expect.hpp"
#include "plugins/canvas/byte_range.hpp"
#include "plugins/canvas/media_type.hpp"
#include "plugins/canvas/request_path.hpp"

namespace canvas {
namespace {

void check_path(std::string_view path) {
  const ScopedPath scoped = split_scope(path);
  EXPECT_THAT_HOLDS(path.ends_with(scoped.path));
  EXPECT_THAT_HOLDS(!scoped.malformed || scoped.capability.empty());
  EXPECT_THAT_HOLDS(scoped.capability.find_first_of("/%.") == std::string_view::npos);
  const Place place = find_place(scoped.path);
  EXPECT_THAT_HOLDS(scoped.path.ends_with(place.rest));
  const auto file = read_file_path(place.rest);
  if (!file) return;
  for (const std::string& name : file->names) {
    EXPECT_THAT_HOLDS(!name.empty() && name != "." && name != ".." && name.size() <= 255);
    EXPECT_THAT_HOLDS(name.find_first_of(std::string_view("/\\\0", 3)) == std::string::npos);
    EXPECT_THAT_HOLDS(!media_type(name).empty());
  }
}

void check_range(std::string_view header) {
  for (const std::uint64_t size : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{1} << 62}) {
    const ByteRange range = read_range(header, size);
    if (range.kind != ByteRange::Kind::kPart) continue;
    EXPECT_THAT_HOLDS(range.size > 0 && range.first < size && range.size <= size - range.first);
  }
}

}  // namespace
}  // namespace canvas

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t end = text.find('\n');
  canvas::check_path(text.substr(0, end));
  canvas::check_range(end == std::string_view::npos ? text : text.substr(end + 1));
  return 0;
}
