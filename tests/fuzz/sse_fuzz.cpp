// SPDX-License-Identifier: MIT
// The stream of a model: however it is cut, the same events come out of it, and what is made of
// them is text and JSON that the gateway takes.
#include <cstdint>
#include <string>

#include "core/client/frame.hpp"
#include "core/json/utf8.hpp"
#include "expect.hpp"
#include "plugins/provider-openai/chat_stream.hpp"
#include "plugins/provider-openai/failure.hpp"
#include "plugins/provider-openai/sse.hpp"

namespace openai {
namespace {

constexpr std::size_t kMost = 256;

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = openclaw::utf8_sequence(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

void append(std::string& out, const std::vector<SseEvent>& events) {
  for (const SseEvent& event : events) {
    EXPECT_THAT_HOLDS(event.data.size() <= kMost);
    EXPECT_THAT_HOLDS(event.data.find('\r') == std::string::npos);
    out += event.name + '\0' + event.data + '\0';
  }
}

void check_cuts(std::string_view text) {
  SseParser whole(kMost);
  std::string wanted;
  append(wanted, whole.feed(text));
  for (const std::size_t step : {1U, 3U, 7U}) {
    SseParser parser(kMost);
    std::string found;
    for (std::size_t at = 0; at < text.size(); at += step) {
      append(found, parser.feed(text.substr(at, step)));
    }
    EXPECT_THAT_HOLDS(found == wanted && parser.overflowed() == whole.overflowed());
  }
}

void check_stream(std::string_view text) {
  SseParser parser(1 << 20);
  ChatStream stream;
  bool good = true;
  for (const SseEvent& event : parser.feed(text)) good = good && stream.take(event.data);
  for (const Piece& piece : stream.take_pieces()) {
    EXPECT_THAT_HOLDS(!piece.text.empty() && is_utf8(piece.text));
  }
  good = good && stream.finish();
  EXPECT_THAT_HOLDS(good || is_utf8(stream.failure().message));
  EXPECT_THAT_HOLDS(good || !stream.failure().message.empty());
  if (!good) return;
  for (const ToolCall& call : stream.tool_calls()) {
    EXPECT_THAT_HOLDS(openclaw::is_json(call.arguments));
  }
}

}  // namespace
}  // namespace openai

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  openai::check_cuts(text);
  openai::check_stream(text);
  const openai::Failure refused = openai::refused(500, text, text, 0);
  EXPECT_THAT_HOLDS(openai::is_utf8(refused.message));
  return 0;
}
