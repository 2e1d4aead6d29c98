// SPDX-License-Identifier: MIT
// JSON5: what JSON is, JSON5 is as well, and whatever is read prints as JSON of the same meaning.
#include <cstdint>

#include "core/client/frame.hpp"
#include "core/json/indent.hpp"
#include "core/json/json5.hpp"
#include "expect.hpp"

namespace openclaw {
namespace {

void check(std::string_view text) {
  auto tree = parse_json5(text);
  if (!tree) {
    EXPECT_THAT_HOLDS(tree.error().message.starts_with("JSON5: "));
    return;
  }
  const std::string printed = print_json(tree->get());
  EXPECT_THAT_HOLDS(is_json(printed));
  EXPECT_THAT_HOLDS(is_json(indent_json(printed)));
  auto again = parse_json5(indent_json(printed));
  EXPECT_THAT_HOLDS(again.ok() && print_json(again->get()) == printed);
  if (!is_json(text)) return;
  auto plain = parse_json(text);
  EXPECT_THAT_HOLDS(plain.ok() && print_json(plain->get()) == printed);
}

}  // namespace
}  // namespace openclaw

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  openclaw::check({reinterpret_cast<const char*>(data), size});
  return 0;
}
