// SPDX-License-Identifier: MIT
#include "history.hpp"

#include <algorithm>
#include <iterator>
#include <memory>
#include <openclaw/json.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "history_page.hpp"
#include "tables.hpp"

namespace approvals {
namespace {

constexpr std::int64_t kKeptMs = std::int64_t{30} * 24 * 3600 * 1000;
constexpr std::int64_t kMostRows = 10'000;
constexpr std::int64_t kPageRows = 50;

constexpr const char* kInvalidCursor = "invalid approval.history cursor";

// What history shows: whatever was not allowed was denied.
std::string_view kept_decision(const Verdict& verdict) {
  return verdict.status == "denied" ? kDeny : std::string_view(verdict.decision);
}

}  // namespace

int History::open() {
  const int err = store_.open(host_, kTableSteps, std::size(kTableSteps));
  if (err < 0) return err;
  const std::vector<oc_value> now = {oc::value(host_.wall_ms())};
  store_.write({oc::statement(kCloseOrphans, now)}, [this](int failed) {
    if (failed != 0) host_.log(OC_LOG_WARN, "approvals of the last run could not be closed");
  });
  prune();
  return 0;
}

void History::add(const Approval& approval, const Verdict* verdict, Written done) {
  Verdict last;
  last.status = "pending";
  if (verdict) last = *verdict;
  const std::vector<oc_value> values = {oc::value(approval.id),
                                        oc::value(last.status),
                                        oc::value(approval.presentation_json),
                                        oc::value(approval.agent_id),
                                        oc::value(approval.session_key),
                                        oc::value(approval.created_ms),
                                        oc::value(approval.expires_ms),
                                        verdict ? oc::value(last.at_ms) : oc_value{},
                                        oc::value(last.reason),
                                        oc::value(kept_decision(last)),
                                        oc::value(last.resolver_kind),
                                        oc::value(last.resolver_id)};
  store_.write({oc::statement(kInsert, values, OC_STMT_MUST_CHANGE)}, std::move(done));
}

void History::decide(const std::string& id, const Verdict& verdict, Written done) {
  const std::vector<oc_value> values = {oc::value(id),
                                        oc::value(verdict.status),
                                        oc::value(verdict.at_ms),
                                        oc::value(verdict.reason),
                                        oc::value(kept_decision(verdict)),
                                        oc::value(verdict.resolver_kind),
                                        oc::value(verdict.resolver_id)};
  store_.write({oc::statement(kDecide, values)}, std::move(done));
}

void History::prune() {
  const std::vector<oc_value> limits = {oc::value(host_.wall_ms() - kKeptMs), oc::value(kMostRows)};
  store_.write({oc::statement(kDropOld, limits)}, [](int) {});
}

void History::page(oc::Request request, std::string_view params) const {
  const oc::Json in = oc::parse(params);
  const std::int64_t rows = oc::integer(in.get(), "limit", kPageRows);
  if (oc::text(in.get(), "kind", "exec") != "exec") return request.reply(R"({"items":[]})");
  std::optional<HistoryPlace> from = HistoryPlace{};
  if (oc::get(in.get(), "cursor")) from = read_cursor(oc::text(in.get(), "cursor"));
  if (!from) return request.fail("INVALID_REQUEST", kInvalidCursor);
  const auto held = std::make_shared<oc::Request>(std::move(request));
  // One more than asked for tells whether there is another page.
  const std::vector<oc_value> values = {oc::value(from->at_ms), oc::value(from->id),
                                        oc::value(rows + 1)};
  store_.read(kPage, values, [held, rows](int err, const oc::Rows& found) {
    if (err != 0) return held->fail("UNAVAILABLE", "approval history unavailable");
    held->reply(page_json(found, static_cast<std::size_t>(rows)));
  });
}

}  // namespace approvals
