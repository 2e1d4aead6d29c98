// SPDX-License-Identifier: MIT
#include "cli/agent_run.hpp"

#include <algorithm>
#include <cstdio>

#include "cli/command.hpp"
#include "core/json/indent.hpp"

namespace openclaw::cli {
namespace {

// How long an abort may take before the command ends without an answer.
constexpr std::chrono::seconds kAbortWait{2};

// The text of a chat message: its parts of type "text", joined.
std::string text_of_message(const cJSON* message) {
  std::string text;
  const cJSON* part = nullptr;
  cJSON_ArrayForEach(part, json_get(message, "content")) {
    if (json_string(part, "type") == "text") text += json_string(part, "text");
  }
  return text;
}

// `result.payloads[].text` of the outcome, one below the other.
std::string text_of_result(const cJSON* outcome) {
  std::string text;
  const cJSON* payload = nullptr;
  cJSON_ArrayForEach(payload, json_get(json_get(outcome, "result"), "payloads")) {
    const std::string_view part = json_string(payload, "text");
    if (!text.empty() && !part.empty()) text += '\n';
    text += part;
  }
  return text;
}

}  // namespace

std::string GrowingText::grow(std::string_view whole) {
  std::string out;
  if (whole.starts_with(shown_)) {
    out = whole.substr(shown_.size());
  } else if (!std::string_view(shown_).starts_with(whole)) {
    out = (ends_line() ? "" : "\n") + std::string(whole);
  } else {
    return {};  // an older state of the same text
  }
  shown_ = whole;
  return out;
}

AgentRun::AgentRun(GatewayClient& client, std::string id, bool show)
    : client_(client), id_(std::move(id)), show_(show) {}

int AgentRun::run(const std::string& params, Deadline deadline) {
  deadline_ = deadline;
  const auto request = client_.send("agent", params, deadline);
  if (!request) return lost(request.error());
  request_ = *request;
  ServerFrame frame;
  while (true) {
    const auto got = client_.next(frame, deadline_);
    if (!got) return lost(got.error());
    const Step step = *got == GatewayClient::Got::interrupt ? interrupt() : take(frame);
    if (step == Step::ended) break;
  }
  return status_;
}

AgentRun::Step AgentRun::take(const ServerFrame& frame) {
  if (frame.type == "res" && frame.id == request_) return take_answer(frame);
  if (frame.event == "chat") take_chat(frame.payload);
  return Step::go_on;
}

AgentRun::Step AgentRun::take_answer(const ServerFrame& frame) {
  const Answer answer = read_answer(frame);
  const auto payload = parse_json(answer.payload.empty() ? "null" : answer.payload);
  const cJSON* outcome = payload ? payload->get() : nullptr;
  if (answer.ok && json_string(outcome, "status") == "accepted") {
    session_key_ = json_string(outcome, "sessionKey");
    return Step::go_on;
  }
  if (!aborting_ && !answer.ok) {
    finish_line();
    status_ = fail("Agent run failed: " + answer.error.message);
    return Step::ended;
  }
  if (!show_) {
    std::puts(indent_json(answer.payload).c_str());
  } else if (text_.empty()) {
    show_text(text_of_result(outcome));
  }
  finish_line();
  return Step::ended;
}

void AgentRun::take_chat(std::string_view payload) {
  const auto tree = parse_json(payload);
  if (!tree || json_string(tree->get(), "runId") != id_) return;
  if (const cJSON* message = json_get(tree->get(), "message")) show_text(text_of_message(message));
}

AgentRun::Step AgentRun::interrupt() {
  status_ = kInterrupted;
  finish_line();
  // A second Ctrl-C, or one before there is a run: no more waiting.
  if (aborting_ || session_key_.empty()) return Step::ended;
  aborting_ = true;
  deadline_ = std::min(deadline_, Clock::now() + kAbortWait);
  JsonWriter params;
  params.object().key("sessionKey").value(std::string_view(session_key_));
  params.key("runId").value(std::string_view(id_)).end();
  const auto sent = client_.send("chat.abort", params.str(), deadline_);
  if (!sent) return Step::ended;
  fail("Aborted.");
  return Step::go_on;
}

void AgentRun::show_text(std::string_view whole) {
  if (!show_ || aborting_) return;
  const std::string more = text_.grow(whole);
  std::fwrite(more.data(), 1, more.size(), stdout);
  std::fflush(stdout);
}

void AgentRun::finish_line() {
  if (!text_.ends_line()) std::putchar('\n');
  text_ = {};
}

int AgentRun::lost(const Error& error) {
  finish_line();
  return aborting_ ? status_ : fail("Agent run failed: " + error.message);
}

}  // namespace openclaw::cli
