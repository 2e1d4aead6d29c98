// SPDX-License-Identifier: MIT
#include "job_list.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <openclaw/text.hpp>

namespace cron {
namespace {

struct Job {
  const std::string* json = nullptr;
  oc::Json tree;
};

std::int64_t next_run(const cJSON* job) {
  return oc::integer(oc::get(job, "state"), "nextRunAtMs", oc::integer(job, "nextRunAtMs", 0));
}

bool contains(const cJSON* job, const std::string& query) {
  if (query.empty()) return true;
  const std::string wanted = oc::lower(query);
  for (const char* member : {"id", "name", "displayName", "description", "agentId"}) {
    if (oc::lower(oc::text(job, member)).find(wanted) != std::string::npos) return true;
  }
  return false;
}

bool matches(const cJSON* job, const JobQuery& query) {
  const bool enabled = oc::flag(job, "enabled", true);
  if (query.enabled != "all" && enabled != (query.enabled == "enabled")) return false;
  const std::string_view kind = oc::text(oc::get(job, "schedule"), "kind");
  if (query.schedule_kind != "all" && kind != query.schedule_kind) return false;
  const std::string_view status = oc::text(oc::get(job, "state"), "lastRunStatus", "unknown");
  if (query.last_run_status != "all" && status != query.last_run_status) return false;
  const bool conditional = oc::get(job, "trigger") != nullptr;
  if (query.trigger != "all" && conditional != (query.trigger == "conditional")) return false;
  if (!query.agent.empty() && oc::text(job, "agentId", "main") != query.agent) return false;
  if (!query.session_key.empty() && oc::text(job, "sessionKey") != query.session_key) return false;
  return contains(job, query.query);
}

bool before(const cJSON* a, const cJSON* b, const std::string& sort_by) {
  if (sort_by == "name") return oc::text(a, "name") < oc::text(b, "name");
  if (sort_by == "updatedAtMs") {
    return oc::integer(a, "updatedAtMs", 0) < oc::integer(b, "updatedAtMs", 0);
  }
  // What will not run comes last.
  const auto place = [](const cJSON* job) {
    const std::int64_t at = next_run(job);
    return at > 0 ? at : std::numeric_limits<std::int64_t>::max();
  };
  return place(a) < place(b);
}

std::vector<Job> matching(const std::vector<std::string>& jobs, const JobQuery& query) {
  std::vector<Job> found;
  for (const std::string& json : jobs) {
    oc::Json tree = oc::parse(json);
    if (tree && matches(tree.get(), query)) found.push_back({&json, std::move(tree)});
  }
  std::stable_sort(found.begin(), found.end(), [&query](const Job& a, const Job& b) {
    const cJSON* left = a.tree.get();
    const cJSON* right = b.tree.get();
    return query.descending ? before(right, left, query.sort_by)
                            : before(left, right, query.sort_by);
  });
  return found;
}

// Changes with the jobs, and with nothing else (FNV-1a).
std::string revision_of(const std::vector<std::string>& jobs) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  const auto mix = [&hash](unsigned char byte) { hash = (hash ^ byte) * 0x100000001b3U; };
  for (const std::string& json : jobs) {
    for (const char c : json) mix(static_cast<unsigned char>(c));
    mix(0);
  }
  return "fnv1a:" + std::to_string(hash);
}

}  // namespace

JobQuery read_query(const cJSON* params) {
  JobQuery query;
  if (oc::flag(params, "includeDisabled", false)) query.enabled = "all";
  query.enabled = oc::text(params, "enabled", query.enabled);
  query.schedule_kind = oc::text(params, "scheduleKind", query.schedule_kind);
  query.last_run_status = oc::text(params, "lastRunStatus", query.last_run_status);
  query.trigger = oc::text(params, "trigger", query.trigger);
  query.agent = oc::text(params, "agentId", oc::text(params, "sessionAgentId"));
  query.session_key = oc::text(params, "sessionKey");
  query.query = oc::text(params, "query");
  query.sort_by = oc::text(params, "sortBy", query.sort_by);
  query.descending = oc::text(params, "sortDir") == "desc";
  query.limit = oc::integer(params, "limit", query.limit);
  query.offset = oc::integer(params, "offset", query.offset);
  return query;
}

std::string list_json(const std::vector<std::string>& jobs, const JobQuery& query) {
  const std::vector<Job> found = matching(jobs, query);
  const auto total = static_cast<std::int64_t>(found.size());
  const std::int64_t first = std::min(query.offset, total);
  const std::int64_t behind = first + std::min(query.limit, total - first);
  std::string rows = "[";
  for (std::int64_t i = first; i < behind; ++i) {
    if (i > first) rows += ',';
    rows += *found[static_cast<std::size_t>(i)].json;
  }
  oc::Object out;
  out.raw("jobs", rows + ']')
      .add("snapshotRevision", revision_of(jobs))
      .add("total", total)
      .add("offset", query.offset);
  out.add("limit", query.limit).add("hasMore", behind < total);
  out.raw("nextOffset", behind < total ? std::to_string(behind) : "null");
  return out.raw("deliveryPreviews", "{}").take();
}

std::optional<std::int64_t> next_wake(const std::vector<std::string>& jobs) {
  std::optional<std::int64_t> earliest;
  for (const std::string& json : jobs) {
    const oc::Json job = oc::parse(json);
    const std::int64_t at = next_run(job.get());
    if (at <= 0 || !oc::flag(job.get(), "enabled", true)) continue;
    earliest = std::min(earliest.value_or(at), at);
  }
  return earliest;
}

}  // namespace cron
