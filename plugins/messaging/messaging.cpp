// SPDX-License-Identifier: MIT
#include "messaging.hpp"

#include <cerrno>
#include <memory>
#include <openclaw/json.hpp>
#include <openclaw/text.hpp>

#include "message_rows.hpp"

namespace messaging {
namespace {

constexpr std::int64_t kContextMessages = 200;
constexpr std::size_t kContextBytes = 1024 * 1024;

constexpr const char* kSessionDefaults =
    R"({"defaultAgentId":"main","modelConfigured":true,"ownership":"sole",)"
    R"("selectionRequired":false,"mainKey":"main","mainSessionKey":"agent:main:main",)"
    R"("scope":"per-sender"})";

}  // namespace

Messaging::Messaging(oc::Host h)
    : Plugin(h), journal_(h), sends_(h, [this](oc::Request request, SentMessage message) {
        take_sent(std::move(request), std::move(message));
      }) {}

int Messaging::start() {
  host.snapshot("hello.sessionDefaults", kSessionDefaults);
  host.snapshot("health.defaultAgentId", R"("main")");
  return journal_.open([this](int err) {
    if (err == 0) return show_sessions();
    host.failed("its sessions cannot be read; the lines before this one say why");
  });
}

void Messaging::stop(oc::Stopping) {
  stopping_ = true;
  show_soon_.reset();
  sends_.close();
  journal_.close();
}

std::string Messaging::database() const {
  return std::string(host.raw()->state_dir(host.self())) + "/state/gateway.sqlite";
}

// A group of writes tells of its ends one by one.
void Messaging::show_sessions_soon() {
  if (show_soon_ || stopping_) return;
  show_soon_ = host.after(0, [this] { show_sessions(); });
}

void Messaging::tell_changed(const std::string& key, std::string_view reason) {
  const Session* session = journal_.find(key);
  if (!session) return;
  oc::Object out;
  out.add("sessionKey", key).add("agentId", session->agent).add("reason", reason);
  out.add("ts", host.wall_ms()).raw("session", session_row(*session, model()));
  host.publish("sessions.changed", out.take(), OC_EVENT_DROP_IF_SLOW, "session-events");
}

void Messaging::show_sessions() {
  const std::string sessions = health_json(journal_.sessions(), database(), host.wall_ms());
  host.snapshot("health.sessions", sessions);
  host.snapshot("health.agents", agents_json(sessions));
  host.snapshot("status.sessions",
                status_json(journal_.sessions(), model(), database(), host.wall_ms()));
}

const oc_agent* Messaging::agent(void** state) const {
  const oc_iface found = host.find(OC_AGENT);
  *state = found.state;
  agent_was_there_ = agent_was_there_ || found.ops != nullptr;
  return static_cast<const oc_agent*>(found.ops);
}

ModelDefault Messaging::model() const {
  void* state = nullptr;
  const oc_agent* ops = agent(&state);
  return ops ? read_model(oc::view(ops->default_model(state))) : ModelDefault();
}

bool Messaging::running(const std::string& run_id) const {
  void* state = nullptr;
  const oc_agent* ops = agent(&state);
  return ops && ops->running(state, oc::str(run_id)) == 1;
}

oc_accepted Messaging::lend(const Run& run) const {
  oc_accepted out{};
  out.size = sizeof out;
  out.session_key = oc::str(run.session_key);
  if (const Session* session = journal_.find(run.session_key)) {
    out.session_id = oc::str(session->session_id);
    out.agent_id = oc::str(session->agent);
  }
  out.run_id = oc::str(run.run_id);
  out.text = oc::str(run.text);
  out.accepted_at_ms = run.accepted_at;
  out.status = oc::str(run.status);
  out.result_json = oc::str(run.result);
  out.message_json = oc::str(run.answer);
  return out;
}

void Messaging::accept_run(Run run, const SessionKey& key, Accepted done) {
  run.session_key = key.full;
  run.status = "accepted";
  run.accepted_at = host.wall_ms();
  // A message may have 25 MB: it is shared, not copied along.
  const auto shared = std::make_shared<const Run>(std::move(run));
  const char* reason = journal_.find(key.full) ? "send" : "create";
  journal_.accept(shared, key.agent, [this, shared, reason, done = std::move(done)](int err) {
    if (err == -EEXIST) return tell_known(shared, done);
    if (err == 0) {
      show_sessions_soon();
      tell_changed(shared->session_key, reason);
    }
    done(err, *shared);
  });
}

// A run id that is known gives what became of it, with -EEXIST.
void Messaging::tell_known(const RunRef& run, const Accepted& done) {
  journal_.find_run(run->run_id, [run, done](int err, const Run& earlier) {
    done(err == 0 ? -EEXIST : -EAGAIN, err == 0 ? earlier : *run);
  });
}

int Messaging::accept(const oc_inbound& inbound, void (*done)(void*, int, const oc_accepted*),
                      void* arg) {
  const auto key = canonical_key(oc::view(inbound.session_key), oc::view(inbound.agent_id));
  if (!key || key->agent != kDefaultAgent) return -EINVAL;
  const auto run = std::make_shared<Run>();
  run->run_id = oc::view(inbound.run_id);
  run->text = oc::view(inbound.text);
  const auto take = [this, run, key = *key, done, arg] {
    accept_run(std::move(*run), key, [this, done, arg](int err, const Run& accepted) {
      const oc_accepted lent = lend(accepted);
      done(arg, err, &lent);
    });
  };
  if (run->text.size() > oc::kMuchText) {
    const auto quote = [run] { run->text_json = oc::quoted(run->text); };
    if (host.work(quote, take) >= 0) return 0;
  }
  take();
  return 0;
}

void Messaging::end(const oc_outcome& outcome, void (*done)(void*, int), void* arg) {
  Run run;
  run.run_id = oc::view(outcome.run_id);
  run.session_key = oc::view(outcome.session_key);
  run.status = outcome.status;
  run.result = oc::view(outcome.result_json);
  journal_.end(run, std::string(oc::view(outcome.message_json)),
               [this, key = run.session_key, done, arg](int err) {
                 show_sessions_soon();
                 tell_changed(key, "agent.input.settled");
                 done(arg, err);
               });
}

void Messaging::context(std::string_view session_key, std::string_view run_id,
                        void (*done)(void*, int, oc_str), void* arg) {
  journal_.context(
      std::string(session_key), std::string(run_id), kContextMessages, kContextBytes,
      [done, arg](int err, const Page& page) { done(arg, err, oc::str(page.rows_json)); });
}

void Messaging::find(std::string_view run_id, void (*done)(void*, int, const oc_accepted*),
                     void* arg) {
  journal_.find_run(std::string(run_id), [this, done, arg](int err, const Run& run) {
    const oc_accepted lent = lend(run);
    done(arg, err, &lent);
  });
}

void Messaging::unfinished(void (*each)(void*, const oc_accepted*), void (*done)(void*, int),
                           void* arg) {
  journal_.unfinished(
      [this, each, arg](const Run& run) {
        const oc_accepted lent = lend(run);
        each(arg, &lent);
      },
      [done, arg](int err) { done(arg, err); });
}

}  // namespace messaging
