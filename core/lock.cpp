// SPDX-License-Identifier: MIT
#include "core/lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>
#include <utility>

#include "core/json.hpp"
#include "core/loop.hpp"

namespace openclaw {
namespace {

constexpr std::chrono::milliseconds kPoll{100};

// Field 22 of /proc/<pid>/stat; the name in field 2 may hold spaces and brackets.
std::uint64_t start_time_of(int pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  std::string line;
  std::getline(file, line);
  const std::size_t name_end = line.rfind(')');
  if (name_end == std::string::npos) return 0;
  std::istringstream fields(line.substr(name_end + 1));
  std::string field;
  for (int i = 3; i <= 22; ++i) fields >> field;
  return std::strtoull(field.c_str(), nullptr, 10);
}

std::string iso_time() {
  std::array<char, 32> text{};
  const std::int64_t ms = Loop::wall_ms();
  const std::time_t seconds = ms / 1000;
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  const std::size_t n = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &utc);
  std::snprintf(text.data() + n, text.size() - n, ".%03dZ", static_cast<int>(ms % 1000));
  return text.data();
}

std::string describe(const StateLock::Facts& facts) {
  const int pid = getpid();
  JsonWriter w;
  w.object().key("pid").value(pid).key("createdAt").value(iso_time());
  w.key("configPath").value(facts.config_file).key("startTime").value(start_time_of(pid));
  w.key("stateDir").value(facts.state_dir).key("port").value(int{facts.port}).end();
  return w.take() + "\n";
}

// Best effort: who cannot read it is told less.
void write_lock_file(const std::string& path, const std::string& text) {
  unlink(path.c_str());
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0) return;
  [[maybe_unused]] const ssize_t written = write(fd, text.data(), text.size());
  close(fd);
}

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
    if (kind == "FLOCK" && place.ends_with(inode)) return LockHolder{pid, 0, 0};
  }
  return {};
}

// The Node gateway keeps its lock files in its own places; one that names a live process which is
// not this program holds the directory.
LockHolder foreign_holder(const std::string& state_dir) {
  std::error_code ignored;
  const std::filesystem::path own = std::filesystem::path(state_dir) / "tmp";
  for (const auto& entry : std::filesystem::recursive_directory_iterator(own, ignored)) {
    const std::string name = entry.path().filename();
    if (!name.starts_with("gateway.") || !name.ends_with(".lock")) continue;
    const LockHolder holder = read_lock_file(entry.path());
    if (holder.pid != getpid() && is_alive(holder)) return holder;
  }
  return {};
}

}  // namespace

LockHolder read_lock_file(const std::string& path) {
  constexpr std::streamsize kMost = 16 * 1024;
  std::ifstream file(path);
  std::string text(static_cast<std::size_t>(kMost), '\0');
  file.read(text.data(), kMost);
  text.resize(static_cast<std::size_t>(file.gcount()));
  const std::size_t end = text.rfind('}');
  if (end == std::string::npos) return {};
  text.resize(end + 1);
  const Result<JsonTree> tree = parse_json(text);
  if (!tree) return {};
  LockHolder holder;
  holder.pid = static_cast<int>(json_int(tree->get(), "pid", 0));
  holder.start_time = static_cast<std::uint64_t>(json_int(tree->get(), "startTime", 0));
  holder.port = static_cast<std::uint16_t>(json_int(tree->get(), "port", 0));
  return holder;
}

bool is_alive(const LockHolder& holder) {
  if (holder.pid <= 0) return false;
  const std::uint64_t now = start_time_of(holder.pid);
  if (now == 0) return false;
  return holder.start_time == 0 || holder.start_time == now;
}

Result<StateLock> StateLock::take(const Facts& facts, std::uint64_t wait_ms) {
  const int fd = open(facts.state_dir.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) {
    return unavailable("cannot open the state directory " + facts.state_dir + ": " +
                       std::strerror(errno));
  }
  std::string file = facts.state_dir + "/.gateway.lock";
  const std::uint64_t deadline = Loop::now_ms() + wait_ms;
  LockHolder foreign;
  for (;;) {
    const bool ours = flock(fd, LOCK_EX | LOCK_NB) == 0;
    foreign = ours ? foreign_holder(facts.state_dir) : LockHolder{};
    if (ours && foreign.pid == 0) break;
    if (Loop::now_ms() >= deadline) {
      LockHolder holder = ours ? foreign : read_lock_file(file);
      if (holder.pid == 0) holder = kernel_holder(fd);
      ::close(fd);
      return held_by(holder, wait_ms);
    }
    std::this_thread::sleep_for(kPoll);
  }
  write_lock_file(file, describe(facts));
  return StateLock(fd, std::move(file));
}

StateLock::StateLock(StateLock&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), file_(std::move(other.file_)) {}

StateLock& StateLock::operator=(StateLock&& other) noexcept {
  std::swap(fd_, other.fd_);
  std::swap(file_, other.file_);
  return *this;
}

StateLock::~StateLock() {
  if (fd_ < 0) return;
  unlink(file_.c_str());
  ::close(fd_);
}

}  // namespace openclaw
