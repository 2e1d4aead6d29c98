// SPDX-License-Identifier: MIT
#include "core/store/reader.hpp"

#include <cerrno>
#include <memory>
#include <utility>

#include "core/log/log.hpp"
#include "core/store/file.hpp"

namespace openclaw {
namespace {

// The reading connection, opened again after a failure.
StoreConnection* opened(std::unique_ptr<StoreConnection>& connection, const std::string& path) {
  if (connection) return connection.get();
  auto fresh = std::make_unique<StoreConnection>();
  const auto done = open_store_file_to_read(*fresh, path);
  if (done) {
    connection = std::move(fresh);
  } else {
    log_line(LogLevel::error, "store", done.error().message);
  }
  return connection.get();
}

// What the rows take in memory.
std::size_t size_of(const StoreRows& rows) {
  std::size_t bytes = rows.cells.size() * sizeof(StoreValue);
  for (const StoreValue& cell : rows.cells) {
    if (const auto* text = std::get_if<std::string>(&cell)) bytes += text->size();
    if (const auto* blob = std::get_if<StoreBlob>(&cell)) bytes += blob->bytes.size();
  }
  return bytes;
}

}  // namespace

void Store::Reader::read(StoreStatement statement, std::uint64_t after, ReadDone done) {
  const std::lock_guard<std::mutex> lock(backlog_->mutex);
  const bool can_run =
      !finishing_ && (thread_.started() || thread_.start("oc-read", [this] { run(); }));
  if (!can_run) return refuse(std::move(done), -EIO);
  const bool crowded = backlog_->reads >= kMostReads;
  if (crowded && !crowded_) {
    log_line(LogLevel::warn, "store",
             std::to_string(kMostReads) + " reads wait; more are refused until some are answered");
  }
  if (crowded || backlog_->reads < kMostReads / 2) crowded_ = crowded;
  if (crowded) return refuse(std::move(done), -EBUSY);
  ++backlog_->reads;
  queue_.push_back({std::move(statement), after, std::move(done)});
  backlog_->wake.notify_one();
}

std::size_t Store::Reader::waiting() const {
  const std::lock_guard<std::mutex> lock(backlog_->mutex);
  return backlog_->reads;
}

void Store::Reader::setups_done(std::uint64_t count, bool usable) {
  const std::lock_guard<std::mutex> lock(backlog_->mutex);
  setups_done_ = count;
  usable_ = usable;
  backlog_->wake.notify_one();
}

void Store::Reader::finish() {
  {
    const std::lock_guard<std::mutex> lock(backlog_->mutex);
    finishing_ = true;
    backlog_->wake.notify_one();
  }
  // Nobody starts the thread any more, so it needs no lock.
  thread_.join();
}

// At the end nobody is waited for: the loop may be the one that waits.
bool Store::Reader::ready() const {
  if (queue_.empty()) return finishing_;
  const bool room = backlog_->bytes < kMostResultBytes || finishing_;
  return room && setups_done_ >= queue_.front().after;
}

void Store::Reader::run() {
  std::unique_ptr<StoreConnection> connection;
  std::unique_lock<std::mutex> lock(backlog_->mutex);
  for (;;) {
    backlog_->wake.wait(lock, [this] { return ready(); });
    if (queue_.empty()) return;
    Task task = std::move(queue_.front());
    queue_.pop_front();
    const bool usable = usable_;
    lock.unlock();
    answer(usable ? opened(connection, path_) : nullptr, std::move(task));
    lock.lock();
  }
}

void Store::Reader::answer(StoreConnection* connection, Task task) {
  if (connection == nullptr) return post_answer(std::move(task.done), -EIO, {});
  auto rows = connection->query(task.statement, kMostResultBytes);
  if (rows) return post_answer(std::move(task.done), 0, std::move(*rows));
  log_line(LogLevel::error, "store", "a read failed: " + rows.error().message);
  const bool too_big = rows.error().code == StoreConnection::kTooBig;
  post_answer(std::move(task.done), too_big ? -E2BIG : -EIO, {});
}

void Store::Reader::post_answer(ReadDone done, int err, StoreRows rows) {
  const std::size_t bytes = size_of(rows);
  {
    const std::lock_guard<std::mutex> lock(backlog_->mutex);
    backlog_->bytes += bytes;
  }
  post_([backlog = backlog_, bytes, err, done = std::move(done), rows = std::move(rows)] {
    {
      const std::lock_guard<std::mutex> lock(backlog->mutex);
      --backlog->reads;
      backlog->bytes -= bytes;
      backlog->wake.notify_one();
    }
    done(err, rows);
  });
}

void Store::Reader::refuse(ReadDone done, int err) {
  post_([done = std::move(done), err] { done(err, StoreRows{}); });
}

}  // namespace openclaw
