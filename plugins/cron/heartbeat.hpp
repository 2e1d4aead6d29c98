// SPDX-License-Identifier: MIT
// The heartbeat of the main session: texts wait in a queue on the disk, and a beat hands them to
// the agent as one message.
#pragma once
#include <cstdint>
#include <functional>
#include <openclaw/plugin.hpp>
#include <openclaw/store.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace cron {

class Heartbeat {
 public:
  Heartbeat(oc::Host host, oc::Store& store) : host_(host), store_(store) {}

  // Shows what waits since before the start, and takes up a beat that was cut off.
  void load();
  // `done` gets 0 once the text is on the disk, or the error that kept it from there.
  void queue(std::string_view text, std::function<void(int)> done);
  // Hands over what waits; one beat at a time, and none while heartbeats are off.
  void beat();
  void enable(bool on);
  // What waits stays in the tables, and is handed over behind the next start.
  void stop();
  [[nodiscard]] bool enabled() const { return enabled_; }
  // The latest heartbeat event, or "null".
  [[nodiscard]] const std::string& last() const { return last_; }

 private:
  void hand_over();
  void ask(const oc::Rows& events);
  void answered(oc_str payload, const oc_error* error);
  void forget(std::string_view status, const std::string& preview, const std::string& reason);
  void put_off(std::string_view reason);
  void ended(std::string_view status, std::string_view preview, std::string_view reason);
  // True when a beat has been cut off.
  bool show(const oc::Rows& events);
  // `shown` is called once clients see what waits now.
  void show_again(std::function<void()> shown);

  oc::Host host_;
  oc::Store& store_;
  bool enabled_ = true;
  bool beating_ = false;
  bool stopped_ = false;
  bool again_ = false;  // asked for while one was under way
  std::int64_t began_ms_ = 0;
  std::string last_ = "null";
  oc::Sub resume_;  // a beat that could not be, or was cut off
};

}  // namespace cron
