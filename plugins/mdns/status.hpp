// SPDX-License-Identifier: MIT
// How announcing stands: for the log, once for each change, and for the snapshots of health and
// status.
#pragma once
#include <openclaw/plugin.hpp>
#include <string>
#include <string_view>

#include "settings.hpp"

namespace mdns {

class Status {
 public:
  explicit Status(const oc::Host& host) : host_(host) {}
  void off(Mode mode, std::string_view why);
  void starting(Mode mode);
  void waiting(Mode mode, std::string_view why);
  void registering(Mode mode, std::string_view name);
  void announced(Mode mode, std::string_view name, std::string_view host, unsigned port);

 private:
  void show(Mode mode, std::string_view state, std::string_view name, std::string_view why);
  void say(int level, const std::string& text);

  const oc::Host& host_;
  std::string said_;   // the last line of the log
  std::string shown_;  // the last snapshot
};

}  // namespace mdns
