// SPDX-License-Identifier: MIT
// One connection to the store's file, for one thread. Statements are prepared once and kept. Errors
// carry SQLite's words; who calls adds the file and the remedy.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/store/store.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace openclaw {

// For a thread that calls it: the deepest path takes some 30 kB; sanitizers make that three times
// as much.
inline constexpr std::size_t kStoreStackBytes = 256UL * 1024;

class StoreConnection {
 public:
  static constexpr std::string_view kTooBig = "TOO_BIG";
  // What went wrong last, as far as somebody acts on it.
  enum class Fault { none, busy, constraint, not_a_database, damaged, disk, other };

  StoreConnection() = default;
  ~StoreConnection();
  StoreConnection(const StoreConnection&) = delete;
  StoreConnection& operator=(const StoreConnection&) = delete;

  // Opens a file that exists. Called once, before anything else.
  Status open(const std::string& path);

  // Statements of the store itself: one that is kept, a script of several, one that has an answer.
  Status control(const std::string& sql);
  Status script(const std::string& sql);
  Result<StoreRows> ask(const std::string& sql);
  // The same for statements of others, which may neither begin nor end transactions, nor attach
  // files, nor change settings.
  Status guest_script(const std::string& sql);
  Status run(const StoreStatement& statement);
  // One statement that changes nothing. A larger result is cut, or an error with the code kTooBig.
  Result<StoreRows> query(const StoreStatement& statement, std::size_t most_bytes = SIZE_MAX);

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] Fault fault() const;
  [[nodiscard]] bool in_transaction() const;
  // Rows changed since open, modulo 2^32: to be compared, not to be read.
  [[nodiscard]] int changes() const;
  [[nodiscard]] std::int64_t last_row() const;
  void forget_last_row();

  // Frames in the write-ahead log as of the last commit.
  [[nodiscard]] std::size_t log_frames() const { return log_frames_; }
  // Copies what the log holds into the file, as far as no reader is in the way.
  Status checkpoint();

 private:
  struct Kept {
    sqlite3_stmt* statement = nullptr;
    std::uint64_t last_use = 0;
    bool own = false;  // prepared for the store itself
  };
  class Own;
  static int authorize(void* self, int action, const char*, const char* argument, const char*,
                       const char*);
  static int committed(void* self, sqlite3*, const char*, int frames);
  Result<sqlite3_stmt*> prepare(const std::string& sql);
  Result<sqlite3_stmt*> bind(const StoreStatement& statement);
  void make_room();
  void forget(std::unordered_map<std::string, Kept>::iterator kept);
  [[nodiscard]] Error failed() const;

  sqlite3* db_ = nullptr;  // owned
  std::string path_;
  std::unordered_map<std::string, Kept> kept_;
  std::uint64_t uses_ = 0;
  std::size_t log_frames_ = 0;
  bool own_ = false;  // a statement of the store itself is at work
};

}  // namespace openclaw
