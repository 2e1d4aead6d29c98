// SPDX-License-Identifier: MIT
// The snapshots that clients read (health, status, hello): plugins set their members as JSON text,
// readers get one cached text. Nothing is asked of a plugin when a client reads.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace openclaw {

class Snapshot {
 public:
  // Sets a member; empty json removes it. Members keep the order in which they were first set.
  // False when nothing changed.
  bool set(std::string_view member, std::string_view json);
  // `"a":1,"b":2`: the members of an object, without its braces. Borrowed until the next set().
  [[nodiscard]] const std::string& members() const { return text_; }
  // The JSON text of one member; empty when absent.
  [[nodiscard]] std::string_view get(std::string_view member) const;

 private:
  std::vector<std::pair<std::string, std::string>> parts_;
  std::string text_;
};

}  // namespace openclaw
