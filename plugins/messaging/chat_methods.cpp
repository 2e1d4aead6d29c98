// SPDX-License-Identifier: MIT
// chat.send, chat.abort, chat.history, chat.startup, channels.status, sessions.get, sessions.list.
#include <cerrno>
#include <memory>
#include <utility>

#include "message_rows.hpp"
#include "messaging.hpp"

namespace messaging {
namespace {

constexpr std::int64_t kHistoryLimit = 200;
constexpr std::int64_t kSessionsLimit = 100;
constexpr std::size_t kHistoryBytes = 6'291'456;

// Callbacks are copied around; a request is not.
using SharedRequest = std::shared_ptr<oc::Request>;
SharedRequest share(oc::Request request) {
  return std::make_shared<oc::Request>(std::move(request));
}

void refuse_agent(oc::Request& request, const SessionKey& key) {
  request.fail("INVALID_REQUEST", "Agent \"" + key.agent + "\" no longer exists in configuration");
}

std::string known_run_status(const Run& run, bool running) {
  if (running || run.status == "accepted") return "in_flight";
  return run.status;
}

void refuse_write(oc::Request& request, int err) {
  oc_error error{};
  error.size = sizeof error;
  error.code = "UNAVAILABLE";
  error.message = oc::str(
      err == -EAGAIN
          ? "the message was accepted before; what became of it cannot be read now, ask again"
          : "the message could not be stored and was not accepted; see the gateway's log");
  error.retryable = 1;
  error.retry_after_ms = -1;
  request.fail(error);
}

}  // namespace

void Messaging::chat_send(oc::Request request, std::string_view params) {
  sends_.put(std::move(request), params);
}

void Messaging::take_sent(oc::Request request, SentMessage message) {
  const auto& key = message.key;
  if (!key) {
    return request.fail("INVALID_REQUEST", "invalid chat.send params: sessionKey names no session");
  }
  if (key->agent != kDefaultAgent) return refuse_agent(request, *key);
  if (message.run.text.empty()) {
    return request.fail("INVALID_REQUEST", "message or attachment required");
  }
  const SharedRequest held = share(std::move(request));
  accept_run(std::move(message.run), *key,
             [this, held, thinking = std::move(message.thinking)](int err, const Run& accepted) {
               oc_run_options options{};
               options.size = sizeof options;
               options.thinking = oc::str(thinking);
               sent(*held, err, accepted, options);
             });
}

void Messaging::sent(oc::Request& request, int err, const Run& run, const oc_run_options& options) {
  if (err != 0 && err != -EEXIST) return refuse_write(request, err);
  oc::Object answer;
  answer.add("runId", run.run_id);
  if (err == -EEXIST) {
    answer.add("status", known_run_status(run, running(run.run_id)));
    return request.reply(answer.take());
  }
  request.reply(answer.add("status", "started").take());
  // The next start finds it among those that have not ended.
  if (stopping_) return;
  void* state = nullptr;
  const oc_agent* ops = agent(&state);
  if (!ops) {
    if (agent_was_there_) return;
    return host.log(OC_LOG_ERROR, "no agent is there to answer; enable the plugin \"agent\"");
  }
  const oc_accepted lent = lend(run);
  ops->run(state, &lent, &options);
}

void Messaging::chat_abort(oc::Request request, std::string_view params) {
  const oc::Json in = oc::parse(params);
  const auto key = canonical_key(oc::text(in.get(), "sessionKey"), oc::text(in.get(), "agentId"));
  void* state = nullptr;
  const oc_agent* ops = key ? agent(&state) : nullptr;
  auto held = std::make_unique<oc::Request>(std::move(request));
  const auto answer = [](void* arg, oc_str run_ids) {
    const std::unique_ptr<oc::Request> asked(static_cast<oc::Request*>(arg));
    oc::Object out;
    out.add("ok", true).add("aborted", oc::view(run_ids) != "[]").raw("runIds", oc::view(run_ids));
    asked->reply(out.take());
  };
  oc::Request* const arg = held.release();
  if (!ops) return answer(arg, oc::str("[]"));
  ops->abort(state, oc::str(key->full), oc::str(oc::text(in.get(), "runId")), "rpc", answer, arg);
}

void Messaging::chat_history(oc::Request request, std::string_view params) {
  const oc::Json in = oc::parse(params);
  const std::string wanted(oc::text(in.get(), "sessionKey"));
  const auto key = canonical_key(wanted, oc::text(in.get(), "agentId"));
  const std::int64_t limit = oc::integer(in.get(), "limit", kHistoryLimit);
  const std::int64_t offset = oc::integer(in.get(), "offset", 0);
  const auto bytes = static_cast<std::size_t>(
      oc::integer(in.get(), "maxBytes", static_cast<std::int64_t>(kHistoryBytes)));
  const SharedRequest held = share(std::move(request));
  journal_.page(key ? key->full : wanted, limit, offset, std::min(bytes, kHistoryBytes),
                [this, held, wanted, offset](int err, const Page& page) {
                  if (err != 0) return held->fail("UNAVAILABLE", "the history cannot be read");
                  const auto full = canonical_key(wanted, {});
                  const Session* session = full ? journal_.find(full->full) : nullptr;
                  const auto next = static_cast<std::size_t>(offset) + page.rows;
                  oc::Object out;
                  out.add("sessionKey", wanted);
                  if (session) out.add("sessionId", session->session_id);
                  out.raw("messages", page.rows_json);
                  out.raw("pendingInputs", R"({"items":[],"total":0})");
                  if (next < page.total) out.add("nextOffset", static_cast<std::uint64_t>(next));
                  out.add("hasMore", next < page.total);
                  out.add("totalMessages", static_cast<std::uint64_t>(page.total));
                  out.raw("defaults", defaults_json(model()));
                  if (session) out.raw("sessionInfo", session_row(*session, model()));
                  held->reply(out.take());
                });
}

void Messaging::sessions_get(oc::Request request, std::string_view params) {
  const oc::Json in = oc::parse(params);
  const std::string_view wanted = oc::text(in.get(), "key", oc::text(in.get(), "sessionKey"));
  if (wanted.empty()) {
    return request.fail("INVALID_REQUEST",
                        "invalid sessions.get params: must have required property 'key'");
  }
  const auto key = canonical_key(wanted, {});
  const SharedRequest held = share(std::move(request));
  journal_.page(key ? key->full : std::string(wanted),
                oc::integer(in.get(), "limit", kHistoryLimit), 0, kHistoryBytes,
                [held](int err, const Page& page) {
                  if (err != 0) return held->fail("UNAVAILABLE", "the session cannot be read");
                  held->reply(oc::Object().raw("messages", page.rows_json).take());
                });
}

// No plugin serves a channel: the answer is that there are none.
void Messaging::channels_status(oc::Request request, std::string_view) {
  oc::Object out;
  out.add("ts", host.wall_ms()).raw("channelOrder", "[]");
  for (const char* member : {"channelLabels", "channelDetailLabels", "channelSystemImages"}) {
    out.raw(member, "{}");
  }
  out.raw("channelMeta", "[]").raw("channels", "{}").raw("channelAccounts", "{}");
  request.reply(out.raw("channelDefaultAccountId", "{}").raw("statusIssues", "[]").take());
}

void Messaging::sessions_list(oc::Request request, std::string_view params) {
  const oc::Json in = oc::parse(params);
  ListQuery query;
  query.limit = oc::integer(in.get(), "limit", kSessionsLimit);
  query.offset = oc::integer(in.get(), "offset", 0);
  query.active_minutes = oc::integer(in.get(), "activeMinutes", 0);
  query.agent = oc::text(in.get(), "agentId");
  query.search = oc::text(in.get(), "search");
  query.now_ms = host.wall_ms();
  request.reply(list_json(journal_.sessions(), query, model(), database()));
}

}  // namespace messaging
