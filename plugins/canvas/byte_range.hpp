// SPDX-License-Identifier: MIT
// Which bytes of a file a Range header asks for. No I/O.
#pragma once
#include <cstdint>
#include <string_view>

namespace canvas {

struct ByteRange {
  enum class Kind { kWhole, kPart, kOutside };
  Kind kind = Kind::kWhole;
  std::uint64_t first = 0;
  std::uint64_t size = 0;
};

// One range of bytes. A header of any other form, several ranges among them, asks for the whole.
ByteRange read_range(std::string_view header, std::uint64_t size);

}  // namespace canvas
