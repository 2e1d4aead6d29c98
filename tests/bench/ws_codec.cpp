// SPDX-License-Identifier: MIT
#include "ws_codec.hpp"

#include <cstring>

namespace bench {
namespace {

constexpr unsigned char kKey[4] = {0x12, 0x34, 0x56, 0x78};
constexpr unsigned char kFinal = 0x80, kMasked = 0x80;
constexpr std::size_t kShort = 126, kMiddle = 65536;

unsigned char byte_at(std::string_view text, std::size_t i) {
  return static_cast<unsigned char>(text[i]);
}

std::size_t big_endian(std::string_view text) {
  std::size_t value = 0;
  for (std::size_t i = 0; i < text.size(); ++i) value = value << 8 | byte_at(text, i);
  return value;
}

void append_size(std::string& out, std::size_t size) {
  const std::size_t width = size < kShort ? 0 : size < kMiddle ? 2 : 8;
  const std::size_t mark = width == 0 ? size : width == 2 ? 126U : 127U;
  out += static_cast<char>(kMasked | mark);
  for (std::size_t i = width; i-- > 0;) out += static_cast<char>(size >> (8 * i) & 0xFF);
}

}  // namespace

std::string masked_frame(Opcode opcode, std::string_view payload) {
  std::string out(1, static_cast<char>(kFinal | static_cast<unsigned char>(opcode)));
  append_size(out, payload.size());
  out.append(reinterpret_cast<const char*>(kKey), sizeof kKey);
  for (std::size_t i = 0; i < payload.size(); ++i)
    out += static_cast<char>(byte_at(payload, i) ^ kKey[i % sizeof kKey]);
  return out;
}

char* FrameReader::room(std::size_t wanted) {
  if (begin_ == end_) clear();
  if (capacity() < wanted && begin_ > 0) {
    std::memmove(bytes_.data(), bytes_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (capacity() < wanted) bytes_.resize(end_ + wanted);
  return bytes_.data() + end_;
}

std::optional<Frame> FrameReader::next() {
  const std::string_view in = pending();
  if (in.size() < 2) return std::nullopt;
  const std::size_t mark = byte_at(in, 1) & 0x7FU;
  const std::size_t width = mark < kShort ? 0 : mark == 126 ? 2 : 8;
  if (in.size() < 2 + width) return std::nullopt;
  const std::size_t size = width == 0 ? mark : big_endian(in.substr(2, width));
  if (in.size() - 2 - width < size) return std::nullopt;
  begin_ += 2 + width + size;
  return Frame{static_cast<Opcode>(byte_at(in, 0) & 0x0FU), (byte_at(in, 0) & kFinal) != 0,
               in.substr(2 + width, size)};
}

}  // namespace bench
