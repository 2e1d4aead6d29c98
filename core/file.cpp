// SPDX-License-Identifier: MIT
#include "core/file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <openclaw/descriptor.hpp>

namespace openclaw {
namespace {

using oc::Descriptor;

Error failed(const char* action, const std::string& path) {
  return unavailable(std::string("cannot ") + action + " " + path + ": " + std::strerror(errno));
}

bool sync_parent(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  const std::string parent = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  return oc::sync_directory(parent);
}

// Writes and syncs a file that did not exist; nothing of it is left behind on failure.
Status write_new(const std::string& path, std::string_view content) {
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (file.get() < 0) return failed("create", path);
  if (oc::write_all(file.get(), content) && ::fsync(file.get()) == 0) return Done{};
  Error error = failed("write", path);
  ::unlink(path.c_str());
  return error;
}

}  // namespace

Result<std::optional<std::string>> read_file(const std::string& path, std::size_t max_bytes) {
  // Opening a FIFO without O_NONBLOCK would wait for a writer.
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.get() < 0 && (errno == ENOENT || errno == ENOTDIR)) return std::optional<std::string>();
  if (file.get() < 0) return failed("read", path);
  struct stat found {};
  if (::fstat(file.get(), &found) != 0) return failed("read", path);
  if (!S_ISREG(found.st_mode)) return unavailable("cannot read " + path + ": no regular file");
  std::string content;
  while (content.size() <= max_bytes) {
    const std::size_t have = content.size();
    content.resize(std::min(max_bytes + 1, have + 65536));
    const ssize_t n = ::read(file.get(), content.data() + have, content.size() - have);
    if (n < 0 && errno != EINTR) return failed("read", path);
    content.resize(have + static_cast<std::size_t>(std::max<ssize_t>(n, 0)));
    if (n == 0) return std::optional<std::string>(std::move(content));
  }
  return unavailable("cannot read " + path + ": larger than " + std::to_string(max_bytes) +
                     " bytes");
}

Status write_file_atomically(const std::string& path, std::string_view content) {
  const std::string fresh = path + "." + std::to_string(::getpid()) + ".tmp";
  // A crash of an earlier process with this id may have left one.
  ::unlink(fresh.c_str());
  auto written = write_new(fresh, content);
  if (!written) return written;
  if (::rename(fresh.c_str(), path.c_str()) != 0) {
    Error error = failed("replace", path);
    ::unlink(fresh.c_str());
    return error;
  }
  if (!sync_parent(path)) return failed("write the directory of", path);
  return Done{};
}

Result<FileTurn> FileTurn::take(const std::string& lock_path) {
  constexpr int kTries = 250;
  constexpr useconds_t kPauseUs = 20'000;
  const int fd = ::open(lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) return failed("open", lock_path);
  FileTurn turn(fd);
  for (int i = 0; i < kTries; ++i) {
    if (::flock(fd, LOCK_EX | LOCK_NB) == 0) return turn;
    if (errno != EWOULDBLOCK && errno != EINTR) return failed("lock", lock_path);
    ::usleep(kPauseUs);
  }
  return unavailable("another program holds " + lock_path + "; try again when it is done");
}

FileTurn::~FileTurn() {
  if (fd_ >= 0) ::close(fd_);
}

bool is_there(const std::string& path) {
  struct stat found {};
  return ::stat(path.c_str(), &found) == 0;
}

std::string follow_links(const std::string& path) {
  char* resolved = ::realpath(path.c_str(), nullptr);
  if (resolved == nullptr) return path;
  std::string target = resolved;
  std::free(resolved);
  return target;
}

}  // namespace openclaw
