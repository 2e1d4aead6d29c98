// SPDX-License-Identifier: MIT
// The scanner, the trees and the string functions must agree about every text.
#include <cstdint>
#include <initializer_list>

#include "core/client/frame.hpp"
#include "core/json/json.hpp"
#include "core/json/scan.hpp"
#include "expect.hpp"

namespace openclaw {
namespace {

bool inside(std::string_view part, std::string_view whole) {
  return part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size();
}

void check_spans(const Frame& frame, std::string_view text) {
  for (const std::string_view span : {frame.raw_id, frame.raw_type, frame.raw_method, frame.params,
                                      frame.raw_traceparent, frame.raw_expected_profile}) {
    if (span.empty()) continue;
    EXPECT_THAT_HOLDS(inside(span, text));
    EXPECT_THAT_HOLDS(is_json(span));
    if (span.front() != '"') continue;
    std::string scratch;
    const std::string value = unescape(span);
    EXPECT_THAT_HOLDS(text_of(span, scratch) == value);
    EXPECT_THAT_HOLDS(unescape(json_quoted(value)) == value);
  }
}

void check_tree(const Frame& frame, const cJSON* tree) {
  const std::string printed = print_json(tree);
  auto again = parse_json(printed);
  EXPECT_THAT_HOLDS(again.ok());
  EXPECT_THAT_HOLDS(print_json(again->get()) == printed);
  EXPECT_THAT_HOLDS(frame.is_object == (cJSON_IsObject(tree) != 0));
  const cJSON* id = json_get(tree, "id");
  EXPECT_THAT_HOLDS((id != nullptr) == !frame.raw_id.empty());
  if (id == nullptr) return;
  auto spanned = parse_json(frame.raw_id);
  EXPECT_THAT_HOLDS(spanned.ok() && print_json(spanned->get()) == print_json(id));
}

// What is let through says the same to the parser that plugins use.
void check_params(const Frame& frame) {
  if (frame.kind != FrameKind::kRequest || frame.params.empty()) return;
  EXPECT_THAT_HOLDS(frame.params_problem == ambiguity_of(frame.params));
  if (!frame.params_problem.empty()) return;
  const JsonTree theirs(cJSON_ParseWithLength(frame.params.data(), frame.params.size()));
  auto ours = parse_json(frame.params);
  EXPECT_THAT_HOLDS(ours.ok() && theirs != nullptr);
  EXPECT_THAT_HOLDS(print_json(ours->get()) == print_json(theirs.get()));
}

void check_text(std::string_view text) {
  const Frame frame = scan_frame(text);
  const bool json = frame.kind != FrameKind::kNotJson;
  EXPECT_THAT_HOLDS(json == is_json(text));
  EXPECT_THAT_HOLDS((frame.kind == FrameKind::kBroken) == !frame.problem.empty());
  EXPECT_THAT_HOLDS(is_json(json_quoted(text)));
  EXPECT_THAT_HOLDS(is_json(json_quoted(frame.problem)));
  check_spans(frame, text);
  check_params(frame);
  auto tree = parse_json(text);
  EXPECT_THAT_HOLDS(tree.ok() == json);
  if (tree.ok()) check_tree(frame, tree->get());
}

}  // namespace
}  // namespace openclaw

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  openclaw::check_text({reinterpret_cast<const char*>(data), size});
  return 0;
}
