// SPDX-License-Identifier: MIT
// The approvals that are open, and for a while those that have been decided, so that whoever comes
// late hears the verdict. No I/O.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "approval.hpp"

namespace approvals {

class Book {
 public:
  static constexpr std::size_t kMostOpen = 512;
  static constexpr std::size_t kMostOpenOfOne = 64;  // of one device, or connection without one
  static constexpr std::size_t kMostBytes = 16 * 1024 * 1024;
  static constexpr std::size_t kMostDecided = 1024;
  static constexpr std::size_t kMostWaiting = 64;  // for one verdict
  static constexpr std::int64_t kKeptMs = 15'000;  // behind its verdict

  enum class State { storing, open, deciding, decided };
  using Told = std::function<void(const Approval&)>;
  struct Entry {
    Approval approval;
    State state = State::storing;
    bool used = false;  // its allow-once was good for a run
    std::uint64_t next_waiter = 1;
    std::vector<std::pair<std::uint64_t, Told>> waiters;
  };
  using EntryRef = std::shared_ptr<Entry>;

  enum class Added { ok, taken, full, full_for_one };
  // The entry cannot be found by others until it is `open`.
  std::pair<Added, EntryRef> add(Approval approval, std::int64_t now_ms);
  void remove(const std::string& id);

  [[nodiscard]] EntryRef find(const std::string& id, std::int64_t now_ms);

  enum class Found { none, one, several };
  // By its id, or the only one whose id begins with `id`, of those that `person` may see; of the
  // open ones whose time has not run out, or of the decided ones.
  [[nodiscard]] std::pair<Found, EntryRef> look_up(std::string_view id, const Person& person,
                                                   bool decided, std::int64_t now_ms);
  // Oldest first.
  [[nodiscard]] std::vector<EntryRef> open(const Person& person) const;

  // `told` hears the verdict, now or later. 0: too many wait.
  static std::uint64_t wait(Entry& entry, Told told);
  static void forget(Entry& entry, std::uint64_t waiter);
  // Tells all that wait.
  void decide(const EntryRef& entry, Verdict verdict);

  [[nodiscard]] std::size_t open_count() const { return open_; }

 private:
  void drop_old(std::int64_t now_ms);
  [[nodiscard]] std::size_t open_of(const Person& person) const;
  void close(const Entry& entry);

  std::map<std::string, EntryRef> entries_;
  std::vector<std::pair<std::int64_t, std::string>> decided_;  // when, oldest first
  std::size_t open_ = 0;
  std::size_t bytes_ = 0;
  std::size_t kept_ = 0;  // bytes of what may still be run
};

}  // namespace approvals
