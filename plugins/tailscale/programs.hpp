// SPDX-License-Identifier: MIT
// The programs that run, so that none is left when the plugin stops.
#pragma once
#include <openclaw/plugin.hpp>

#include <functional>
#include <memory>
#include <set>

#include "program.hpp"

namespace tailscale {

class Programs {
 public:
  explicit Programs(oc::Host host) : host_(host) {}

  using OnOutcome = std::function<void(const Outcome&)>;
  std::shared_ptr<Program> run(Command command, OnOutcome ended, OnOutcome printed = nullptr);
  // Signals a process group that is none of these, as root where that is needed; `done` comes then.
  void signal(pid_t group, int number, std::function<void()> done);
  // Ends all of them, and tells nobody of their ends; `done` comes when none is left.
  void stop(std::function<void()> done);

 private:
  static Command kill_as_root(pid_t group, int signal);
  std::shared_ptr<Program> start(Command command, Program::Events events,
                                 const std::function<void()>& then = nullptr);
  void gone(Program& program);
  void end_as_root(Program& program, int signal);

  oc::Host host_;
  std::set<std::shared_ptr<Program>> running_;
  std::function<void()> done_;
};

}  // namespace tailscale
