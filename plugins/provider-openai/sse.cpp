// SPDX-License-Identifier: MIT
#include "sse.hpp"

#include <utility>

namespace openai {

std::vector<SseEvent> SseParser::feed(std::string_view piece) {
  std::vector<SseEvent> out;
  while (!piece.empty() && !overflowed_) {
    if (std::exchange(after_cr_, false) && piece.front() == '\n') {
      piece.remove_prefix(1);
      continue;
    }
    const std::size_t end = piece.find_first_of("\r\n");
    const std::string_view part = piece.substr(0, end);
    overflowed_ = line_.size() + part.size() > most_;
    if (overflowed_) break;
    if (end == std::string_view::npos) {
      line_ += part;
      break;
    }
    after_cr_ = piece[end] == '\r';
    piece.remove_prefix(end + 1);
    if (line_.empty()) {
      take_line(part, out);
    } else {
      line_ += part;
      take_line(std::exchange(line_, {}), out);
    }
  }
  return out;
}

void SseParser::take_line(std::string_view line, std::vector<SseEvent>& out) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (std::exchange(first_line_, false) && line.substr(0, 3) == kByteOrderMark) {
    line.remove_prefix(kByteOrderMark.size());
  }
  if (line.empty()) return dispatch(out);
  const std::size_t colon = line.find(':');
  if (colon == 0) return;  // a comment
  std::string_view value = colon == std::string_view::npos ? "" : line.substr(colon + 1);
  if (!value.empty() && value.front() == ' ') value.remove_prefix(1);
  take_field(line.substr(0, colon), value);
}

void SseParser::take_field(std::string_view name, std::string_view value) {
  if (name == "event") name_ = value;
  if (name != "data") return;
  const std::size_t line_feed = has_data_ ? 1 : 0;
  overflowed_ = overflowed_ || data_.size() + line_feed + value.size() > most_;
  if (overflowed_) return;
  if (std::exchange(has_data_, true)) data_ += '\n';
  data_ += value;
}

// Without data there is no event, whatever it is called.
void SseParser::dispatch(std::vector<SseEvent>& out) {
  SseEvent event{std::exchange(name_, {}), std::exchange(data_, {})};
  if (event.name.empty()) event.name = "message";
  if (std::exchange(has_data_, false) && !overflowed_) out.push_back(std::move(event));
}

}  // namespace openai
