// SPDX-License-Identifier: MIT
// Writes DNS answers by hand, good and bad ones.
#pragma once
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace openclaw::cli {

inline std::string be16(unsigned n) {
  return {static_cast<char>(n >> 8 & 0xFF), static_cast<char>(n & 0xFF)};
}
// Parts of a name, as they travel.
inline std::string wire_name(std::initializer_list<std::string_view> parts) {
  std::string out;
  for (const std::string_view part : parts) {
    out += static_cast<char>(part.size());
    out += part;
  }
  return out + '\0';
}
inline std::string wire_record(const std::string& name, unsigned type, const std::string& data,
                               unsigned ttl = 120, unsigned of_class = 0x8001) {
  return name + be16(type) + be16(of_class) + be16(ttl >> 16) + be16(ttl) +
         be16(static_cast<unsigned>(data.size())) + data;
}
inline std::string wire_answer(unsigned count, const std::string& records, unsigned id = 7) {
  return be16(id) + be16(0x8400) + be16(0) + be16(count) + be16(0) + be16(0) + records;
}
inline std::string wire_texts(std::initializer_list<std::string_view> texts) {
  std::string out;
  for (const std::string_view text : texts) {
    out += static_cast<char>(text.size());
    out += text;
  }
  return out;
}
inline std::string wire_place(unsigned port, const std::string& host) {
  return be16(0) + be16(0) + be16(port) + host;
}

}  // namespace openclaw::cli
