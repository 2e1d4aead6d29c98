// SPDX-License-Identifier: MIT
#include "core/json/members.hpp"

#include "core/json/scan.hpp"

namespace openclaw {

JsonMembers::JsonMembers(std::string_view object) {
  JsonScanner scanner(object);
  scanner.skip_space();
  if (!scanner.take('{')) return;
  scanner.skip_space();
  bool more = !scanner.take('}');
  is_object_ = true;
  while (more && is_object_) {
    const std::size_t key_at = scanner.offset();
    is_object_ = scanner.peek() == '"' && scanner.string();
    const std::string_view raw_key = scanner.since(key_at);
    scanner.skip_space();
    is_object_ = is_object_ && scanner.take(':');
    scanner.skip_space();
    const std::size_t value_at = scanner.offset();
    is_object_ = is_object_ && scanner.value(1);
    if (is_object_) members_.push_back({raw_key, scanner.since(value_at)});
    scanner.skip_space();
    more = scanner.take(',');
    is_object_ = is_object_ && (more || scanner.take('}'));
    scanner.skip_space();
  }
  is_object_ = is_object_ && scanner.at_end();
  if (!is_object_) members_.clear();
}

std::string_view JsonMembers::get(std::string_view name) const {
  std::string scratch;
  for (const Member& member : members_) {
    if (text_of(member.raw_key, scratch) == name) return member.value;
  }
  return {};
}

std::string JsonMembers::text(std::string_view name) const {
  const std::string_view raw = get(name);
  return raw.empty() || raw.front() != '"' ? std::string() : unescape(raw);
}

}  // namespace openclaw
