// SPDX-License-Identifier: MIT
// The program `tailscale`, asked one thing after the other: as the gateway's own user, or by
// `sudo -n`.
#pragma once
#include <openclaw/plugin.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "programs.hpp"

namespace tailscale {

// What it printed on both of its outputs, the errors first.
std::string all_said(const Outcome& outcome);

class Tool {
 public:
  Tool(Programs& programs, std::string program)
      : programs_(programs), configured_(std::move(program)), program_(configured_) {}

  struct Answer {
    std::string out;
    std::string problem;  // in words; empty: it did what it was to do
    std::string said;     // all that it printed
    bool is_timed_out = false;
    bool is_not_started = false;
    bool needs_root = false;  // as root it may do it
  };
  using Told = std::function<void(const Answer&)>;
  using Words = std::vector<std::string>;
  struct Question {
    Words words;
    std::uint64_t limit_ms = 0;
    bool by_sudo = false;
  };
  // With a limit, `told` gets the whole; without one, only how it began, and so does `printed`.
  std::shared_ptr<Program> ask(const Question& question, Told told,
                               Programs::OnOutcome printed = nullptr);

 private:
  [[nodiscard]] Answer answer_of(const Question& question, const Outcome& outcome) const;

  Programs& programs_;
  const std::string configured_;
  std::string program_;  // where it has been found; as it is configured until then
};

}  // namespace tailscale
