// SPDX-License-Identifier: MIT
#include "file_io.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openclaw/descriptor.hpp>

#include <cerrno>
#include <cstring>

#include "random_id.hpp"

namespace approvals {
namespace {

constexpr const char* kLink = "is a symbolic link: put the file itself in its place";

using oc::Descriptor;

std::string reason() { return std::strerror(errno); }

bool is_link(const std::string& path) {
  struct stat info {};
  return ::lstat(path.c_str(), &info) == 0 && S_ISLNK(info.st_mode);
}

std::string untrusted(const struct stat& info) {
  if (!S_ISREG(info.st_mode)) return "is no regular file: put one in its place";
  if (info.st_uid != ::geteuid() && info.st_uid != 0) {
    return "belongs to another user (" + std::to_string(info.st_uid) + "): chown it";
  }
  if ((info.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    return "may be written by other users: chmod 600 it";
  }
  return {};
}

// False: it has more than `most`, or cannot be read.
bool read_all(int fd, std::size_t most, std::string& out) {
  char buffer[16 * 1024];
  while (true) {
    const ssize_t n = ::read(fd, buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return n == 0;
    out.append(buffer, static_cast<std::size_t>(n));
    if (out.size() > most) {
      errno = EFBIG;
      return false;
    }
  }
}

bool sync_folder(const std::string& path) {
  const std::string folder = path.substr(0, path.rfind('/') + 1);
  return oc::sync_directory(folder);
}

}  // namespace

FileText read_private_file(const std::string& path, std::size_t most) {
  // A pipe in its place must not hold the thread.
  const Descriptor file(
      ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW));
  if (file.get() < 0 && errno == ENOENT) return {};
  FileText out;
  out.exists = true;
  if (file.get() < 0 && errno == ELOOP) {
    out.problem = kLink;
    return out;
  }
  struct stat info {};
  if (file.get() < 0 || ::fstat(file.get(), &info) != 0) {
    out.problem = "cannot be opened: " + reason();
    return out;
  }
  out.problem = untrusted(info);
  if (!S_ISREG(info.st_mode)) return out;
  if (!read_all(file.get(), most, out.text)) {
    out.problem = errno == EFBIG
                      ? "has more than " + std::to_string(most / 1024) + " kB: shorten it"
                      : "cannot be read: " + reason();
  }
  if ((info.st_mode & 077U) != 0 && out.problem.empty()) ::fchmod(file.get(), 0600);
  return out;
}

std::string write_private_file(const std::string& path, std::string_view text) {
  if (is_link(path)) return path + " " + kLink;
  const std::string beside = path + "." + random_token(6) + ".tmp";
  const Descriptor file(::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (file.get() < 0) return "cannot create " + beside + ": " + reason();
  if (oc::write_all(file.get(), text) && ::fsync(file.get()) == 0 &&
      ::rename(beside.c_str(), path.c_str()) == 0) {
    return sync_folder(path) ? "" : "cannot sync the folder of " + path + ": " + reason();
  }
  std::string why = "cannot write " + path + ": " + reason();
  ::unlink(beside.c_str());
  return why;
}

}  // namespace approvals
