// SPDX-License-Identifier: MIT
#include "core/log/file.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <utility>

namespace openclaw {
namespace {

// A directory of our own that nobody else may write to; made when it is missing.
bool has_or_makes_private_dir(const std::string& path) {
  if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) return false;
  return is_private_dir(path);
}

// "openclaw-" with a day behind it.
bool is_day_file(std::string_view name) {
  constexpr std::string_view kForm = "openclaw-dddd-dd-dd.log";
  if (name.size() != kForm.size()) return false;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const bool digit = i >= 9 && i < 19 && kForm[i] == 'd';
    if (digit ? name[i] < '0' || name[i] > '9' : name[i] != kForm[i]) return false;
  }
  return true;
}

std::int64_t modified_ms(const struct stat& file) {
  return static_cast<std::int64_t>(file.st_mtim.tv_sec) * 1000 + file.st_mtim.tv_nsec / 1'000'000;
}

}  // namespace

std::string own_log_dir(const std::string& temporary) {
  return temporary + "/openclaw-" + std::to_string(::geteuid());
}

bool is_private_dir(const std::string& path) {
  struct stat found {};
  if (::lstat(path.c_str(), &found) != 0) return false;
  return S_ISDIR(found.st_mode) && found.st_uid == ::geteuid() && (found.st_mode & 022) == 0;
}

Result<std::string> find_log_dir(const std::string& wanted, const std::string& temporary) {
  if (has_or_makes_private_dir(wanted)) return wanted;
  const std::string own = own_log_dir(temporary);
  if (has_or_makes_private_dir(own)) return own;
  return unavailable("neither " + wanted + " nor " + own +
                     " is a directory of this user that nobody else can write to");
}

std::string log_file_name(std::string_view day) { return "openclaw-" + std::string(day) + ".log"; }

std::string newest_log_file(const std::string& dir) {
  std::string newest;
  const std::unique_ptr<DIR, int (*)(DIR*)> entries(::opendir(dir.c_str()), &::closedir);
  if (!entries) return newest;
  while (const dirent* entry = ::readdir(entries.get())) {
    if (is_day_file(entry->d_name) && newest < entry->d_name) newest = entry->d_name;
  }
  return newest;
}

void prune_log_dir(const std::string& dir, std::int64_t older_than_ms) {
  const std::unique_ptr<DIR, int (*)(DIR*)> entries(::opendir(dir.c_str()), &::closedir);
  if (!entries) return;
  const int at = ::dirfd(entries.get());
  while (const dirent* entry = ::readdir(entries.get())) {
    struct stat found {};
    if (!is_day_file(entry->d_name)) continue;
    if (::fstatat(at, entry->d_name, &found, AT_SYMLINK_NOFOLLOW) != 0) continue;
    if (S_ISREG(found.st_mode) && modified_ms(found) < older_than_ms) {
      ::unlinkat(at, entry->d_name, 0);
    }
  }
}

void LogFile::set_path(std::string path) {
  if (path == path_) return;
  close();
  path_ = std::move(path);
  full_ = false;
}

Error LogFile::failed(const char* action) const {
  return unavailable(std::string("cannot ") + action + " the log file " + path_ + ": " +
                     std::strerror(errno));
}

void LogFile::close() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
  torn_ = false;
}

// The one that is open may have been deleted or moved away.
Status LogFile::open() {
  struct stat found {};
  struct stat own {};
  if (fd_ >= 0 && ::stat(path_.c_str(), &found) == 0 && ::fstat(fd_, &own) == 0 &&
      found.st_ino == own.st_ino && found.st_dev == own.st_dev) {
    size_ = static_cast<std::uint64_t>(own.st_size);
    return Done{};
  }
  close();
  full_ = false;
  // A FIFO that nobody reads would hold us without O_NONBLOCK.
  fd_ = ::open(path_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0600);
  if (fd_ < 0) return failed("open");
  if (::fstat(fd_, &own) != 0) return failed("open");
  size_ = static_cast<std::uint64_t>(own.st_size);
  return Done{};
}

Status LogFile::write_all(std::string_view text) {
  while (!text.empty()) {
    const ssize_t n = ::write(fd_, text.data(), text.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      const Error error = failed("write");
      torn_ = true;
      return error;
    }
    text.remove_prefix(static_cast<std::size_t>(n));
  }
  return Done{};
}

Status LogFile::make_room(std::size_t bytes, const std::function<std::string()>& cap_line) {
  if (size_ + bytes <= max_bytes_) return Done{};
  if (kept_ == Kept::rotated) {
    if (::rename(path_.c_str(), (path_ + ".1").c_str()) != 0) return failed("rotate");
    return open();
  }
  full_ = true;
  full_at_ = size_;
  return write_all(cap_line());
}

Status LogFile::append(std::string_view lines, const std::function<std::string()>& cap_line) {
  if (Status opened = open(); !opened) return opened;
  if (full_) {
    // Only when somebody has emptied it: a short line that still fits would end in a second note.
    if (size_ >= full_at_) return Done{};
    full_ = false;
  }
  if (Status room = make_room(lines.size(), cap_line); !room || full_) return room;
  if (torn_) {
    if (Status ended = write_all("\n"); !ended) return ended;
    torn_ = false;
  }
  return write_all(lines);
}

}  // namespace openclaw
