// SPDX-License-Identifier: MIT
// A streamed chat completion, put together from its chunks.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "failure.hpp"
#include "secrets.hpp"

struct cJSON;

namespace openai {

struct Piece {
  enum class Kind { kText, kThinking } kind = Kind::kText;
  std::string text = {};
};

struct ToolCall {
  std::string id = {};
  std::string name = {};
  std::string arguments = {};  // a JSON object once the stream has ended
};

struct Usage {
  std::uint64_t input = 0;  // without what came from the cache
  std::uint64_t output = 0;
  std::uint64_t cache_read = 0;
};

class ChatStream {
 public:
  ChatStream() = default;
  // What failure() says is without these.
  explicit ChatStream(Secrets secrets) : secrets_(std::move(secrets)) {}

  // One event's data. False: the stream has come to nothing, see failure().
  [[nodiscard]] bool take(std::string_view data);
  // What was said since the last call, neighbours of one kind joined.
  std::vector<Piece> take_pieces();
  // The provider has said that it is done: nothing follows.
  [[nodiscard]] bool closed() const { return closed_; }
  // The answer has an end, even when the connection ends without a word.
  [[nodiscard]] bool complete() const { return closed_ || !finish_reason_.empty(); }
  // Call it once at the end. False when the answer is cut, or what it wants of the tools cannot be
  // read: see failure().
  [[nodiscard]] bool finish();
  [[nodiscard]] const Failure& failure() const { return failure_; }
  [[nodiscard]] const char* stop_reason() const;
  [[nodiscard]] const std::vector<ToolCall>& tool_calls() const { return tool_calls_; }
  [[nodiscard]] const Usage& usage() const { return usage_; }

 private:
  bool fail(std::string_view why);
  void say(Piece::Kind kind, std::string_view text);
  bool take_choice(const cJSON* choice);
  bool take_delta(const cJSON* delta);
  bool take_tool_call(const cJSON* call);
  ToolCall* tool_call_of(const cJSON* call);
  void take_usage(const cJSON* usage);

  Secrets secrets_;
  std::vector<Piece> pieces_;
  std::vector<ToolCall> tool_calls_;
  Usage usage_;
  Failure failure_;
  std::string finish_reason_;
  std::size_t argument_bytes_ = 0;
  bool closed_ = false;
};

}  // namespace openai
