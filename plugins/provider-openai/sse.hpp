// SPDX-License-Identifier: MIT
// Server-sent events, as the HTML standard reads them, out of pieces cut anywhere.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace openai {

struct SseEvent {
  std::string name = {};  // "message" unless the event says otherwise
  std::string data = {};
};

class SseParser {
 public:
  // One event, or one line, may have so many bytes.
  explicit SseParser(std::size_t most) : most_(most) {}

  // The events that this piece completes. Once an event is too large nothing comes any more.
  std::vector<SseEvent> feed(std::string_view piece);
  [[nodiscard]] bool overflowed() const { return overflowed_; }

 private:
  void take_line(std::string_view line, std::vector<SseEvent>& out);
  void take_field(std::string_view name, std::string_view value);
  void dispatch(std::vector<SseEvent>& out);

  std::size_t most_;
  std::string line_;  // begun in an earlier piece
  std::string name_;
  std::string data_;
  bool has_data_ = false;
  bool first_line_ = true;
  bool after_cr_ = false;  // a line feed that follows belongs to the line before
  bool overflowed_ = false;
};

}  // namespace openai
