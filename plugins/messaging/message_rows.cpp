// SPDX-License-Identifier: MIT
#include "message_rows.hpp"

#include <algorithm>
#include <openclaw/json.hpp>
#include <openclaw/random.hpp>

#include "journal.hpp"

namespace messaging {
namespace {

oc::Object row_facts(std::int64_t seq, std::int64_t now_ms) {
  oc::Object facts;
  facts.add("id", oc::random_uuid()).add("recordTimestampMs", now_ms).add("seq", seq);
  return facts;
}

}  // namespace

std::string user_row(const Run& run, std::int64_t seq) {
  const std::string key = run.run_id + ":user";
  constexpr std::size_t kOthers = 512;  // bytes that the other members take, about
  oc::Object row;
  row.reserve(std::max(run.text.size(), run.text_json.size()) + 2 * key.size() + kOthers);
  row.add("role", "user");
  if (run.text_json.empty()) {
    row.add("content", run.text);
  } else {
    row.raw("content", run.text_json);
  }
  row.add("timestamp", run.accepted_at);
  row.add("idempotencyKey", key);
  row.raw(
      "__openclaw",
      row_facts(seq, run.accepted_at).add("senderIsOwner", true).add("idempotencyKey", key).take());
  return row.take();
}

std::string assistant_row(const Run& run, std::string_view members, std::int64_t seq,
                          std::int64_t now_ms) {
  std::string row(members);
  if (!row.empty() && row.back() == '}') row.pop_back();
  row += row.size() > 1 ? "," : "";
  oc::Object facts = row_facts(seq, now_ms);
  facts.add("runId", run.run_id);
  // What an abort or a failure left is no answer of a model: it is known by a key, as what a user
  // says is.
  if (run.status != "ok") {
    const std::string key = run.run_id + (run.status == "error" ? ":terminal-error" : ":assistant");
    const std::string member = oc::Object().add("idempotencyKey", key).take();
    row.append(member, 1, member.size() - 2);
    row += ',';
    facts.add("idempotencyKey", key);
  }
  row += "\"__openclaw\":";
  row += facts.take();
  row += '}';
  return row;
}

}  // namespace messaging
