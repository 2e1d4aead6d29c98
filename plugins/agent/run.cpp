// SPDX-License-Identifier: MIT
#include "run.hpp"

#include <cerrno>
#include <openclaw/json.hpp>
#include <utility>

namespace agent {
namespace {

AgentRun* self(void* arg) { return static_cast<AgentRun*>(arg); }

std::string usage_json(const oc_model_usage& usage) {
  oc::Object out;
  out.add("input", usage.input).add("output", usage.output);
  out.add("totalTokens", usage.input + usage.output);
  out.add("cacheRead", usage.cache_read).add("cacheWrite", usage.cache_write);
  return out.take();
}

std::string error_text(const std::string& error) {
  return "Agent failed before reply: " + error +
         "\nTo view logs, run `openclaw logs --follow` in a terminal.";
}

}  // namespace

AgentRun::AgentRun(oc::Host host, RunMediator& mediator, RunFacts facts, std::string thinking)
    : host_(host),
      mediator_(mediator),
      facts_(std::move(facts)),
      events_(host, facts_),
      thinking_(std::move(thinking)) {}

AgentRun::~AgentRun() {
  if (completion_) provider_->abort(provider_state_, completion_);
}

void AgentRun::halt() {
  state_ = State::kHalted;
  if (completion_) provider_->abort(provider_state_, std::exchange(completion_, nullptr));
}

void AgentRun::start() {
  if (state_ != State::kWaiting) return;
  state_ = State::kReading;
  started_at_ = host_.wall_ms();
  events_.status("preparing_workspace");
  events_.status("preparing_context");
  events_.started(started_at_);
  void* state = nullptr;
  const oc_messaging* messaging = mediator_.messaging(&state);
  // An abort may end the run before the messages come.
  using Alive = std::weak_ptr<AgentRun*>;
  auto asked = std::make_unique<Alive>(alive_);
  const int err = messaging->context(
      state, oc::str(facts_.session_key), oc::str(facts_.run_id),
      [](void* arg, int read_err, oc_str messages) {
        const std::unique_ptr<Alive> held(static_cast<Alive*>(arg));
        if (const auto run = held->lock()) (*run)->read(read_err, oc::view(messages));
      },
      asked.get());
  if (err < 0) return on_failed("the session's messages cannot be read", "unknown");
  static_cast<void>(asked.release());
}

void AgentRun::read(int err, std::string_view messages) {
  if (state_ != State::kReading) return;
  if (err < 0) return on_failed("the session's messages cannot be read", "unknown");
  ask(messages);
}

void AgentRun::ask(std::string_view messages) {
  static constexpr oc_model_sink kSink = {
      sizeof(oc_model_sink),
      [](void* arg, oc_str delta) { self(arg)->on_text(oc::view(delta)); },
      [](void* arg, oc_str delta) { self(arg)->on_thinking(oc::view(delta)); },
      [](void*, oc_str, oc_str, oc_str) {},
      [](void* arg, const char* reason, const oc_model_usage* usage) {
        self(arg)->on_done(reason, usage);
      },
      [](void* arg, const oc_model_failure* failure) {
        self(arg)->on_failed(oc::view(failure->message), failure->kind);
      }};
  state_ = State::kAnswering;
  events_.status("starting_model");
  const oc_iface found = mediator_.provider(facts_.provider);
  provider_ = static_cast<const oc_model_provider*>(found.ops);
  provider_state_ = found.state;
  if (!provider_) {
    return on_failed("no plugin serves the model provider \"" + facts_.provider + "\"", "format");
  }
  oc_model_request request{};
  request.size = sizeof request;
  request.model = oc::str(facts_.model);
  request.messages_json = oc::str(messages);
  request.thinking = oc::str(thinking_);
  events_.model();
  const int err = provider_->start(provider_state_, &request, &kSink, this, &completion_);
  if (err < 0) on_failed("the model provider could not begin", "unknown");
}

void AgentRun::on_text(std::string_view delta) {
  if (state_ != State::kAnswering || delta.empty()) return;
  text_ += delta;
  events_.delta(text_, delta);
}

// What a model thinks is shown while it thinks, and kept nowhere.
void AgentRun::on_thinking(std::string_view delta) {
  if (state_ != State::kAnswering || delta.empty()) return;
  thought_ += delta;
  events_.thinking(thought_, delta);
}

void AgentRun::on_done(const char* stop_reason, const oc_model_usage* usage) {
  completion_ = nullptr;
  if (state_ != State::kAnswering) return;
  if (usage) usage_ = *usage;
  events_.usage(usage_.output);
  settle({.status = "ok", .stop_reason = stop_reason ? stop_reason : "stop"});
}

void AgentRun::on_failed(std::string_view message, const char* kind) {
  completion_ = nullptr;
  if (state_ == State::kEnding || state_ == State::kHalted) return;
  failure_kind_ = kind ? kind : "unknown";
  settle({.status = "error", .stop_reason = "error", .error = std::string(message)});
}

void AgentRun::abort(const std::string& stop_reason) {
  if (state_ == State::kEnding || state_ == State::kHalted) return;
  if (completion_) provider_->abort(provider_state_, std::exchange(completion_, nullptr));
  settle({.status = "aborted", .stop_reason = stop_reason, .error = "aborted"});
}

std::string AgentRun::message_members() const {
  if (text_.empty()) return {};
  const std::string block = oc::Object().add("type", "text").add("text", text_).take();
  oc::Object out;
  out.add("role", "assistant").raw("content", '[' + block + ']').add("api", facts_.provider);
  out.add("provider", facts_.provider).add("model", facts_.model).raw("usage", usage_json(usage_));
  out.add("stopReason", end_.status == "aborted" ? "aborted" : end_.stop_reason);
  out.add("timestamp", end_.ended_at);
  return out.take();
}

// Writes the answer; clients hear of it when it is on the disk.
void AgentRun::settle(RunEnd end) {
  state_ = State::kEnding;
  end_ = std::move(end);
  end_.text = text_;
  end_.started_at = started_at_;
  end_.ended_at = host_.wall_ms();
  const std::string members = message_members();
  const std::string kept = end_.status == "ok"
                               ? kept_result(end_.ended_at - started_at_, facts_.provider,
                                             facts_.model, end_.stop_reason)
                               : kept_failure(end_, error_text(end_.error));
  end_.result_json = final_payload({facts_.run_id, facts_.session_id, end_.status, kept, members});
  oc_outcome outcome{};
  outcome.size = sizeof outcome;
  outcome.run_id = oc::str(facts_.run_id);
  outcome.session_key = oc::str(facts_.session_key);
  outcome.status = end_.status.c_str();
  outcome.message_json = oc::str(members);
  outcome.result_json = oc::str(kept);
  void* state = nullptr;
  const oc_messaging* messaging = mediator_.messaging(&state);
  const int err = messaging->end(
      state, &outcome, [](void* arg, int write_err) { self(arg)->written(write_err); }, this);
  if (err < 0) written(err);
}

void AgentRun::written(int err) {
  if (state_ == State::kHalted) return;
  // The journal still has it as accepted, and the next start takes it up again.
  if (err < 0 && end_.status != "error") {
    end_.status = "error";
    end_.error = "the answer could not be stored; see the gateway's log";
    failure_kind_ = "unknown";
  }
  if (end_.status == "ok") {
    events_.finished(text_, end_.stop_reason, started_at_);
  } else if (end_.status == "aborted") {
    events_.aborted(text_, end_.stop_reason, started_at_);
    mediator_.ended(*this);
    events_.abort_settled(started_at_);
    return;
  } else {
    events_.failed(end_.error, failure_kind_, started_at_);
  }
  mediator_.ended(*this);
}

}  // namespace agent
