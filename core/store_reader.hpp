// SPDX-License-Identifier: MIT
// The reading half of the store: a second connection on a thread of its own, started by the first
// read. Its calls are for the loop, except setups_done() and finish(), which the writer makes.
#pragma once
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>

#include "core/store.hpp"
#include "core/store_thread.hpp"

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
  // Answers every read that was asked for, then ends the thread and waits for that.
  void finish();

 private:
  struct Task {
    StoreStatement statement;
    std::uint64_t after = 0;
    ReadDone done;
  };
  void run();
  void answer(StoreConnection* connection, Task task);
  void refuse(ReadDone done);
  [[nodiscard]] bool ready() const;

  const std::string path_;
  const Post post_;
  StoreThread thread_;

  std::mutex mutex_;  // guards what follows
  std::condition_variable wake_;
  std::deque<Task> queue_;
  std::uint64_t setups_done_ = 0;
  bool usable_ = false;
  bool finishing_ = false;
};

}  // namespace openclaw
