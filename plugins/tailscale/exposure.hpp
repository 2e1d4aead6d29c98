// SPDX-License-Identifier: MIT
// Keeps the gateway shown by Tailscale: claims the route, notices when it is lost, and tries again
// with growing pauses. Nothing of it is ever the end of the gateway.
#pragma once
#include <openclaw/plugin.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "answers.hpp"
#include "left_behind.hpp"
#include "settings.hpp"
#include "tool.hpp"

namespace tailscale {

struct Report {
  enum class State { waiting, active, failed };
  State state = State::waiting;
  std::string host;   // by which it is reached; empty: not known
  std::string words;  // what is waited for, or what has failed
};

class Exposure {
 public:
  struct World {
    // A port for the proxy alone; 0: there can be none, and why is in `problem`.
    std::function<std::uint16_t(std::string& problem)> open_front;
    std::function<void(const std::string& dns_name)> set_name;  // empty: none any more
    std::function<void()> changed;                              // what report() says
  };
  Exposure(oc::Host host, Programs& programs, const Settings& settings, World world);

  // `is_tls`: the gateway speaks TLS on its port.
  void start(std::uint16_t gateway_port, bool is_tls);
  // Begins nothing more. A claim that runs is the one who stops the programs to end.
  void stop();
  [[nodiscard]] const Report& report() const { return report_; }

 private:
  // How long a question may take, and a claim until it is a route.
  static constexpr std::uint64_t kQueryMs = 5'000;
  static constexpr std::uint64_t kClaimMs = 15'000;

  using Next = void (Exposure::*)(const Tool::Answer&);
  void ask(const Tool::Question& question, Next next);
  // Whether there is nothing more to it: it was asked once more, as root, or that has failed.
  bool escalate(const Tool::Question& question, const Tool::Answer& answer,
                const std::function<void(const Tool::Question&)>& again);
  void attempt();
  void on_version(const Tool::Answer& answer);
  void on_funnel(const Tool::Answer& answer);
  void await_daemon();
  void on_node(const Tool::Answer& answer);
  void keep_waiting(const std::string& what);
  void inspect();
  void on_route(const Tool::Answer& answer);
  void on_adopted(const Tool::Answer& answer);
  void on_foreground(const Route& route);
  void end_left_behind(const LeftBehind& left, const Route& route);
  void claim();
  void hold(const Tool::Question& question);
  [[nodiscard]] bool is_wanted(const Route& route) const;
  void claim_to_stay();
  void on_stays(const Tool::Answer& answer);
  void await_look();
  void on_look(const Tool::Answer& answer);
  void on_claim_ended(const Tool::Answer& answer);
  void on_claim_late();
  void on_held();
  void write_down_claim();
  void ask_name();
  void on_name(const Tool::Answer& answer);
  void pause();
  void fail(const std::string& words);
  void set(Report report);
  [[nodiscard]] std::string mode_word() const { return std::string(mode_name(settings_.mode)); }

  oc::Host host_;
  Programs& programs_;
  const Settings& settings_;
  Tool tool_;
  World world_;
  Report report_;
  std::uint16_t gateway_port_ = 0;
  std::uint16_t front_port_ = 0;
  bool is_tls_ = false;
  std::shared_ptr<int> life_ = std::make_shared<int>();  // until it is stopped
  int ends_ = 0;                  // how often what was left behind was told to end in this attempt
  std::uint64_t attempt_id_ = 0;  // answers to a former attempt are stale
  std::uint64_t begun_ms_ = 0;
  std::uint64_t held_since_ms_ = 0;
  std::uint64_t pause_ms_ = 0;
  std::string said_before_root_;
  std::shared_ptr<Program> claim_;
  int names_asked_ = 0;
  int looks_in_vain_ = 0;
  bool held_ = false;
  bool adopted_ = false;
  std::string logged_failure_;  // so that it is logged once
  oc::Sub timer_;
};

}  // namespace tailscale
