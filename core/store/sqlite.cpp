// SPDX-License-Identifier: MIT
#include "core/store/sqlite.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace openclaw {
namespace {

// Long enough for somebody who looks at the file with a tool, too short to be noticed as a hang.
constexpr int kBusyMs = 1000;
// A prepared statement takes some 5 kB; the plugins together have a few dozens.
constexpr std::size_t kMostKept = 64;

// Leaves a kept statement as it was found: no lock, no pointer into the caller's values.
class Use {
 public:
  explicit Use(sqlite3_stmt* statement) : statement_(statement) {}
  ~Use() {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
  }
  Use(const Use&) = delete;
  Use& operator=(const Use&) = delete;

 private:
  sqlite3_stmt* statement_;
};

// The values outlive the use of the statement, so that nothing is copied.
struct Binder {
  sqlite3_stmt* statement;
  int index;
  int operator()(std::monostate) const { return sqlite3_bind_null(statement, index); }
  int operator()(std::int64_t value) const { return sqlite3_bind_int64(statement, index, value); }
  int operator()(double value) const { return sqlite3_bind_double(statement, index, value); }
  int operator()(const std::string& value) const {
    return sqlite3_bind_text64(statement, index, value.data(), value.size(), SQLITE_STATIC,
                               SQLITE_UTF8);
  }
  int operator()(const StoreBlob& value) const {
    return sqlite3_bind_blob64(statement, index, value.bytes.data(), value.bytes.size(),
                               SQLITE_STATIC);
  }
};

std::string bytes_at(const void* bytes, int size) {
  return bytes == nullptr
             ? std::string()
             : std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(size));
}

StoreValue value_at(sqlite3_stmt* statement, int column) {
  switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER: return std::int64_t{sqlite3_column_int64(statement, column)};
    case SQLITE_FLOAT: return sqlite3_column_double(statement, column);
    case SQLITE_TEXT: {
      // The bytes are asked for first: the call may convert the text, and the size is of the
      // result.
      const void* text = sqlite3_column_text(statement, column);
      return bytes_at(text, sqlite3_column_bytes(statement, column));
    }
    case SQLITE_BLOB: {
      const void* blob = sqlite3_column_blob(statement, column);
      return StoreBlob{bytes_at(blob, sqlite3_column_bytes(statement, column))};
    }
    default: return std::monostate{};
  }
}

// What the row will take in memory.
std::size_t row_bytes(sqlite3_stmt* statement, int columns) {
  std::size_t bytes = 0;
  for (int i = 0; i < columns; ++i) {
    const int type = sqlite3_column_type(statement, i);
    const bool has_bytes = type == SQLITE_TEXT || type == SQLITE_BLOB;
    bytes += sizeof(StoreValue);
    if (has_bytes) bytes += static_cast<std::size_t>(sqlite3_column_bytes(statement, i));
  }
  return bytes;
}

bool says_nothing(std::string_view text) {
  return text.find_first_not_of(" \t\r\n;") == std::string_view::npos;
}

Error refused_sql(const std::string& sql, const std::string& why) {
  return unavailable("refused \"" + sql + "\": " + why);
}

Error too_big(const std::string& sql, std::size_t most_bytes) {
  return Error{std::string(StoreConnection::kTooBig), "\"" + sql + "\" finds more than " +
                                                          std::to_string(most_bytes >> 20U) +
                                                          " MB; ask for fewer rows at a time"};
}

}  // namespace

// While one of these lives, the authorizer lets everything pass. It is asked when a statement is
// prepared, and again when a change of the tables makes SQLite prepare a kept one anew.
class StoreConnection::Own {
 public:
  explicit Own(StoreConnection& connection) : connection_(connection) { connection_.own_ = true; }
  ~Own() { connection_.own_ = false; }
  Own(const Own&) = delete;
  Own& operator=(const Own&) = delete;

 private:
  StoreConnection& connection_;
};

StoreConnection::~StoreConnection() {
  for (const auto& [sql, kept] : kept_) sqlite3_finalize(kept.statement);
  sqlite3_close(db_);
}

Status StoreConnection::open(const std::string& path) {
  path_ = path;
  // Each connection stays on its thread, so SQLite needs no mutex around it.
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;
  if (sqlite3_open_v2(path.c_str(), &db_, flags, nullptr) != SQLITE_OK) return failed();
  sqlite3_extended_result_codes(db_, 1);
  sqlite3_busy_timeout(db_, kBusyMs);
  // A pool of 100 kB and more a connection, which pays off at rates that a gateway never sees.
  sqlite3_db_config(db_, SQLITE_DBCONFIG_LOOKASIDE, nullptr, 0, 0);
  sqlite3_set_authorizer(db_, &StoreConnection::authorize, this);
  // Takes the place of SQLite's automatic checkpoint, which would hold up the commit it follows.
  sqlite3_wal_hook(db_, &StoreConnection::committed, this);
  return Done{};
}

int StoreConnection::authorize(void* self, int action, const char*, const char* argument,
                               const char*, const char*) {
  if (static_cast<StoreConnection*>(self)->own_) return SQLITE_OK;
  switch (action) {
    case SQLITE_TRANSACTION:
    case SQLITE_SAVEPOINT:
    case SQLITE_ATTACH:
    case SQLITE_DETACH: return SQLITE_DENY;
    // Asking is harmless, and SQLite's own modules ask.
    case SQLITE_PRAGMA: return argument == nullptr ? SQLITE_OK : SQLITE_DENY;
    default: return SQLITE_OK;
  }
}

int StoreConnection::committed(void* self, sqlite3*, const char*, int frames) {
  static_cast<StoreConnection*>(self)->log_frames_ = static_cast<std::size_t>(frames);
  return SQLITE_OK;
}

Status StoreConnection::control(const std::string& sql) {
  const Own own(*this);
  return run(StoreStatement{sql});
}

Status StoreConnection::script(const std::string& sql) {
  const Own own(*this);
  return guest_script(sql);
}

Result<StoreRows> StoreConnection::ask(const std::string& sql) {
  const Own own(*this);
  return query(StoreStatement{sql});
}

Status StoreConnection::guest_script(const std::string& sql) {
  if (sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) return failed();
  return Done{};
}

Status StoreConnection::run(const StoreStatement& statement) {
  const auto bound = bind(statement);
  if (!bound) return bound.error();
  const Use use(*bound);
  int code = SQLITE_ROW;
  while (code == SQLITE_ROW) code = sqlite3_step(*bound);
  if (code != SQLITE_DONE) return failed();
  return Done{};
}

Result<StoreRows> StoreConnection::query(const StoreStatement& statement, std::size_t most_bytes) {
  const auto bound = bind(statement);
  if (!bound) return bound.error();
  const Use use(*bound);
  // SQLite counts each PRAGMA as a change; the authorizer has judged those of guests.
  const bool pragma = statement.sql.starts_with("PRAGMA");
  if (!pragma && sqlite3_stmt_readonly(*bound) == 0)
    return refused_sql(statement.sql, "a read changes nothing");
  StoreRows rows;
  const int columns = sqlite3_column_count(*bound);
  rows.columns = static_cast<std::size_t>(columns);
  int code = sqlite3_step(*bound);
  std::size_t bytes = 0;
  for (; code == SQLITE_ROW; code = sqlite3_step(*bound)) {
    bytes += row_bytes(*bound, columns);
    const bool fits = bytes <= most_bytes;
    if (!fits && !statement.may_cut) return too_big(statement.sql, most_bytes);
    if (!fits && !rows.cells.empty()) return rows;
    for (int i = 0; i < columns; ++i) rows.cells.push_back(value_at(*bound, i));
  }
  if (code != SQLITE_DONE) return failed();
  return rows;
}

Result<sqlite3_stmt*> StoreConnection::bind(const StoreStatement& statement) {
  auto prepared = prepare(statement.sql);
  if (!prepared) return prepared;
  const auto wanted = static_cast<std::size_t>(sqlite3_bind_parameter_count(*prepared));
  if (wanted != statement.values.size()) {
    return refused_sql(statement.sql, "it takes " + std::to_string(wanted) + " values, not " +
                                          std::to_string(statement.values.size()));
  }
  int index = 0;
  for (const StoreValue& value : statement.values) {
    if (std::visit(Binder{*prepared, ++index}, value) == SQLITE_OK) continue;
    Error error = failed();
    sqlite3_clear_bindings(*prepared);
    return error;
  }
  return prepared;
}

Result<sqlite3_stmt*> StoreConnection::prepare(const std::string& sql) {
  const auto found = kept_.find(sql);
  if (found != kept_.end() && (own_ || !found->second.own)) {
    found->second.last_use = ++uses_;
    return found->second.statement;
  }
  // What the store may do is no leave for others: theirs has to pass the authorizer.
  if (found != kept_.end()) forget(found);
  make_room();
  sqlite3_stmt* statement = nullptr;
  const char* rest = nullptr;
  // SQLite copies a text that ends where its size says; with the terminator counted it does not.
  const int code = sqlite3_prepare_v3(db_, sql.c_str(), static_cast<int>(sql.size()) + 1,
                                      SQLITE_PREPARE_PERSISTENT, &statement, &rest);
  if (code != SQLITE_OK) return failed();
  const bool more = rest != nullptr && !says_nothing(rest);
  if (statement == nullptr || more) {
    sqlite3_finalize(statement);
    return refused_sql(sql, more ? "it is more than one statement" : "it is no statement");
  }
  kept_.emplace(sql, Kept{statement, ++uses_, own_});
  return statement;
}

void StoreConnection::make_room() {
  if (kept_.size() < kMostKept) return;
  const auto oldest = std::min_element(
      kept_.begin(), kept_.end(),
      [](const auto& a, const auto& b) { return a.second.last_use < b.second.last_use; });
  forget(oldest);
}

void StoreConnection::forget(std::unordered_map<std::string, Kept>::iterator kept) {
  sqlite3_finalize(kept->second.statement);
  kept_.erase(kept);
}

StoreConnection::Fault StoreConnection::fault() const {
  switch (sqlite3_errcode(db_) & 0xFF) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE: return Fault::none;
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return Fault::busy;
    case SQLITE_CONSTRAINT: return Fault::constraint;
    case SQLITE_NOTADB: return Fault::not_a_database;
    case SQLITE_CORRUPT: return Fault::damaged;
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY: return Fault::disk;
    default: return Fault::other;
  }
}

Error StoreConnection::failed() const {
  const int code = sqlite3_extended_errcode(db_);
  return unavailable(std::string(sqlite3_errmsg(db_)) + " (SQLite " + std::to_string(code) + ")");
}

bool StoreConnection::in_transaction() const { return sqlite3_get_autocommit(db_) == 0; }
int StoreConnection::changes() const { return sqlite3_total_changes(db_); }
std::int64_t StoreConnection::last_row() const { return sqlite3_last_insert_rowid(db_); }
void StoreConnection::forget_last_row() { sqlite3_set_last_insert_rowid(db_, 0); }

Status StoreConnection::checkpoint() {
  const int code =
      sqlite3_wal_checkpoint_v2(db_, "main", SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  if (code != SQLITE_OK) return failed();
  return Done{};
}

}  // namespace openclaw
