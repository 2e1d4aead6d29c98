// SPDX-License-Identifier: MIT
// The members of one JSON object as spans of its text, without a tree. No I/O, any thread.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace openclaw {

class JsonMembers {
 public:
  struct Member {
    std::string_view raw_key;  // with its quotes and escapes
    std::string_view value;    // JSON as it stands in the text
  };

  // `object` must outlive this. What is no object has no members.
  explicit JsonMembers(std::string_view object);

  [[nodiscard]] bool is_object() const { return is_object_; }
  [[nodiscard]] const std::vector<Member>& all() const { return members_; }
  // The JSON text of a member; empty when it is absent.
  [[nodiscard]] std::string_view get(std::string_view name) const;
  // The value of a member that is a string, escapes resolved; else empty.
  [[nodiscard]] std::string text(std::string_view name) const;

 private:
  std::vector<Member> members_;
  bool is_object_ = false;
};

}  // namespace openclaw
