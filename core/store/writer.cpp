// SPDX-License-Identifier: MIT
#include "core/store/writer.hpp"

#include <cerrno>
#include <chrono>
#include <utility>

#include "core/store/commit.hpp"
#include "core/store/file.hpp"
#include "core/store/reader.hpp"

namespace openclaw {
namespace {

// What a group may hold, so that its first write does not wait long for its last.
constexpr std::size_t kMostWrites = 1000;
constexpr std::size_t kMostGroupBytes = 4UL * 1024 * 1024;

// Under load: what is waited for, and how long; and what counts as load.
constexpr std::size_t kEnoughWrites = 64;
constexpr std::chrono::milliseconds kGather{2};
constexpr std::chrono::milliseconds kCloseBehind{10};

std::size_t size_of(const StoreValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return text->size();
  if (const auto* blob = std::get_if<StoreBlob>(&value)) return blob->bytes.size();
  return sizeof(std::int64_t);
}

std::size_t size_of(const std::vector<StoreStatement>& statements) {
  std::size_t bytes = 0;
  for (const StoreStatement& statement : statements) {
    for (const StoreValue& value : statement.values) bytes += size_of(value);
  }
  return bytes;
}

}  // namespace

Store::Writer::Writer(std::string path, Post post, Reader& reader)
    : path_(std::move(path)), post_(std::move(post)), reader_(reader) {}

Store::Writer::~Writer() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    closing_ = true;
    wake_.notify_one();
  }
  thread_->join();
}

void Store::Writer::open(SetupDone opened) {
  const bool started = thread_->start("oc-store", [this] { run(); });
  if (!started) {
    return post_([opened = std::move(opened)] {
      opened(unavailable("cannot start a thread for the database; raise the limit on threads"));
    });
  }
  enqueue_setup({std::nullopt, {}, std::move(opened)});
}

void Store::Writer::migrate(std::string owner, std::vector<std::string> steps, SetupDone done) {
  enqueue_setup({std::move(owner), std::move(steps), std::move(done)});
}

void Store::Writer::enqueue_setup(Setup setup) {
  Job job = std::move(setup);
  if (enqueue(job)) {
    ++setups_asked_;
    return;
  }
  post_([done = std::move(std::get<Setup>(job).done)] {
    done(unavailable("the database is not open"));
  });
}

void Store::Writer::write(std::vector<StoreStatement> statements, WriteDone done) {
  Job job = Write{std::move(statements), std::move(done)};
  if (enqueue(job)) return;
  post_([done = std::move(std::get<Write>(job).done)] { done({-EIO, 0}); });
}

bool Store::Writer::enqueue(Job& job) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (closing_ || !thread_->started()) return false;
  queue_.push_back(std::move(job));
  wake_.notify_one();
  return true;
}

void Store::Writer::close(std::function<void()> closed) {
  const std::lock_guard<std::mutex> lock(mutex_);
  closing_ = true;
  if (!thread_->started()) return post_(std::move(closed));
  closed_ = std::move(closed);
  wake_.notify_one();
}

StoreCounters Store::Writer::counters() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return counters_;
}

// One setup, or as many writes as may share a commit; nothing when all is done and no more will
// come. A group is what was asked for while the last commit ran. Where the disk is fast that is
// little, and each commit writes whole pages: when one comes close behind the last, those that come
// with it are waited for.
Store::Writer::Group Store::Writer::take() {
  std::unique_lock<std::mutex> lock(mutex_);
  wake_.wait(lock, [this] { return closing_ || !queue_.empty(); });
  const bool close_behind = std::chrono::steady_clock::now() - last_commit_ < kCloseBehind;
  if (close_behind && queue_.size() < kEnoughWrites) {
    wake_.wait_for(lock, kGather, [this] { return closing_ || queue_.size() >= kEnoughWrites; });
  }
  Group group;
  std::size_t bytes = 0;
  while (!queue_.empty() && group.size() < kMostWrites && bytes < kMostGroupBytes) {
    const auto* write = std::get_if<Write>(&queue_.front());
    if (write == nullptr && !group.empty()) break;
    if (write != nullptr) bytes += size_of(write->statements);
    group.push_back(std::move(queue_.front()));
    queue_.pop_front();
    if (write == nullptr) break;
  }
  return group;
}

void Store::Writer::run() {
  for (;;) {
    Group group = take();
    if (group.empty()) break;
    if (auto* setup = std::get_if<Setup>(&group.front())) {
      set_up(std::move(*setup));
      continue;
    }
    commit(std::move(group));
    last_commit_ = std::chrono::steady_clock::now();
    if (committer_) committer_->tidy();
  }
  end();
}

Status Store::Writer::open_file() {
  connection_ = std::make_unique<StoreConnection>();
  auto done = open_store_file(*connection_, path_);
  if (done) {
    committer_ = std::make_unique<StoreCommitter>(*connection_);
  } else {
    connection_.reset();
  }
  return done;
}

void Store::Writer::set_up(Setup setup) {
  Status status = unavailable("the database is not open");
  if (!setup.owner) {
    status = open_file();
  } else if (committer_) {
    status = committer_->migrate(*setup.owner, setup.steps);
    if (!status) status = unavailable("the database " + path_ + ": " + status.error().message);
  }
  count(0);
  post_([done = std::move(setup.done), status = std::move(status)] { done(status); });
  reader_.setups_done(++setups_done_, committer_ != nullptr);
}

void Store::Writer::commit(Group group) {
  std::vector<const std::vector<StoreStatement>*> writes;
  for (const Job& job : group) writes.push_back(&std::get<Write>(job).statements);
  std::vector<StoreWritten> written(writes.size(), StoreWritten{-EIO, 0});
  if (committer_) written = committer_->commit(writes);
  std::uint64_t good = 0;
  for (const StoreWritten& one : written) good += one.err == 0 ? 1 : 0;
  count(good);
  // The statements end here, on this thread; the loop has better things to do than to free them.
  std::vector<WriteDone> dones;
  for (Job& job : group) dones.push_back(std::move(std::get<Write>(job).done));
  post_([dones = std::move(dones), written = std::move(written)] {
    for (std::size_t i = 0; i < dones.size(); ++i) dones[i](written[i]);
  });
}

void Store::Writer::count(std::uint64_t writes) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (committer_) counters_.commits = committer_->commits();
  counters_.writes += writes;
}

void Store::Writer::end() {
  // The last connection that closes moves the log to the file and removes it, so it must be this
  // one: the other may not write.
  reader_.finish();
  committer_.reset();
  connection_.reset();
  std::function<void()> closed;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    closed = std::move(closed_);
  }
  if (!closed) return;
  post_([thread = thread_, closed = std::move(closed)] {
    thread->join();
    closed();
  });
}

}  // namespace openclaw
