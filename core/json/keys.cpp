// SPDX-License-Identifier: MIT
#include "core/json/keys.hpp"

#include <algorithm>

#include "core/client/frame.hpp"

namespace openclaw {
namespace {

// Any order will do that brings equal keys together.
bool before(std::string_view a, std::string_view b) {
  return a.size() != b.size() ? a.size() < b.size() : a < b;
}

}  // namespace

void JsonKeys::open() {
  constexpr std::size_t kUsual = 16;
  if (keys_.capacity() == 0) keys_.reserve(kUsual);
  objects_.push_back({keys_.size(), resolved_.size()});
}

void JsonKeys::add(std::string_view raw) {
  std::string scratch;
  const std::string_view key = text_of(raw, scratch);
  const bool resolved = key.data() == scratch.data();
  keys_.push_back(resolved ? resolved_.emplace_back(std::move(scratch)) : key);
}

std::optional<std::string> JsonKeys::close() {
  const Start start = objects_.back();
  objects_.pop_back();
  const auto first = keys_.begin() + static_cast<std::ptrdiff_t>(start.keys);
  std::sort(first, keys_.end(), before);
  const auto twice = std::adjacent_find(first, keys_.end());
  std::optional<std::string> found;
  if (twice != keys_.end()) found.emplace(*twice);
  keys_.resize(start.keys);
  resolved_.resize(start.resolved);
  return found;
}

}  // namespace openclaw
