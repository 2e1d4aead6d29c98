// SPDX-License-Identifier: MIT
#include "core/control/snapshot.hpp"

#include <algorithm>

#include "core/json/json.hpp"

namespace openclaw {

bool Snapshot::set(std::string_view member, std::string_view json) {
  const auto at = std::find_if(parts_.begin(), parts_.end(),
                               [member](const auto& part) { return part.first == member; });
  if (at == parts_.end()) {
    if (json.empty()) return false;
    parts_.emplace_back(member, json);
  } else if (json.empty()) {
    parts_.erase(at);
  } else if (at->second == json) {
    return false;
  } else {
    at->second = json;
  }
  text_.clear();
  for (const auto& [name, text] : parts_) {
    if (!text_.empty()) text_ += ',';
    append_json_string(text_, name);
    text_ += ':';
    text_ += text;
  }
  return true;
}

std::string_view Snapshot::get(std::string_view member) const {
  for (const auto& [name, text] : parts_) {
    if (name == member) return text;
  }
  return {};
}

}  // namespace openclaw
