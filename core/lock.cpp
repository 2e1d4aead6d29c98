// SPDX-License-Identifier: MIT
#include "core/lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <fstream>
#include <thread>
#include <utility>

#include "core/loop.hpp"

namespace openclaw {
namespace {

constexpr std::chrono::milliseconds kPoll{100};

Error held_by(const LockHolder& holder, std::uint64_t wait_ms) {
  const std::string pid = holder.pid > 0 ? " (pid " + std::to_string(holder.pid) + ")" : "";
  return unavailable("gateway already running" + pid + "; lock timeout after " +
                     std::to_string(wait_ms) + "ms");
}

// Who holds the flock, as the kernel lists it: `1: FLOCK ADVISORY WRITE <pid> <dev>:<inode> ...`.
LockHolder kernel_holder(int fd) {
  struct stat facts {};
  if (fstat(fd, &facts) != 0) return {};
  const std::string inode = ':' + std::to_string(facts.st_ino);
  std::ifstream locks("/proc/locks");
  std::string number;
  std::string kind;
  std::string mode;
  std::string access;
  std::string place;
  std::string rest;
  int pid = 0;
  while (locks >> number >> kind >> mode >> access >> pid >> place && std::getline(locks, rest)) {
    if (kind == "FLOCK" && place.ends_with(inode)) return LockHolder{pid, 0, 0, {}};
  }
  return {};
}

// Whether the descriptor is that directory: it may have been configured anew meanwhile.
bool is_directory(int fd, const std::string& path) {
  struct stat of_fd {};
  struct stat of_path {};
  return fd >= 0 && fstat(fd, &of_fd) == 0 && stat(path.c_str(), &of_path) == 0 &&
         of_fd.st_dev == of_path.st_dev && of_fd.st_ino == of_path.st_ino;
}

}  // namespace

Result<StateLock> StateLock::take(const LockFacts& facts, std::uint64_t wait_ms, int inherited) {
  const int fd = is_directory(inherited, facts.state_dir)
                     ? inherited
                     : open(facts.state_dir.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) {
    return unavailable("cannot open the state directory " + facts.state_dir + ": " +
                       std::strerror(errno));
  }
  const std::uint64_t deadline = Loop::now_ms() + wait_ms;
  LockHolder foreign;
  for (;;) {
    const bool ours = flock(fd, LOCK_EX | LOCK_NB) == 0;
    foreign = ours ? find_foreign_holder(facts) : LockHolder{};
    if (ours && foreign.pid == 0) break;
    if (Loop::now_ms() >= deadline) {
      LockHolder holder = ours ? foreign : read_lock_file(facts.state_dir + "/.gateway.lock");
      if (holder.pid == 0) holder = kernel_holder(fd);
      ::close(fd);
      return held_by(holder, wait_ms);
    }
    std::this_thread::sleep_for(kPoll);
  }
  write_lock_files(facts);
  return StateLock(fd, lock_file_paths(facts));
}

StateLock::StateLock(StateLock&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), files_(std::move(other.files_)) {}

StateLock& StateLock::operator=(StateLock&& other) noexcept {
  std::swap(fd_, other.fd_);
  std::swap(files_, other.files_);
  return *this;
}

StateLock::~StateLock() {
  if (fd_ < 0) return;
  for (const std::string& file : files_) unlink(file.c_str());
  ::close(fd_);
}

}  // namespace openclaw
