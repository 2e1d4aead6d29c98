// SPDX-License-Identifier: MIT
// A text that opens a door. What somebody tries is compared with it by matches() and in no other
// way: it does not compare, convert or print, and every use of reveal() is known by file, see
// tests/style/secrets.py.
#pragma once
#include <string>
#include <string_view>
#include <utility>

namespace openclaw {

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) : text_(std::move(text)) {}

  [[nodiscard]] bool empty() const { return text_.empty(); }
  // Takes as long for a near miss as for a far one. An empty secret matches nothing.
  [[nodiscard]] bool matches(std::string_view tried) const;
  // To write it down, send it to its owner or digest it: never to compare it.
  [[nodiscard]] const std::string& reveal() const { return text_; }

 private:
  std::string text_;
};

bool operator==(const Secret&, const Secret&) = delete;

}  // namespace openclaw
