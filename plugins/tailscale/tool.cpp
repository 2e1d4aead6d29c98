// SPDX-License-Identifier: MIT
#include "tool.hpp"

#include <cerrno>
#include <cstring>
#include <utility>

#include "answers.hpp"

namespace tailscale {
namespace {

// It says what it does within the first lines.
constexpr std::size_t kMostOfOneThatStays = 16'384;

std::string command_text(const Tool::Words& words) {
  std::string out = "`tailscale";
  for (const std::string& word : words) out += ' ' + word;
  return out + '`';
}

std::string not_started(const std::string& program, int error) {
  if (error == ENOENT) {
    return "the program " + program +
           " is not there; install Tailscale (https://tailscale.com/download), or name the file "
           "in plugins.entries.tailscale.config.binary";
  }
  return "the program " + program + " cannot be run: " + std::strerror(error);
}

}  // namespace

std::string all_said(const Outcome& outcome) { return outcome.err + '\n' + outcome.out; }

std::shared_ptr<Program> Tool::ask(const Question& question, Told told,
                                   Programs::OnOutcome printed) {
  Command command;
  if (question.by_sudo) command.words = {"sudo", "-n"};
  command.words.push_back(program_);
  command.words.insert(command.words.end(), question.words.begin(), question.words.end());
  command.limit_ms = question.limit_ms;
  if (question.limit_ms == 0) command.most_bytes = kMostOfOneThatStays;
  return programs_.run(
      std::move(command),
      [this, question, told = std::move(told)](const Outcome& outcome) {
        if (!question.by_sudo) program_ = outcome.error == 0 ? outcome.path : configured_;
        told(answer_of(question, outcome));
      },
      std::move(printed));
}

Tool::Answer Tool::answer_of(const Question& question, const Outcome& outcome) const {
  Answer answer;
  answer.out = outcome.out;
  answer.said = all_said(outcome);
  answer.is_timed_out = outcome.timed_out;
  answer.is_not_started = outcome.error != 0;
  const std::string command = command_text(question.words);
  const std::string said = one_line(outcome.err.empty() ? outcome.out : outcome.err);
  if (outcome.error != 0) {
    answer.problem = not_started(question.by_sudo ? "sudo" : program_, outcome.error);
  } else if (outcome.timed_out) {
    answer.problem = command + " gave no answer within " +
                     std::to_string(question.limit_ms / 1000) + " s" +
                     (said.empty() ? "" : ": " + said);
  } else if (outcome.too_long && question.limit_ms > 0) {
    answer.problem = command + " printed too much to be an answer";
  } else if (outcome.status == kUnknownStatus) {
    answer.problem = command + " has ended, and how is not known";
  } else if (outcome.status != 0) {
    answer.needs_root = says_root_is_needed(answer.said);
    answer.problem = command + " failed (" + std::to_string(outcome.status) + ")" +
                     (said.empty() ? "" : ": " + said);
  }
  return answer;
}

}  // namespace tailscale
