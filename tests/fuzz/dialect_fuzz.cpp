// SPDX-License-Identifier: MIT
// Any text as a frame of the simple dialect, as the parameters of its methods, and as the payload
// of what the protocol sends: whatever comes out is JSON of the dialect's form.
#include <cstdint>
#include <initializer_list>

#include "core/client/dialect.hpp"
#include "core/json/json.hpp"
#include "core/json/members.hpp"
#include "core/json/scan.hpp"
#include "expect.hpp"

namespace openclaw {
namespace {

std::string fresh_id() { return "fresh"; }

void check_frame(std::string_view text) {
  const Frame frame = scan_frame(text, Dialect::kSimple);
  const Frame product = scan_frame(text);
  EXPECT_THAT_HOLDS((frame.kind == FrameKind::kNotJson) == (product.kind == FrameKind::kNotJson));
  EXPECT_THAT_HOLDS((frame.kind == FrameKind::kBroken) == !frame.problem.empty());
  EXPECT_THAT_HOLDS(frame.raw_id.empty() || is_json(frame.raw_id));
  // No frame is good in both dialects: the one has a type, the other has none.
  EXPECT_THAT_HOLDS(frame.kind != FrameKind::kRequest || product.kind != FrameKind::kRequest);
  if (opens_simple(product, true)) EXPECT_THAT_HOLDS(product.kind == FrameKind::kBroken);
  if (frame.kind != FrameKind::kRequest || !frame.params_problem.empty()) return;
  std::string scratch;
  const std::string_view method = text_of(frame.raw_method, scratch);
  const std::string params = simple_params(method, frame.params, fresh_id);
  if (params.empty()) return;
  EXPECT_THAT_HOLDS(is_json(params));
  EXPECT_THAT_HOLDS(ambiguity_of(params).empty());
  EXPECT_THAT_HOLDS(!JsonMembers(params).get("idempotencyKey").empty());
}

void check_payload(std::string_view text) {
  const JsonMembers members(text);
  EXPECT_THAT_HOLDS(!members.is_object() || is_json(text));
  for (const JsonMembers::Member& member : members.all()) {
    EXPECT_THAT_HOLDS(is_json(member.raw_key) && is_json(member.value));
  }
  const std::string result = simple_result("agent", text);
  EXPECT_THAT_HOLDS(result.empty() || is_json(result));
  // What nests as deep as a payload may is one level too deep for our own reader in a frame.
  if (!is_json('[' + std::string(text) + ']')) return;
  for (const char* name :
       {"agent", "presence", "session.typing", "session.message", "sessions.changed", "tick"}) {
    const std::string frame = simple_event(name, text);
    if (frame.empty()) continue;
    EXPECT_THAT_HOLDS(members.is_object());
    const JsonMembers event(frame);
    EXPECT_THAT_HOLDS(event.all().size() == 2);
    EXPECT_THAT_HOLDS(!event.text("event").empty());
    EXPECT_THAT_HOLDS(JsonMembers(event.get("data")).is_object());
  }
}

}  // namespace
}  // namespace openclaw

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  openclaw::check_frame(text);
  openclaw::check_payload(text);
  return 0;
}
