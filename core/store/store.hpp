// SPDX-License-Identifier: MIT
// The database of the state directory: one SQLite file in WAL mode. Writes run on one thread, in
// order, several of them in one commit (group commit, synchronous=FULL); a write is reported only
// after the commit that holds it has reached the disk. Reads run on a second thread over a second
// connection and never wait for a commit.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "core/error.hpp"

namespace openclaw {

// Bytes that are no text.
struct StoreBlob {
  std::string bytes;
  bool operator==(const StoreBlob&) const = default;
};

using StoreValue = std::variant<std::monostate, std::int64_t, double, std::string, StoreBlob>;

struct StoreStatement {
  std::string sql;  // one statement with ?1, ?2...
  std::vector<StoreValue> values = {};
  // Rolls the whole write back, with -EEXIST, when the statement changed no row.
  bool must_change = false;
  // A read whose result is larger than kMostResultBytes gets its first rows, as many as fit and at
  // least one, instead of -E2BIG.
  bool may_cut = false;
};

struct StoreRows {
  std::size_t columns = 0;
  std::vector<StoreValue> cells;  // row by row
  [[nodiscard]] std::size_t rows() const { return columns ? cells.size() / columns : 0; }
  [[nodiscard]] const StoreValue& at(std::size_t row, std::size_t column) const {
    return cells[row * columns + column];
  }
};

struct StoreWritten {
  int err = 0;  // 0, -EEXIST (must_change) or -EIO
  std::int64_t last_row = 0;
};

// What may be in memory: the rows of one read, and reads that have not been answered.
inline constexpr std::size_t kMostResultBytes = 16UL * 1024 * 1024;
inline constexpr std::size_t kMostReads = 4000;

// Counts since open, for health and for the benches.
struct StoreCounters {
  std::uint64_t commits = 0;
  std::uint64_t writes = 0;  // those that were reported with 0
};

class Store {
 public:
  // Runs a function on the loop, soon. Called from the store's threads.
  using Post = std::function<void(std::function<void()>)>;
  using WriteDone = std::function<void(StoreWritten)>;
  using ReadDone = std::function<void(int err, const StoreRows&)>;

  Store(std::string path, Post post);
  ~Store();  // as close(), and waits; what was posted still runs
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  // Opens or creates the file (0600) on the store thread; `opened` runs on the loop. The error
  // names the file and the remedy. Called once, before anything else.
  void open(std::function<void(Status)> opened);

  // Brings the tables of `owner` up to date: steps[i] are the statements of version i+1; each runs
  // once, in a transaction of its own, recorded in the table store_migrations. A file that is ahead
  // of `steps` (a newer release wrote it) is fine: migrations only add.
  void migrate(std::string owner, std::vector<std::string> steps, std::function<void(Status)> done);

  // All statements or none. `done` runs on the loop, after the commit is on the disk.
  void write(std::vector<StoreStatement> statements, WriteDone done);

  // The rows of one SELECT, as of some commit at or after every `done` seen so far; it waits for
  // each migrate() asked for before. err is 0, -EBUSY (kMostReads wait already), -E2BIG (more than
  // kMostResultBytes) or -EIO; the log has the reason.
  void read(StoreStatement statement, ReadDone done);
  // Reads that were asked for and have no answer yet.
  [[nodiscard]] std::size_t reads_waiting() const;

  // Finishes all writes that were asked for, closes the file, ends the threads; every `done` has
  // been posted before `closed` is. Called once; what is asked for afterwards gets -EIO.
  void close(std::function<void()> closed);

  [[nodiscard]] StoreCounters counters() const;

 private:
  class Writer;
  class Reader;
  // The writer ends the reader, so it goes first.
  std::unique_ptr<Reader> reader_;
  std::unique_ptr<Writer> writer_;
};

}  // namespace openclaw
