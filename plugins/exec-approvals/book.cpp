// SPDX-License-Identifier: MIT
#include "book.hpp"

#include <algorithm>
#include <openclaw/text.hpp>

#include "display_text.hpp"

namespace approvals {
namespace {

bool is_open(const Book::Entry& entry) {
  return entry.state == Book::State::open || entry.state == Book::State::deciding;
}

// What ends an approval in time is a timer, which stands still while the machine sleeps.
bool is_found(const Book::Entry& entry, bool decided, std::int64_t now_ms) {
  if (decided) return entry.state == Book::State::decided;
  return is_open(entry) && now_ms < entry.approval.expires_ms;
}

std::size_t run_size(const Book::Entry& entry) {
  return entry.approval.plan_json.size() + entry.approval.binding_json.size();
}

void drop_run(Book::Entry& entry) {
  entry.approval.plan_json = {};
  entry.approval.binding_json = {};
}

std::size_t size_of(const Approval& approval) {
  return approval.plan_json.size() + approval.binding_json.size() + approval.request_json.size() +
         approval.presentation_json.size() + approval.command_text.size();
}

}  // namespace

std::size_t Book::open_of(const Person& person) const {
  const auto of_person = [&](const auto& row) {
    const Person& asked = row.second->approval.requester;
    if (row.second->state == State::decided) return false;
    return person.device_id.empty() ? asked.connection_id == person.connection_id
                                    : asked.device_id == person.device_id;
  };
  return static_cast<std::size_t>(std::count_if(entries_.begin(), entries_.end(), of_person));
}

std::pair<Book::Added, Book::EntryRef> Book::add(Approval approval, std::int64_t now_ms) {
  drop_old(now_ms);
  if (entries_.count(approval.id) != 0) return {Added::taken, nullptr};
  const std::size_t size = size_of(approval);
  if (open_ >= kMostOpen || bytes_ + size > kMostBytes) return {Added::full, nullptr};
  if (open_of(approval.requester) >= kMostOpenOfOne) return {Added::full_for_one, nullptr};
  auto entry = std::make_shared<Entry>();
  entry->approval = std::move(approval);
  entries_[entry->approval.id] = entry;
  ++open_;
  bytes_ += size;
  return {Added::ok, entry};
}

void Book::close(const Entry& entry) {
  --open_;
  bytes_ -= size_of(entry.approval);
}

void Book::remove(const std::string& id) {
  const auto row = entries_.find(id);
  if (row == entries_.end()) return;
  if (row->second->state == State::decided) {
    kept_ -= run_size(*row->second);
  } else {
    close(*row->second);
  }
  entries_.erase(row);
}

void Book::drop_old(std::int64_t now_ms) {
  std::size_t old = 0;
  while (old < decided_.size() &&
         (decided_.size() - old > kMostDecided || now_ms - decided_[old].first >= kKeptMs)) {
    const auto row = entries_.find(decided_[old++].second);
    if (row == entries_.end()) continue;
    kept_ -= run_size(*row->second);
    entries_.erase(row);
  }
  decided_.erase(decided_.begin(), decided_.begin() + static_cast<std::ptrdiff_t>(old));
}

Book::EntryRef Book::find(const std::string& id, std::int64_t now_ms) {
  drop_old(now_ms);
  const auto row = entries_.find(id);
  return row == entries_.end() || row->second->state == State::storing ? nullptr : row->second;
}

std::pair<Book::Found, Book::EntryRef> Book::look_up(std::string_view id, const Person& person,
                                                     bool decided, std::int64_t now_ms) {
  const std::string_view wanted = trimmed(id);
  if (wanted.empty()) return {Found::none, nullptr};
  const auto fits = [&](const Entry& entry) {
    return is_found(entry, decided, now_ms) && is_visible(entry.approval, person);
  };
  if (const EntryRef exact = find(std::string(wanted), now_ms)) {
    if (fits(*exact)) return {Found::one, exact};
    return {Found::none, nullptr};
  }
  const std::string start = oc::lower(wanted);
  EntryRef only;
  for (const auto& [name, entry] : entries_) {
    if (!fits(*entry) || oc::lower(name).compare(0, start.size(), start) != 0) continue;
    if (only) return {Found::several, nullptr};
    only = entry;
  }
  return {only ? Found::one : Found::none, only};
}

std::vector<Book::EntryRef> Book::open(const Person& person) const {
  std::vector<EntryRef> out;
  for (const auto& [id, entry] : entries_) {
    if (is_open(*entry) && is_visible(entry->approval, person)) out.push_back(entry);
  }
  std::stable_sort(out.begin(), out.end(), [](const EntryRef& a, const EntryRef& b) {
    return a->approval.created_ms < b->approval.created_ms;
  });
  return out;
}

std::uint64_t Book::wait(Entry& entry, Told told) {
  if (entry.state == State::decided) {
    told(entry.approval);
    return entry.next_waiter++;
  }
  if (entry.waiters.size() >= kMostWaiting) return 0;
  entry.waiters.emplace_back(entry.next_waiter, std::move(told));
  return entry.next_waiter++;
}

void Book::forget(Entry& entry, std::uint64_t waiter) {
  const auto is_it = [&](const auto& one) { return one.first == waiter; };
  entry.waiters.erase(std::remove_if(entry.waiters.begin(), entry.waiters.end(), is_it),
                      entry.waiters.end());
}

void Book::decide(const EntryRef& entry, Verdict verdict) {
  if (entry->state == State::decided) return;
  close(*entry);
  entry->state = State::decided;
  entry->approval.verdict = std::move(verdict);
  decided_.emplace_back(entry->approval.verdict.at_ms, entry->approval.id);
  auto waiters = std::move(entry->waiters);
  for (const auto& [number, told] : waiters) told(entry->approval);
  // The history has what else may be asked.
  entry->approval.request_json = {};
  entry->approval.presentation_json = {};
  entry->approval.command_text = {};
  const bool is_kept =
      entry->approval.verdict.decision != kDeny && kept_ + run_size(*entry) <= kMostBytes;
  if (!is_kept) drop_run(*entry);
  kept_ += run_size(*entry);
}

}  // namespace approvals
