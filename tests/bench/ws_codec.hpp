// SPDX-License-Identifier: MIT
// WebSocket frames as a client sees them: writes masked ones, cuts a byte stream into frames.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

enum class Opcode : std::uint8_t {
  kContinuation = 0,
  kText = 1,
  kClose = 8,
  kPing = 9,
  kPong = 10
};

// The bytes of one final frame, masked with a fixed key.
[[nodiscard]] std::string masked_frame(Opcode opcode, std::string_view payload);

struct Frame {
  Opcode opcode;
  bool final;
  std::string_view payload;  // valid until the next call of FrameReader
};

class FrameReader {
 public:
  // Room for at least `wanted` bytes; `commit` says how many of them were filled.
  [[nodiscard]] char* room(std::size_t wanted);
  void commit(std::size_t filled) { end_ += filled; }
  [[nodiscard]] std::size_t capacity() const { return bytes_.size() - end_; }

  [[nodiscard]] std::string_view pending() const { return {bytes_.data() + begin_, end_ - begin_}; }
  void skip(std::size_t count) { begin_ += count; }
  [[nodiscard]] std::optional<Frame> next();
  void clear() { begin_ = end_ = 0; }

 private:
  std::vector<char> bytes_;
  std::size_t begin_ = 0, end_ = 0;
};

}  // namespace bench
