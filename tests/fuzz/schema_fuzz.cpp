// SPDX-License-Identifier: MIT
// A schema and a value, split at the first NUL byte.
#include <cstdint>

#include "core/client/frame.hpp"
#include "core/schema/schema.hpp"
#include "expect.hpp"

namespace openclaw {
namespace {

void check_pair(std::string_view schema_json, std::string_view value) {
  auto schema = Schema::compile(schema_json);
  if (!schema) {
    EXPECT_THAT_HOLDS(!schema.error().message.empty());
    return;
  }
  EXPECT_THAT_HOLDS(schema->accepts_empty_object() == schema->problems_of("{}").empty());
  const std::string problems = schema->problems_of(value);
  EXPECT_THAT_HOLDS(is_json(value) || problems == "must be object");
  auto tree = parse_json(value);
  if (!tree.ok()) return;
  EXPECT_THAT_HOLDS(problems == schema->problems(tree->get()));
}

}  // namespace
}  // namespace openclaw

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t split = text.find('\0');
  if (split == std::string_view::npos) return 0;
  openclaw::check_pair(text.substr(0, split), text.substr(split + 1));
  return 0;
}
