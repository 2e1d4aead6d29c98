// SPDX-License-Identifier: MIT
// The writing half of the store: a queue, and the thread that empties it group by group. Its calls
// are for the loop.
#pragma once
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/store/sqlite.hpp"
#include "core/store/store.hpp"
#include "core/thread.hpp"

namespace openclaw {

class StoreCommitter;
class StoreConnection;

class Store::Writer {
 public:
  using SetupDone = std::function<void(Status)>;

  Writer(std::string path, Post post, Reader& reader);
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  void open(SetupDone opened);
  void migrate(std::string owner, std::vector<std::string> steps, SetupDone done);
  void write(std::vector<StoreStatement> statements, WriteDone done);
  void close(std::function<void()> closed);

  [[nodiscard]] StoreCounters counters() const;
  // How many calls of open() and migrate() there were: a read waits until they are done.
  [[nodiscard]] std::uint64_t setups_asked() const { return setups_asked_; }

 private:
  struct Setup {  // open() when it has no owner
    std::optional<std::string> owner;
    std::vector<std::string> steps;
    SetupDone done;
  };
  struct Write {
    std::vector<StoreStatement> statements;
    WriteDone done;
  };
  using Job = std::variant<Setup, Write>;
  using Group = std::vector<Job>;

  // Takes the job, or leaves it when there is no thread for it.
  [[nodiscard]] bool enqueue(Job& job);
  void enqueue_setup(Setup setup);
  Group take();
  void run();
  void set_up(Setup setup);
  Status open_file();
  void commit(Group group);
  void count(std::uint64_t writes);
  void end();

  const std::string path_;
  const Post post_;
  Reader& reader_;
  std::uint64_t setups_asked_ = 0;
  // Shared with the message that says that the thread has ended.
  std::shared_ptr<Thread> thread_ = std::make_shared<Thread>(kStoreStackBytes);

  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable wake_;
  std::deque<Job> queue_;
  std::function<void()> closed_;
  StoreCounters counters_;
  bool closing_ = false;

  // Of the thread.
  std::unique_ptr<StoreConnection> connection_;
  std::unique_ptr<StoreCommitter> committer_;
  std::uint64_t setups_done_ = 0;
  std::chrono::steady_clock::time_point last_commit_;
};

}  // namespace openclaw
