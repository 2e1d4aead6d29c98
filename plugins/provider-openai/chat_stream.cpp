// SPDX-License-Identifier: MIT
#include "chat_stream.hpp"

#include <openclaw/json.hpp>
#include <utility>

#include "utf8_text.hpp"

namespace openai {
namespace {

constexpr std::size_t kMostToolCalls = 128;
constexpr std::size_t kMostArgumentBytes = 8 << 20;

std::uint64_t count(const cJSON* object, const char* key) {
  const std::int64_t n = oc::integer(object, key, 0);
  return n > 0 ? static_cast<std::uint64_t>(n) : 0;
}

}  // namespace

bool ChatStream::fail(std::string_view why) {
  failure_ = {std::string(why), "format", false, -1};
  return false;
}

void ChatStream::say(Piece::Kind kind, std::string_view text) {
  if (text.empty()) return;
  if (pieces_.empty() || pieces_.back().kind != kind) pieces_.push_back({kind, {}});
  pieces_.back().text += sound_utf8(text);
}

std::vector<Piece> ChatStream::take_pieces() { return std::exchange(pieces_, {}); }

bool ChatStream::take(std::string_view data) {
  const std::size_t last = data.find_last_not_of(' ');
  if (last == std::string_view::npos) return true;  // some servers keep the line warm with these
  if (data.substr(0, last + 1) == "[DONE]") {
    closed_ = true;
    return true;
  }
  const oc::Json chunk = oc::parse(data);
  if (!cJSON_IsObject(chunk.get())) return fail("the provider sent an event that is no JSON");
  const cJSON* error = oc::get(chunk.get(), "error");
  if (error && !cJSON_IsNull(error)) {
    failure_ = reported(oc::printed(error, ""), 0, secrets_);
    return false;
  }
  if (const cJSON* usage = oc::get(chunk.get(), "usage"); cJSON_IsObject(usage)) take_usage(usage);
  // The chunk that carries the usage has no choices.
  const cJSON* choice = cJSON_GetArrayItem(oc::get(chunk.get(), "choices"), 0);
  return !choice || take_choice(choice);
}

bool ChatStream::take_choice(const cJSON* choice) {
  if (const std::string_view reason = oc::text(choice, "finish_reason"); !reason.empty()) {
    finish_reason_ = reason;
  }
  const cJSON* delta = oc::get(choice, "delta");
  if (delta && !take_delta(delta)) return false;
  if (finish_reason_ != "content_filter") return true;
  return fail("the provider's content filter ended the answer");
}

bool ChatStream::take_delta(const cJSON* delta) {
  say(Piece::Kind::kThinking, oc::text(delta, "reasoning_content"));
  say(Piece::Kind::kThinking, oc::text(delta, "reasoning"));
  say(Piece::Kind::kText, oc::text(delta, "content"));
  say(Piece::Kind::kText, oc::text(delta, "refusal"));
  const cJSON* call = nullptr;
  cJSON_ArrayForEach(call, oc::get(delta, "tool_calls")) {
    if (!take_tool_call(call)) return false;
  }
  return true;
}

// By its index; servers that leave it out begin each call with a new id.
ToolCall* ChatStream::tool_call_of(const cJSON* call) {
  const std::string_view id = oc::text(call, "id");
  const bool begins = !id.empty() && (tool_calls_.empty() || tool_calls_.back().id != id);
  const auto known = static_cast<std::int64_t>(tool_calls_.size());
  const std::int64_t usual = begins || known == 0 ? known : known - 1;
  const std::int64_t index = oc::integer(call, "index", usual);
  if (index < 0 || index >= static_cast<std::int64_t>(kMostToolCalls)) return nullptr;
  const auto place = static_cast<std::size_t>(index);
  if (tool_calls_.size() <= place) tool_calls_.resize(place + 1);
  return &tool_calls_[place];
}

bool ChatStream::take_tool_call(const cJSON* call) {
  ToolCall* found = tool_call_of(call);
  if (!found) return fail("the provider numbers a tool call beyond all measure");
  if (found->id.empty()) found->id = sound_utf8(oc::text(call, "id"));
  const cJSON* function = oc::get(call, "function");
  if (found->name.empty()) found->name = sound_utf8(oc::text(function, "name"));
  const std::string_view part = oc::text(function, "arguments");
  argument_bytes_ += part.size();
  if (argument_bytes_ > kMostArgumentBytes) return fail("the arguments of a tool are too large");
  found->arguments += part;
  return true;
}

void ChatStream::take_usage(const cJSON* usage) {
  const std::uint64_t prompt = count(usage, "prompt_tokens");
  const cJSON* details = oc::get(usage, "prompt_tokens_details");
  usage_.cache_read = std::min(count(details, "cached_tokens"), prompt);
  usage_.input = prompt - usage_.cache_read;
  usage_.output = count(usage, "completion_tokens");
}

bool ChatStream::finish() {
  if (!complete()) {
    failure_ = {"the connection ended before the answer was complete", "unknown", true, -1};
    return false;
  }
  for (ToolCall& call : tool_calls_) {
    if (call.arguments.empty()) call.arguments = "{}";
    const oc::Json parsed = oc::parse(call.arguments);
    if (call.name.empty()) return fail("the provider called a tool without a name");
    if (!cJSON_IsObject(parsed.get())) {
      return fail("the arguments for the tool \"" + call.name + "\" are no JSON object");
    }
    call.arguments = sound_utf8(oc::printed(parsed.get(), ""));
  }
  return true;
}

const char* ChatStream::stop_reason() const {
  if (!tool_calls_.empty()) return "toolUse";
  return finish_reason_ == "length" ? "length" : "stop";
}

}  // namespace openai
