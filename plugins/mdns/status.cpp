// SPDX-License-Identifier: MIT
#include "status.hpp"

#include <openclaw/json.hpp>

namespace mdns {

void Status::off(Mode mode, std::string_view why) {
  show(mode, "off", {}, why);
  if (!said_.empty()) say(OC_LOG_INFO, "bonjour: not announced any more: " + std::string(why));
}

void Status::starting(Mode mode) { show(mode, "starting", {}, {}); }

void Status::waiting(Mode mode, std::string_view why) {
  show(mode, "waiting", {}, why);
  say(OC_LOG_INFO, "bonjour: not announced: " + std::string(why));
}

void Status::registering(Mode mode, std::string_view name) { show(mode, "registering", name, {}); }

void Status::announced(Mode mode, std::string_view name, std::string_view host, unsigned port) {
  show(mode, "announced", name, {});
  say(OC_LOG_INFO, "bonjour: advertised gateway name=" + oc::quoted(name) +
                       " host=" + std::string(host) + " port=" + std::to_string(port));
}

void Status::show(Mode mode, std::string_view state, std::string_view name, std::string_view why) {
  const std::string json = oc::Object()
                               .add("mode", mode_name(mode))
                               .add("state", state)
                               .add_some("name", name)
                               .add_some("reason", why)
                               .take();
  if (json == shown_) return;
  shown_ = json;
  // Each client is greeted with the health: what is off is no part of it.
  host_.snapshot("health.mdns", mode == Mode::kOff ? std::string() : json);
  host_.snapshot("status.mdns", json);
}

void Status::say(int level, const std::string& text) {
  if (text == said_) return;
  said_ = text;
  host_.log(level, text);
}

}  // namespace mdns
