// SPDX-License-Identifier: MIT
#include "core/store_reader.hpp"

#include <cerrno>
#include <memory>
#include <utility>

#include "core/log.hpp"
#include "core/store_file.hpp"

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

}  // namespace

void Store::Reader::read(StoreStatement statement, std::uint64_t after, ReadDone done) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const bool can_run =
      !finishing_ && (thread_.started() || thread_.start("oc-read", [this] { run(); }));
  if (!can_run) return refuse(std::move(done));
  queue_.push_back({std::move(statement), after, std::move(done)});
  wake_.notify_one();
}

void Store::Reader::setups_done(std::uint64_t count, bool usable) {
  const std::lock_guard<std::mutex> lock(mutex_);
  setups_done_ = count;
  usable_ = usable;
  wake_.notify_one();
}

void Store::Reader::finish() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    finishing_ = true;
    wake_.notify_one();
  }
  // Nobody starts the thread any more, so it needs no lock.
  thread_.join();
}

bool Store::Reader::ready() const {
  return queue_.empty() ? finishing_ : setups_done_ >= queue_.front().after;
}

void Store::Reader::run() {
  std::unique_ptr<StoreConnection> connection;
  std::unique_lock<std::mutex> lock(mutex_);
  for (;;) {
    wake_.wait(lock, [this] { return ready(); });
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
  if (connection == nullptr) return refuse(std::move(task.done));
  auto rows = connection->query(task.statement);
  if (!rows) {
    log_line(LogLevel::error, "store", "a read failed: " + rows.error().message);
    return refuse(std::move(task.done));
  }
  post_([done = std::move(task.done), found = std::move(*rows)] { done(0, found); });
}

void Store::Reader::refuse(ReadDone done) {
  post_([done = std::move(done)] { done(-EIO, StoreRows{}); });
}

}  // namespace openclaw
