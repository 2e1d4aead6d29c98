// SPDX-License-Identifier: MIT
// The reading half of the store: a second connection on a thread of its own, started by the first
// read. Its calls are for the loop, except setups_done() and finish(), which the writer makes. What
// it holds is bounded: so many reads, and so many bytes of results that the loop has not had.
#pragma once
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>

#include "core/store/sqlite.hpp"
#include "core/store/store.hpp"
#include "core/thread.hpp"

namespace openclaw {

class StoreConnection;

class Store::Reader {
 public:
  Reader(std::string path, Post post) : path_(std::move(path)), post_(std::move(post)) {}
  ~Reader() { finish(); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  // The read waits until `after` setups are done.
  void read(StoreStatement statement, std::uint64_t after, ReadDone done);
  // The file is open (or not: `usable`), and so many calls of open() and migrate() are done.
  void setups_done(std::uint64_t count, bool usable);
  [[nodiscard]] std::size_t waiting() const;
  // Answers every read that was asked for, then ends the thread and waits for that.
  void finish();

 private:
  struct Task {
    StoreStatement statement;
    std::uint64_t after = 0;
    ReadDone done;
  };
  // Shared with the answers on their way to the loop, which may outlive the reader.
  struct Backlog {
    std::mutex mutex;  // guards what follows, here and in the reader
    std::condition_variable wake;
    std::size_t reads = 0;  // in the queue, at work or on their way
    std::size_t bytes = 0;  // of results on their way
  };
  void run();
  void answer(StoreConnection* connection, Task task);
  void post_answer(ReadDone done, int err, StoreRows rows);
  void refuse(ReadDone done, int err);
  [[nodiscard]] bool ready() const;

  const std::string path_;
  const Post post_;
  Thread thread_{kStoreStackBytes};

  const std::shared_ptr<Backlog> backlog_ = std::make_shared<Backlog>();
  std::deque<Task> queue_;
  std::uint64_t setups_done_ = 0;
  bool usable_ = false;
  bool finishing_ = false;
  bool crowded_ = false;  // and the log has been told
};

}  // namespace openclaw
