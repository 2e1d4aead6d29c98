// SPDX-License-Identifier: MIT
#include "queue.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace nodes {
namespace {

constexpr const char* kStatus = "status.request";

int rank(const Work& work) {
  if (work.priority == "high") return 0;
  return work.priority == "normal" ? 1 : 2;
}

bool goes_before(const Work& one, const Work& other) {
  return std::tuple(rank(one), one.created_ms, one.id) <
         std::tuple(rank(other), other.created_ms, other.id);
}

}  // namespace

bool prune(Record& record, std::int64_t now_ms) {
  const auto work = std::erase_if(record.work, [now_ms](const Work& one) {
    return one.expires_ms != 0 && one.expires_ms <= now_ms;
  });
  const auto actions = std::erase_if(record.actions, [now_ms](const Action& one) {
    return one.enqueued_ms + kActionLivesMs <= now_ms;
  });
  if (work > 0) ++record.revision;
  return work + actions > 0;
}

Queued enqueue_work(Record& record, std::string type, std::string priority, std::int64_t lives_ms,
                    std::int64_t now_ms) {
  prune(record, now_ms);
  const auto same = std::find_if(record.work.begin(), record.work.end(),
                                 [&type](const Work& one) { return one.type == type; });
  if (same != record.work.end()) return {*same, false};
  const Work work{random_uuid(), std::move(type), std::move(priority), now_ms, now_ms + lives_ms};
  record.work.push_back(work);
  ++record.revision;
  return {work, true};
}

Drained drain_work(Record& record, std::size_t most, std::int64_t now_ms) {
  Drained out;
  out.changed = prune(record, now_ms);
  std::sort(record.work.begin(), record.work.end(), goes_before);
  const bool asks_status = std::any_of(record.work.begin(), record.work.end(),
                                       [](const Work& one) { return one.type == kStatus; });
  const std::size_t count = std::min(most, record.work.size());
  const auto end = record.work.begin() + static_cast<std::ptrdiff_t>(count);
  out.items.assign(record.work.begin(), end);
  record.work.erase(record.work.begin(), end);
  if (count > 0) ++record.revision;
  out.changed = out.changed || count > 0;
  out.has_more = !record.work.empty();
  if (asks_status) return out;
  if (out.items.size() < most) {
    out.items.push_back({"baseline-status", kStatus, "default", now_ms, 0});
  } else {
    out.has_more = true;
  }
  return out;
}

Action enqueue_action(Record& record, Action action) {
  prune(record, action.enqueued_ms);
  for (const Action& one : record.actions) {
    if (one.key == action.key) return one;
  }
  record.actions.push_back(action);
  if (record.actions.size() > kMostActions) record.actions.erase(record.actions.begin());
  return action;
}

}  // namespace nodes
