// SPDX-License-Identifier: MIT
// One run of an agent as its caller sees it: the text as it grows, then the outcome.
#pragma once
#include <string>
#include <string_view>

#include "cli/gateway_client.hpp"

namespace openclaw::cli {

// Keeps track of how much of an answer has been shown. Deltas may be lost on the way, and an answer
// may start over: every event carries the whole text, and that is what counts.
class GrowingText {
 public:
  // What is to be printed so that `whole` is on the screen.
  std::string grow(std::string_view whole);
  [[nodiscard]] bool empty() const { return shown_.empty(); }
  [[nodiscard]] bool ends_line() const { return shown_.empty() || shown_.back() == '\n'; }

 private:
  std::string shown_;
};

class AgentRun {
 public:
  // `id` is the idempotency key of the request, which is the name of the run as well.
  AgentRun(GatewayClient& client, std::string id, bool show);

  // Sends the request and stays until its end. The result is the exit status.
  int run(const std::string& params, Deadline deadline);

 private:
  enum class Step { go_on, ended };
  Step take(const ServerFrame& frame);
  Step take_answer(const ServerFrame& frame);
  void take_chat(std::string_view payload);
  Step interrupt();
  void show_text(std::string_view whole);
  void finish_line();
  int lost(const Error& error);

  GatewayClient& client_;
  std::string id_;
  bool show_;
  std::string request_;
  std::string session_key_;
  GrowingText text_;
  Deadline deadline_;
  bool aborting_ = false;
  int status_ = 0;
};

}  // namespace openclaw::cli
