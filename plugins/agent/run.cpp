// SPDX-License-Identifier: MIT
#include "run.hpp"

#include <cerrno>
#include <openclaw/json.hpp>
#include <utility>

namespace agent {
namespace {

// Of an answer and the thoughts before it. The last deltas and the end of a run carry the text five
// times at most, and that has to fit into the 50 MiB that may wait for one client.
constexpr std::size_t kMostAnswer = 8 << 20;

AgentRun* run_of(void* arg) { return static_cast<AgentRun*>(arg); }

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

AgentRun::AgentRun(oc::Host host, RunMediator& mediator, RunFacts facts, Candidates candidates)
    : host_(host),
      mediator_(mediator),
      facts_(std::move(facts)),
      events_(host, facts_),
      candidates_(std::move(candidates)),
      live_(host, events_) {
  if (candidates_.models.empty()) return;
  facts_.provider = facts_.asked_provider = candidates_.models.front().provider;
  facts_.model = facts_.asked_model = candidates_.models.front().model;
}

AgentRun::~AgentRun() {
  if (completion_) provider_->abort(provider_state_, completion_);
}

void AgentRun::halt() {
  state_ = State::kHalted;
  next_.reset();
  live_.drop();
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
  if (err < 0) return fail("the session's messages cannot be read", "unknown");
  static_cast<void>(asked.release());
}

void AgentRun::read(int err, std::string_view messages) {
  if (state_ != State::kReading) return;
  if (err < 0) return fail("the session's messages cannot be read", "unknown");
  state_ = State::kAnswering;
  events_.status("starting_model");
  if (!candidates_.problem.empty()) return fail(candidates_.problem, "format");
  messages_ = messages;
  ask();
}

void AgentRun::ask() {
  static constexpr oc_model_sink kSink = {
      sizeof(oc_model_sink),
      [](void* arg, oc_str delta) { run_of(arg)->on_text(oc::view(delta)); },
      [](void* arg, oc_str delta) { run_of(arg)->on_thinking(oc::view(delta)); },
      [](void* arg, oc_str, oc_str name, oc_str) { run_of(arg)->tool_ = oc::view(name); },
      [](void* arg, const char* reason, const oc_model_usage* usage) {
        run_of(arg)->on_done(reason, usage);
      },
      [](void* arg, const oc_model_failure* failure) { run_of(arg)->on_failed(*failure); }};
  const Candidate& candidate = candidates_.models[at_];
  facts_.provider = candidate.provider;
  facts_.model = candidate.model;
  const oc_iface found = mediator_.provider(candidate.provider);
  provider_ = static_cast<const oc_model_provider*>(found.ops);
  provider_state_ = found.state;
  if (!provider_) {
    const std::string why = mediator_.no_provider(candidate.provider);
    if (!fall_back(why, "format", true)) fail(why, "format");
    return;
  }
  oc_model_request request{};
  request.size = sizeof request;
  request.model = oc::str(candidate.model);
  request.messages_json = oc::str(messages_);
  request.thinking = oc::str(candidate.thinking);
  request.provider = oc::str(candidate.provider);
  request.params_json = oc::str(candidate.params_json);
  events_.model();
  const int err = provider_->start(provider_state_, &request, &kSink, this, &completion_);
  if (err < 0) fail("the model provider could not begin", "unknown");
}

// False when the run takes no more: it has ended, or ends with this.
bool AgentRun::fits(std::string_view delta) {
  if (state_ != State::kAnswering || delta.empty()) return false;
  if (text_.size() + thought_.size() + delta.size() <= kMostAnswer) return true;
  provider_->abort(provider_state_, std::exchange(completion_, nullptr));
  fail("the model's answer and thoughts exceed " + std::to_string(kMostAnswer >> 20) +
           " MiB, the most that one answer may have; ask for less at a time",
       "format");
  return false;
}

void AgentRun::on_text(std::string_view delta) {
  if (!fits(delta)) return;
  text_ += delta;
  live_.text(text_);
}

// What a model thinks is shown while it thinks, and kept nowhere.
void AgentRun::on_thinking(std::string_view delta) {
  if (!fits(delta)) return;
  thought_ += delta;
  live_.thinking(thought_);
}

void AgentRun::on_done(const char* stop_reason, const oc_model_usage* usage) {
  completion_ = nullptr;
  if (state_ != State::kAnswering) return;
  if (usage) usage_ = *usage;
  if (text_.empty() && !tool_.empty()) {
    return fail("the model asked for the tool \"" + tool_ + "\", and none was offered", "format");
  }
  live_.flush();
  events_.usage(usage_.output);
  settle({.status = "ok", .stop_reason = stop_reason ? stop_reason : "stop"});
}

void AgentRun::on_failed(const oc_model_failure& failure) {
  completion_ = nullptr;
  if (state_ != State::kAnswering) return;
  const std::string message(oc::view(failure.message));
  const char* const kind = failure.kind ? failure.kind : "unknown";
  if (!fall_back(message, kind, failure.retryable != 0)) fail(message, kind);
}

// True when another model will be asked. Who has heard a word of one is not given another's.
bool AgentRun::fall_back(std::string_view message, const char* kind, bool retryable) {
  const std::string_view class_of = kind;
  const bool passes = retryable || class_of == "auth" || class_of == "rate_limit";
  if (!text_.empty() || !thought_.empty()) return false;
  const bool last = !passes || at_ + 1 == candidates_.models.size();
  if (last) {
    exhausted_ = message;
    return false;
  }
  const std::string next =
      candidates_.models[at_ + 1].provider + '/' + candidates_.models[at_ + 1].model;
  events_.fallback({class_of, message, next, static_cast<int>(at_) + 1});
  const std::string failed = facts_.provider + '/' + facts_.model;
  host_.log(OC_LOG_WARN, failed + " failed (" + std::string(message) + "); asking " + next);
  failures_ += failed + ": " + std::string(message) + "; ";
  ++at_;
  next_ = host_.after(0, [this] {
    if (state_ == State::kAnswering) ask();
  });
  return true;
}

void AgentRun::fail(std::string_view message, const char* kind) {
  if (state_ == State::kEnding || state_ == State::kHalted) return;
  failure_kind_ = kind;
  std::string error(message);
  if (!failures_.empty()) {
    error = "no model answered: " + failures_ + facts_.provider + '/' + facts_.model + ": " + error;
  }
  settle({.status = "error", .stop_reason = "error", .error = std::move(error)});
}

void AgentRun::abort(const std::string& stop_reason) {
  if (state_ == State::kEnding || state_ == State::kHalted) return;
  if (completion_) provider_->abort(provider_state_, std::exchange(completion_, nullptr));
  settle({.status = "aborted", .stop_reason = stop_reason, .error = "aborted"});
}

std::string AgentRun::message_members() const {
  const std::string& text = text_.empty() && end_.status == "error" ? end_.error : text_;
  if (text.empty()) return {};
  const std::string block = oc::Object().add("type", "text").add("text", text).take();
  oc::Object out;
  out.add("role", "assistant").raw("content", '[' + block + ']');
  out.add("api", mediator_.api(facts_.provider));
  out.add("provider", facts_.provider).add("model", facts_.model).raw("usage", usage_json(usage_));
  const bool aborted = end_.status == "aborted";
  out.add("stopReason", aborted ? "stop" : end_.stop_reason).add("timestamp", end_.ended_at);
  if (aborted) {
    oc::Object by;
    by.add("aborted", true).add("origin", end_.stop_reason).add("runId", facts_.run_id);
    out.raw("openclawAbort", by.take());
  }
  return out.take();
}

// Writes the answer; clients hear of it when it is on the disk.
void AgentRun::settle(RunEnd end) {
  state_ = State::kEnding;
  live_.flush();
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
      state, &outcome, [](void* arg, int write_err) { run_of(arg)->written(write_err); }, this);
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
    events_.failed(end_.error, {failure_kind_, exhausted_, "", static_cast<int>(at_) + 1},
                   started_at_);
  }
  mediator_.ended(*this);
}

}  // namespace agent
