// SPDX-License-Identifier: MIT
#include "core/control/health.hpp"

#include "core/control/places.hpp"
#include "core/wall_time.hpp"

namespace openclaw {

Health::Health() { refresh(); }

bool Health::set(std::string_view slot, std::string_view json) {
  const std::size_t dot = slot.find('.');
  if (dot == std::string_view::npos || dot + 1 == slot.size()) return false;
  const std::string_view name = slot.substr(0, dot);
  const std::string_view member = slot.substr(dot + 1);
  if (name == "health") {
    const std::string told = without_places(member, json);
    if (health_[0].members.set(member, json)) health_[0].stale = true;
    if (health_[1].members.set(member, told)) health_[1].stale = true;
  } else if (name == "status") {
    status_[0].set(member, json);
    status_[1].set(member, without_places(member, json));
  } else if (name == "hello") {
    hello_.set(member, json);
  } else {
    return false;
  }
  return true;
}

void Health::refresh() {
  ts_ = wall_ms();
  for (Text& text : health_) text.stale = true;
}

const std::string& Health::health(Telling telling) {
  Text& text = health_[static_cast<std::size_t>(telling)];
  if (!text.stale) return text.json;
  text.json = R"({"ok":true,"ts":)" + std::to_string(ts_) + R"(,"durationMs":0)";
  const std::string& members = text.members.members();
  if (!members.empty()) text.json += ',' + members;
  text.json += '}';
  text.stale = false;
  return text.json;
}

}  // namespace openclaw
