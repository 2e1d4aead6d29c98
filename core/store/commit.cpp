// SPDX-License-Identifier: MIT
#include "core/store/commit.hpp"

#include <cerrno>
#include <utility>

#include "core/log/log.hpp"
#include "core/store/file.hpp"
#include "core/wall_time.hpp"

namespace openclaw {
namespace {

constexpr StoreWritten kFailed{-EIO, 0};

std::string refusal(const Error& error) { return "a write failed: " + error.message; }

}  // namespace

std::vector<StoreWritten> StoreCommitter::commit(const std::vector<const Statements*>& writes) {
  std::vector<StoreWritten> out;
  const Outcome outcome = try_commit(writes, out);
  if (outcome == Outcome::committed) return out;
  if (outcome == Outcome::failed || writes.size() == 1) {
    return std::vector<StoreWritten>(writes.size(), kFailed);
  }
  // One write ended the transaction of all, as a conflict clause ROLLBACK does: each on its own.
  out.clear();
  for (const Statements* write : writes) out.push_back(commit({write}).front());
  return out;
}

StoreCommitter::Outcome StoreCommitter::try_commit(const std::vector<const Statements*>& writes,
                                                   std::vector<StoreWritten>& out) {
  auto done = connection_.control("BEGIN IMMEDIATE");
  if (!done) return give_up(done.error());
  for (const Statements* write : writes) {
    out.push_back(run(*write));
    if (!connection_.in_transaction()) return Outcome::lost;
  }
  done = connection_.control("COMMIT");
  // A deferred constraint is the fault of one write, all else is the fault of the disk.
  if (!done && connection_.fault() == StoreConnection::Fault::constraint) {
    if (writes.size() == 1) log_line(LogLevel::error, "store", refusal(done.error()));
    roll_back();
    return Outcome::lost;
  }
  if (!done) return give_up(done.error());
  ++commits_;
  if (failing_) log_line(LogLevel::info, "store", "writes reach the disk again");
  failing_ = false;
  return Outcome::committed;
}

StoreCommitter::Outcome StoreCommitter::give_up(const Error& error) {
  report_disk(error);
  roll_back();
  return Outcome::failed;
}

// One line for a disk that stays full, however many writes it refuses.
void StoreCommitter::report_disk(const Error& error) {
  const bool locked = connection_.fault() == StoreConnection::Fault::busy;
  const char* remedy =
      locked ? "end the program that locks it" : "check the disk, its space and its health";
  if (!failing_) {
    log_line(LogLevel::error, "store",
             "cannot write to " + connection_.path() + ": " + error.message + "; " + remedy);
  }
  failing_ = true;
}

void StoreCommitter::roll_back() {
  if (!connection_.in_transaction()) return;
  const auto done = connection_.control("ROLLBACK");
  if (!done) log_line(LogLevel::error, "store", "cannot roll back: " + done.error().message);
}

StoreWritten StoreCommitter::run(const Statements& statements) {
  if (!connection_.control("SAVEPOINT one_write")) return kFailed;
  StoreWritten written = run_statements(statements);
  if (!connection_.in_transaction()) return kFailed;
  const bool undone = written.err == 0 || connection_.control("ROLLBACK TO one_write").ok();
  if (undone && connection_.control("RELEASE one_write")) return written;
  // Half a write must not be committed with the others.
  roll_back();
  return kFailed;
}

StoreWritten StoreCommitter::run_statements(const Statements& statements) {
  connection_.forget_last_row();
  for (const StoreStatement& statement : statements) {
    const int before = connection_.changes();
    const auto done = connection_.run(statement);
    if (!done && connection_.fault() == StoreConnection::Fault::disk) {
      report_disk(done.error());
      return kFailed;
    }
    if (!done) {
      log_line(LogLevel::error, "store", refusal(done.error()));
      return kFailed;
    }
    if (statement.must_change && connection_.changes() == before) return {-EEXIST, 0};
  }
  return {0, connection_.last_row()};
}

Status StoreCommitter::migrate(const std::string& owner, const std::vector<std::string>& steps) {
  const auto version = version_of(owner);
  if (!version) return version.error();
  const auto wanted = static_cast<std::int64_t>(steps.size());
  for (std::int64_t next = *version + 1; next <= wanted; ++next) {
    const auto done = migrate_step(owner, next, steps[static_cast<std::size_t>(next - 1)]);
    if (done) continue;
    roll_back();
    return unavailable("step " + std::to_string(next) + " of " + std::to_string(wanted) +
                       " for the tables of " + owner + " failed: " + done.error().message);
  }
  return Done{};
}

Result<std::int64_t> StoreCommitter::version_of(const std::string& owner) {
  const auto rows = connection_.query(StoreStatement{
      "SELECT coalesce(max(version), 0) FROM store_migrations WHERE owner=?1", {owner}});
  if (!rows) return rows.error();
  const auto* version = rows->rows() == 1 ? std::get_if<std::int64_t>(&rows->at(0, 0)) : nullptr;
  return version == nullptr ? 0 : *version;
}

Status StoreCommitter::migrate_step(const std::string& owner, std::int64_t version,
                                    const std::string& step) {
  auto done = connection_.control("BEGIN IMMEDIATE");
  if (!done) return done;
  done = connection_.guest_script(step);
  if (!done) return done;
  done = connection_.run(
      StoreStatement{"INSERT INTO store_migrations(owner, version, at_ms) VALUES(?1, ?2, ?3)",
                     {owner, version, wall_ms()}});
  if (!done) return done;
  done = connection_.control("COMMIT");
  if (done) ++commits_;
  return done;
}

void StoreCommitter::tidy() {
  const std::size_t frames = connection_.log_frames();
  // A log that was moved as a whole begins anew with the next commit.
  if (frames < moved_frames_) moved_frames_ = 0;
  if (frames - moved_frames_ < kLogFramesBeforeCheckpoint) return;
  moved_frames_ = frames;
  const auto done = connection_.checkpoint();
  if (!done) log_line(LogLevel::warn, "store", "the log stays long: " + done.error().message);
}

}  // namespace openclaw
