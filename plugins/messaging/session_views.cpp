// SPDX-License-Identifier: MIT
#include "session_views.hpp"

#include <algorithm>
#include <openclaw/json.hpp>
#include <openclaw/text.hpp>
#include <vector>

#include "session_key.hpp"

namespace messaging {
namespace {

constexpr std::size_t kRecent = 5;
constexpr int kContextTokens = 128'000;

using Sessions = std::map<std::string, Session>;

// All of them; the first `count` are the newest, in their order.
std::vector<const Session*> newest_first(const Sessions& sessions, std::size_t count) {
  std::vector<const Session*> out;
  out.reserve(sessions.size());
  for (const auto& [key, session] : sessions) out.push_back(&session);
  const auto behind = out.begin() + static_cast<std::ptrdiff_t>(std::min(count, out.size()));
  std::partial_sort(out.begin(), behind, out.end(), [](const Session* a, const Session* b) {
    return a->updated_at != b->updated_at ? a->updated_at > b->updated_at : a->key < b->key;
  });
  return out;
}

std::string status_row(const Session& session, const ModelDefault& model, std::int64_t now_ms) {
  oc::Object row;
  row.add("agentId", session.agent).add("key", session.key).add("kind", "direct");
  row.add("sessionId", session.session_id).add("updatedAt", session.updated_at);
  row.add("age", now_ms - session.updated_at).add("systemSent", true);
  row.add("abortedLastRun", session.status == "aborted").add("model", model.model);
  row.add("contextTokens", kContextTokens);
  return row.take();
}

bool matches(const Session& session, const ListQuery& query) {
  if (!query.agent.empty() && session.agent != query.agent) return false;
  const std::int64_t idle_minutes = (query.now_ms - session.updated_at) / 60'000;
  if (query.active_minutes > 0 && idle_minutes >= query.active_minutes) return false;
  return query.search.empty() || session.key.find(query.search) != std::string::npos ||
         session.title.find(query.search) != std::string::npos;
}

}  // namespace

ModelDefault read_model(std::string_view reference) {
  const auto [provider, model] = oc::split_model(reference);
  return {std::string(provider), std::string(model)};
}

std::string defaults_json(const ModelDefault& model) {
  oc::Object runtime;
  runtime.add("id", "auto").add("cloudPlacementSupported", false);
  runtime.add("devicePlacementSupported", false).add("source", "implicit");
  oc::Object out;
  out.add("modelProvider", model.provider).add("model", model.model);
  out.add("contextTokens", kContextTokens).raw("agentRuntime", runtime.take());
  out.raw("thinkingLevels", R"([{"id":"off","label":"off"}])");
  out.raw("thinkingOptions", R"(["off"])").add("thinkingDefault", "off");
  out.add("modelSelectionTarget", "session");
  return out.take();
}

// How a run ended, by the names of the protocol.
std::string_view wire_status(std::string_view status) {
  if (status == "aborted") return "killed";
  return status == "error" ? "failed" : status;
}

std::string session_row(const Session& session, const ModelDefault& model) {
  const bool main = session.key == "agent:" + session.agent + ":main";
  oc::Object row;
  row.add("key", session.key).add("visibility", "shared").add("permissionModePending", false);
  row.add("createdVia", "operator").add("createdAt", session.created_at).add("kind", "direct");
  row.add("classification", main ? "main" : "direct").add("agentId", session.agent);
  row.add("isMain", main).add("isBackground", false).add_some("displayName", session.title);
  row.add("chatType", "direct").add("updatedAt", session.updated_at).add("archived", false);
  row.add("pinned", false).add("unread", false).add("lastInteractionAt", session.updated_at);
  row.add("sessionId", session.session_id).add("systemSent", true);
  // A session whose first run is being written down has had none yet.
  row.add("abortedLastRun", session.status == "aborted");
  row.add_some("status", wire_status(session.status)).add_some("lastRunId", session.last_run_id);
  row.add("modelProvider", model.provider)
      .add("model", model.model)
      .add("contextTokens", kContextTokens);
  return row.take();
}

std::string list_json(const std::map<std::string, Session>& sessions, const ListQuery& query,
                      const ModelDefault& model, std::string_view path) {
  std::vector<const Session*> found = newest_first(sessions, sessions.size());
  std::erase_if(found, [&query](const Session* session) { return !matches(*session, query); });
  const auto total = static_cast<std::int64_t>(found.size());
  const std::int64_t from = std::min(query.offset, total);
  const std::int64_t to = query.limit > 0 ? std::min(from + query.limit, total) : total;
  std::string rows = "[";
  for (std::int64_t i = from; i < to; ++i) {
    if (i > from) rows += ',';
    rows += session_row(*found[static_cast<std::size_t>(i)], model);
  }
  rows += ']';
  oc::Object out;
  out.add("ts", query.now_ms).add("path", path).add("count", to - from).add("totalCount", total);
  if (query.limit > 0) out.add("limitApplied", query.limit);
  if (to < total) {
    out.add("nextOffset", to);
  } else {
    out.raw("nextOffset", "null");
  }
  out.add("hasMore", to < total).raw("defaults", defaults_json(model)).raw("sessions", rows);
  return out.take();
}

std::string health_json(const std::map<std::string, Session>& sessions, std::string_view path,
                        std::int64_t now_ms) {
  std::string recent = "[";
  const std::vector<const Session*> newest = newest_first(sessions, kRecent);
  for (std::size_t i = 0; i < std::min(newest.size(), kRecent); ++i) {
    if (i > 0) recent += ',';
    recent += oc::Object()
                  .add("key", newest[i]->key)
                  .add("updatedAt", newest[i]->updated_at)
                  .add("age", now_ms - newest[i]->updated_at)
                  .take();
  }
  recent += ']';
  oc::Object out;
  out.add("path", path).add("count", static_cast<std::uint64_t>(sessions.size()));
  out.raw("recent", recent);
  return out.take();
}

std::string status_json(const Sessions& sessions, const ModelDefault& model, std::string_view path,
                        std::int64_t now_ms) {
  std::string recent = "[";
  const std::vector<const Session*> newest = newest_first(sessions, kRecent);
  for (std::size_t i = 0; i < std::min(newest.size(), kRecent); ++i) {
    if (i > 0) recent += ',';
    recent += status_row(*newest[i], model, now_ms);
  }
  recent += ']';
  const auto count = static_cast<std::uint64_t>(sessions.size());
  const std::string agent = oc::Object()
                                .add("agentId", "main")
                                .add("path", path)
                                .add("count", count)
                                .raw("recent", recent)
                                .take();
  oc::Object defaults;
  defaults.add("model", model.model).add("contextTokens", kContextTokens);
  oc::Object out;
  out.raw("paths", '[' + oc::quoted(path) + ']').add("count", count);
  out.raw("defaults", defaults.take()).raw("recent", recent).raw("byAgent", '[' + agent + ']');
  return out.take();
}

std::string agents_json(std::string_view sessions) {
  constexpr const char* kNoHeartbeat =
      R"({"enabled":false,"every":"disabled","everyMs":null,"prompt":"","target":"none",)"
      R"("ackMaxChars":300})";
  oc::Object row;
  row.add("agentId", "main").add("isDefault", true);
  row.raw("heartbeat", kNoHeartbeat).raw("sessions", sessions);
  return '[' + row.take() + ']';
}

}  // namespace messaging
