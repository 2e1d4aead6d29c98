// SPDX-License-Identifier: MIT
// Group commit: several writes in one transaction, each all or nothing. And migrations.
#pragma once
#include <string>
#include <vector>

#include "core/store/sqlite.hpp"

namespace openclaw {

class StoreCommitter {
 public:
  using Statements = std::vector<StoreStatement>;

  explicit StoreCommitter(StoreConnection& connection) : connection_(connection) {}

  // Runs the writes in order. When it returns, what has err 0 is on the disk.
  std::vector<StoreWritten> commit(const std::vector<const Statements*>& writes);

  // See Store::migrate(). Each step is on the disk before the next one begins.
  Status migrate(const std::string& owner, const std::vector<std::string>& steps);

  // Moves the log to the file when it has grown enough.
  void tidy();

  // Transactions committed.
  [[nodiscard]] std::uint64_t commits() const { return commits_; }

 private:
  // What became of the transaction: `lost` when one of its writes took the others down with it.
  enum class Outcome { committed, lost, failed };
  Outcome try_commit(const std::vector<const Statements*>& writes, std::vector<StoreWritten>& out);
  StoreWritten run(const Statements& statements);
  StoreWritten run_statements(const Statements& statements);
  Result<std::int64_t> version_of(const std::string& owner);
  Status migrate_step(const std::string& owner, std::int64_t version, const std::string& step);
  Outcome give_up(const Error& error);
  void report_disk(const Error& error);
  void roll_back();

  StoreConnection& connection_;
  std::uint64_t commits_ = 0;
  std::size_t moved_frames_ = 0;  // of the log, into the file
  bool failing_ = false;          // the disk refuses, and the log has been told
};

}  // namespace openclaw
