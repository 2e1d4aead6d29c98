// SPDX-License-Identifier: MIT
#include "message_rows.hpp"

#include <sys/random.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <openclaw/json.hpp>

#include "journal.hpp"

namespace messaging {
namespace {

oc::Object row_facts(std::int64_t seq, std::int64_t now_ms) {
  oc::Object facts;
  facts.add("id", random_uuid()).add("recordTimestampMs", now_ms).add("seq", seq);
  return facts;
}

}  // namespace

std::string random_uuid() {
  std::array<unsigned char, 16> b{};
  if (getrandom(b.data(), b.size(), 0) != static_cast<ssize_t>(b.size())) std::abort();
  b[6] = static_cast<unsigned char>((b[6] & 0x0FU) | 0x40U);
  b[8] = static_cast<unsigned char>((b[8] & 0x3FU) | 0x80U);
  std::string text;
  for (std::size_t i = 0; i < b.size(); ++i) {
    std::array<char, 3> digits{};
    std::snprintf(digits.data(), digits.size(), "%02x", b[i]);
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += digits.data();
  }
  return text;
}

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
