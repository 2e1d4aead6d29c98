// SPDX-License-Identifier: MIT
#include "core/control/health.hpp"

#include "core/loop.hpp"

namespace openclaw {

Health::Health() { refresh(); }

bool Health::set(std::string_view slot, std::string_view json) {
  const std::size_t dot = slot.find('.');
  if (dot == std::string_view::npos || dot + 1 == slot.size()) return false;
  const std::string_view name = slot.substr(0, dot);
  const std::string_view member = slot.substr(dot + 1);
  if (name == "health") {
    if (health_.set(member, json)) stale_ = true;
  } else if (name == "status") {
    status_.set(member, json);
  } else if (name == "hello") {
    hello_.set(member, json);
  } else {
    return false;
  }
  return true;
}

void Health::refresh() {
  ts_ = Loop::wall_ms();
  stale_ = true;
}

const std::string& Health::health() {
  if (!stale_) return text_;
  text_ = R"({"ok":true,"ts":)" + std::to_string(ts_) + R"(,"durationMs":0)";
  if (!health_.members().empty()) text_ += ',' + health_.members();
  text_ += '}';
  stale_ = false;
  return text_;
}

}  // namespace openclaw
