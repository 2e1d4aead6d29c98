// SPDX-License-Identifier: MIT
#include "core/store/file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace openclaw {
namespace {

// A commit writes each page that it touches to the log, whole, and a checkpoint later to the file.
// Measured with the rows of a chat (400 bytes each, added at the end, 20 sessions, random keys in
// one index): an accepted message costs 3 to 4 kB in commits of 50 and 14 to 18 kB in one of its
// own with pages of 1 kB, 5 to 6 and 30 to 35 kB with pages of 4 kB; 512 bytes save nothing more in
// a group. A log of 4 MB saves a fifth against 1 MB, since the pages that change often go to the
// file less often. It keeps its length between checkpoints, so that a sync need not write the size
// of the file as well; only what a big write added is given back.
constexpr const char* kSettings =
    "PRAGMA page_size=1024; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
    "PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY; PRAGMA mmap_size=0;"
    "PRAGMA secure_delete=FAST; PRAGMA journal_size_limit=8388608; PRAGMA cache_size=-512";

// "OCst": tells this file from the databases of other programs.
constexpr std::int64_t kApplicationId = 0x4F437374;

Error failed(const std::string& path, const std::string& why, const std::string& remedy) {
  return unavailable("cannot open the database " + path + ": " + why + "; " + remedy);
}

Error system_error(const std::string& path, int reason) {
  const char* remedy = "make the file and its directory writable for the user of the gateway";
  if (reason == ENOENT || reason == ENOTDIR) remedy = "create its directory";
  if (reason == ENOSPC || reason == EDQUOT || reason == EFBIG) remedy = "free some space";
  if (reason == EISDIR) remedy = "move it away";
  if (reason == ELOOP) remedy = "put the file there instead of a symbolic link";
  return failed(path, std::generic_category().message(reason), remedy);
}

Error sqlite_error(const StoreConnection& connection, const std::string& path, const Error& cause) {
  const std::string away = "move it away, with its -wal and -shm, or restore it from a backup";
  switch (connection.fault()) {
    case StoreConnection::Fault::not_a_database:
    case StoreConnection::Fault::damaged: return failed(path, cause.message, away);
    case StoreConnection::Fault::busy:
      return failed(path, cause.message, "end the program that holds it open");
    default:
      return failed(path, cause.message,
                    "check the disk, its space and the permissions of the directory");
  }
}

// Makes the file, or checks the one that is there. Its descriptor is closed before SQLite opens the
// file, since closing one later would drop the locks that SQLite holds in this process.
Status prepare_file(const std::string& path) {
  int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0 && errno == EEXIST) {
    fd = ::open(path.c_str(), O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  }
  if (fd < 0) return system_error(path, errno);
  struct stat found {};
  const bool regular = ::fstat(fd, &found) == 0 && S_ISREG(found.st_mode);
  // SQLite gives its -wal and -shm the mode of the file.
  const bool is_private = (found.st_mode & 0777U) == 0600U;
  const int denied = regular && !is_private && ::fchmod(fd, 0600) != 0 ? errno : 0;
  ::close(fd);
  if (!regular) return failed(path, "it is no regular file", "move it away");
  if (denied != 0) return system_error(path, denied);
  return Done{};
}

Result<std::int64_t> number(StoreConnection& connection, const std::string& sql) {
  const auto rows = connection.ask(sql);
  if (!rows) return rows.error();
  const auto* value = rows->rows() == 1 ? std::get_if<std::int64_t>(&rows->at(0, 0)) : nullptr;
  return value == nullptr ? 0 : *value;
}

// A file that has tables and not our mark is somebody else's. A file that has neither is new: the
// mark and the first table come in one transaction.
Status recognise(StoreConnection& connection, const std::string& path) {
  const auto tables = number(connection, "SELECT count(*) FROM sqlite_schema");
  if (!tables) return sqlite_error(connection, path, tables.error());
  const auto mark = number(connection, "PRAGMA application_id");
  if (!mark) return sqlite_error(connection, path, mark.error());
  if (*mark == kApplicationId || (*tables == 0 && *mark == 0)) return Done{};
  return failed(path, "it belongs to another program", "move it away");
}

Status set_up(StoreConnection& connection) {
  // The size and the mode of the log only take effect while the file is empty, and stay.
  auto done = connection.script(kSettings);
  if (!done) return done;
  // SQLite keeps the old mode, without an error, where the log cannot be shared.
  const auto mode = connection.ask("PRAGMA journal_mode");
  if (!mode) return mode.error();
  if (mode->rows() != 1 || mode->at(0, 0) != StoreValue("wal")) {
    return unavailable("its file system has no shared memory maps");
  }
  const auto mark = number(connection, "PRAGMA application_id");
  if (!mark) return mark.error();
  if (*mark == kApplicationId) return Done{};
  return connection.script(
      "BEGIN IMMEDIATE; PRAGMA application_id=" + std::to_string(kApplicationId) +
      "; CREATE TABLE IF NOT EXISTS store_migrations(owner TEXT NOT NULL, version INTEGER NOT NULL,"
      " at_ms INTEGER NOT NULL, PRIMARY KEY(owner, version)) WITHOUT ROWID; COMMIT");
}

}  // namespace

Status open_store_file(StoreConnection& connection, const std::string& path) {
  auto done = prepare_file(path);
  if (!done) return done;
  done = connection.open(path);
  if (!done) return sqlite_error(connection, path, done.error());
  done = recognise(connection, path);
  if (!done) return done;
  done = set_up(connection);
  if (!done) return sqlite_error(connection, path, done.error());
  return Done{};
}

Status open_store_file_to_read(StoreConnection& connection, const std::string& path) {
  auto done = connection.open(path);
  if (!done) return sqlite_error(connection, path, done.error());
  done = connection.script(
      "PRAGMA query_only=ON; PRAGMA temp_store=MEMORY; PRAGMA mmap_size=0; PRAGMA cache_size=-128");
  if (!done) return sqlite_error(connection, path, done.error());
  return Done{};
}

}  // namespace openclaw
