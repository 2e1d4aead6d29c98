// SPDX-License-Identifier: MIT
// The plugin: jobs and the heartbeat, and the methods that show and stir them.
#pragma once
#include <openclaw/plugin.hpp>
#include <openclaw/store.hpp>
#include <string>
#include <string_view>

#include "heartbeat.hpp"

namespace cron {

class Cron final : public oc::Plugin {
 public:
  explicit Cron(oc::Host h) : Plugin(h), heartbeat_(h, store_) {}
  int start() override;
  void stop(oc::Stopping) override;

  void list(oc::Request request, std::string_view params);
  void status(oc::Request request, std::string_view params);
  void wake(oc::Request request, std::string_view params);
  void last_heartbeat(oc::Request request, std::string_view params);
  void set_heartbeats(oc::Request request, std::string_view params);
  void system_event(oc::Request request, std::string_view params);

 private:
  [[nodiscard]] std::string status_json(const oc::Rows& jobs) const;
  void queue(oc::Request request, std::string_view text, bool now);

  oc::Store store_;
  Heartbeat heartbeat_;
};

}  // namespace cron
