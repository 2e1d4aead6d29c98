// SPDX-License-Identifier: MIT
// The methods agent and agent.wait.
#include <algorithm>
#include <cerrno>
#include <openclaw/json.hpp>
#include <openclaw/text.hpp>
#include <utility>

#include "agent.hpp"
#include "run_result.hpp"

namespace agent {
namespace {

constexpr const char* kGoesOn = "the gateway is stopping; the run goes on when it is back";

constexpr std::int64_t kWaitMs = 30'000;
constexpr std::int64_t kLongestWaitMs = 24LL * 3600 * 1000;  // as long as a run id is remembered

void fail_with_payload(oc::Request& request, std::string_view message, std::string_view payload) {
  oc_error error{};
  error.size = sizeof error;
  error.code = "UNAVAILABLE";
  error.message = oc::str(message);
  error.payload_json = oc::str(payload);
  error.retryable = -1;
  error.retry_after_ms = -1;
  request.fail(error);
}

std::string accepted_json(const oc_accepted& run) {
  oc::Object out;
  out.add("runId", oc::view(run.run_id)).add("sessionKey", oc::view(run.session_key));
  out.add("agentId", oc::view(run.agent_id)).add("status", "accepted");
  out.add("acceptedAt", run.accepted_at_ms);
  return out.take();
}

RunResult result_of(const oc_accepted& run) {
  return {oc::view(run.run_id), oc::view(run.session_id), oc::view(run.status),
          oc::view(run.result_json), oc::view(run.message_json)};
}

std::string wait_json(const std::string& run_id, const RunEnd& end) {
  oc::Object out;
  out.add("runId", run_id).add("status", end.status == "ok" ? "ok" : "error");
  if (end.started_at > 0) out.add("startedAt", end.started_at);
  out.add("endedAt", end.ended_at);
  if (end.status != "ok") out.add("error", end.error);
  out.add("stopReason", end.stop_reason);
  if (end.status == "ok") {
    out.add("livenessState", "working");
    out.raw("terminalReply",
            oc::Object().add("disposition", "visible").add("text", end.text).take());
  }
  return out.take();
}

}  // namespace

// Of much text the reading would hold the loop.
void Agent::agent(oc::Request request, std::string_view params) {
  auto asked = std::make_shared<Asked>();
  asked->request = std::move(request);
  if (params.size() <= oc::kMuchText) {
    read_asked(*asked, params);
    return accept(asked);
  }
  auto text = std::make_shared<std::string>(params);
  const int err = host.work(
      [asked, text] {
        read_asked(*asked, *text);
        *text = std::string();
      },
      [this, asked] {
        if (reading_.erase(asked) > 0) accept(asked);
      });
  if (err < 0) return asked->request.fail("UNAVAILABLE", "the gateway is stopping");
  reading_.insert(asked);
}

void Agent::read_asked(Asked& asked, std::string_view params) {
  const oc::Json in = oc::parse(params);
  asked.session = oc::text(in.get(), "sessionKey");
  asked.owner = oc::text(in.get(), "agentId");
  asked.run_id = oc::text(in.get(), "idempotencyKey");
  asked.text = oc::text(in.get(), "message");
  asked.model = oc::text(in.get(), "model");
  const std::string provider(oc::text(in.get(), "provider"));
  const bool named = asked.model.compare(0, provider.size() + 1, provider + '/') == 0;
  if (!provider.empty() && !named) asked.model.insert(0, provider + '/');
  asked.thinking = oc::text(in.get(), "thinking");
}

void Agent::accept(const std::shared_ptr<Asked>& asked) {
  oc_inbound inbound{};
  inbound.size = sizeof inbound;
  inbound.session_key = oc::str(asked->session);
  inbound.agent_id = oc::str(asked->owner);
  inbound.run_id = oc::str(asked->run_id);
  inbound.text = oc::str(asked->text);
  struct Held {
    Agent* agent;
    std::shared_ptr<Asked> asked;
  };
  auto held = std::make_unique<Held>(Held{this, asked});
  void* state = nullptr;
  const oc_messaging* ops = messaging(&state);
  ++asking_;
  const int err = ops->accept(
      state, &inbound,
      [](void* arg, int result, const oc_accepted* run) {
        const std::unique_ptr<Held> kept(static_cast<Held*>(arg));
        auto& of = *kept->asked;
        kept->agent->accepted(std::make_shared<oc::Request>(std::move(of.request)), result, *run,
                              of.model, of.thinking);
        kept->agent->journal_answered();
      },
      held.get());
  if (err < 0) {
    const std::string& named = asked->owner.empty() ? asked->session : asked->owner;
    asked->request.fail("INVALID_REQUEST",
                        "invalid agent params: unknown agent id \"" + named + "\"");
    return journal_answered();
  }
  static_cast<void>(held.release());
}

void Agent::accepted(const std::shared_ptr<oc::Request>& request, int err, const oc_accepted& run,
                     std::string_view model, std::string_view thinking) {
  if (err == -EAGAIN) {
    return request->fail(
        "UNAVAILABLE",
        "the message was accepted before; what became of it cannot be read now, ask again");
  }
  if (err != 0 && err != -EEXIST) {
    return request->fail("UNAVAILABLE",
                         "the message could not be stored and was not accepted; see the log");
  }
  const std::string run_id(oc::view(run.run_id));
  if (err == -EEXIST && run.result_json.n > 0) return answer_known(*request, run);
  // The journal was asked before the run's end was written, and answers behind it.
  const auto ended = finished_.find(run_id);
  if (ended != finished_.end()) return answer_final(*request, ended->second);
  request->interim(accepted_json(run));
  if (closed_) return request->fail("UNAVAILABLE", kGoesOn);
  const auto tell = [this, request](const RunEnd* end) {
    if (!end) return request->fail("UNAVAILABLE", kGoesOn);
    answer_final(*request, *end);
  };
  await(run_id, {0, tell, nullptr});
  // A run that is known and not at work was accepted before a crash, and goes on already or now.
  this->run(run, model, thinking);
}

void Agent::answer_final(oc::Request& request, const RunEnd& end) {
  if (end.status == "ok") return request.reply(end.result_json);
  fail_with_payload(request, end.error, end.result_json);
}

void Agent::answer_known(oc::Request& request, const oc_accepted& run) {
  const std::string payload = final_payload(result_of(run));
  if (oc::view(run.status) == "ok") return request.reply(payload);
  const oc::Json kept = oc::parse(oc::view(run.result_json));
  fail_with_payload(request, oc::text(kept.get(), "summary", "the run failed"), payload);
}

// A run that is not at work may have ended before the gateway started, or may still come.
void Agent::wait(oc::Request request, std::string_view params) {
  const oc::Json in = oc::parse(params);
  const std::string run_id(oc::text(in.get(), "runId"));
  const std::int64_t timeout = oc::integer(in.get(), "timeoutMs", kWaitMs);
  const auto known = finished_.find(run_id);
  if (known != finished_.end()) return request.reply(wait_json(run_id, known->second));
  struct Waiting {
    Agent* agent;
    std::shared_ptr<oc::Request> request;
    std::string run_id;
    std::uint64_t timeout_ms;
  };
  auto asked = std::make_unique<Waiting>(
      Waiting{this, std::make_shared<oc::Request>(std::move(request)), run_id,
              static_cast<std::uint64_t>(std::min(timeout, kLongestWaitMs))});
  if (runs_.contains(run_id)) return wait_for(asked->request, run_id, asked->timeout_ms);
  void* state = nullptr;
  const oc_messaging* ops = messaging(&state);
  ++asking_;
  const int err = ops->find(
      state, oc::str(run_id),
      [](void* arg, int found, const oc_accepted* run) {
        const std::unique_ptr<Waiting> held(static_cast<Waiting*>(arg));
        if (found != 0 && found != -ENOENT) {
          held->request->fail("UNAVAILABLE", "the journal cannot be read now; ask again");
        } else if (found == 0 && run->result_json.n > 0) {
          held->request->reply(wait_json(held->run_id, end_of(result_of(*run))));
        } else {
          held->agent->wait_for(held->request, held->run_id, held->timeout_ms);
        }
        held->agent->journal_answered();
      },
      asked.get());
  if (err < 0) {
    asked->request->fail("UNAVAILABLE", "the journal cannot be read");
    return journal_answered();
  }
  static_cast<void>(asked.release());
}

void Agent::wait_for(const std::shared_ptr<oc::Request>& request, const std::string& run_id,
                     std::uint64_t timeout_ms) {
  if (closed_) return request->fail("UNAVAILABLE", kGoesOn);
  // It may have ended while the journal was asked.
  const auto known = finished_.find(run_id);
  if (known != finished_.end()) return request->reply(wait_json(run_id, known->second));
  Waiter waiter;
  waiter.id = next_waiter_++;
  waiter.tell = [request, run_id](const RunEnd* end) {
    if (!end) return request->fail("UNAVAILABLE", kGoesOn);
    request->reply(wait_json(run_id, *end));
  };
  const std::uint64_t id = waiter.id;
  const auto expired = [this, request, run_id, id] {
    request->reply(oc::Object().add("runId", run_id).add("status", "timeout").take());
    give_up(run_id, id);
  };
  waiter.timeout = std::make_shared<oc::Sub>(host.after(timeout_ms, expired));
  request->on_gone([this, run_id, id] { give_up(run_id, id); });
  await(run_id, std::move(waiter));
}

}  // namespace agent
