// SPDX-License-Identifier: MIT
#include "programs.hpp"

#include <cerrno>
#include <csignal>
#include <string>
#include <utility>

namespace tailscale {
namespace {

constexpr std::uint64_t kRootMs = 1'000;

}  // namespace

std::shared_ptr<Program> Programs::run(Command command, OnOutcome ended, OnOutcome printed) {
  return start(std::move(command),
               {std::move(printed), std::move(ended), nullptr,
                [this](Program& one, int signal) { end_as_root(one, signal); }});
}

std::shared_ptr<Program> Programs::start(Command command, Program::Events events,
                                         const std::function<void()>& then) {
  events.gone = [this, then](Program& one) {
    if (then) then();
    gone(one);
  };
  auto program = std::make_shared<Program>(host_, std::move(command), std::move(events));
  running_.insert(program);
  program->start();
  return program;
}

void Programs::stop(std::function<void()> done) {
  done_ = std::move(done);
  const auto all = running_;
  for (const auto& program : all) {
    program->forget();
    program->stop();
  }
  if (running_.empty() && done_) std::exchange(done_, nullptr)();
}

// sudo hands on what it is told, but only root may tell it.
void Programs::end_as_root(Program& program, int signal) {
  const auto handed_on = [one = program.shared_from_this()] { one->handed_on(); };
  start(kill_as_root(program.pid(), signal), {}, handed_on);
}

void Programs::signal(pid_t group, int number, std::function<void()> done) {
  if (::kill(-group, number) == 0 || errno != EPERM) return done();
  run(kill_as_root(group, number), [done = std::move(done)](const Outcome&) { done(); });
}

Command Programs::kill_as_root(pid_t group, int signal) {
  Command command;
  command.words = {
      "sudo", "-n", "kill", "-" + std::to_string(signal), "--", "-" + std::to_string(group)};
  command.limit_ms = kRootMs;
  return command;
}

void Programs::gone(Program& program) {
  running_.erase(program.shared_from_this());
  if (running_.empty() && done_) std::exchange(done_, nullptr)();
}

}  // namespace tailscale
