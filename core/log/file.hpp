// SPDX-License-Identifier: MIT
// The file of the log: opened, appended to, kept small and renewed. Blocks on the disk: for the
// writer's thread.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "core/error.hpp"

namespace openclaw {

inline constexpr std::uint64_t kMaxLogBytes = 500ULL * 1024 * 1024;

// The directory of this user in `temporary`.
std::string own_log_dir(const std::string& temporary);
// Whether it is a directory of this user that nobody else can write to.
bool is_private_dir(const std::string& path);
// The directory of the files by day: `wanted`, which is made with mode 0700, or, where that is not
// ours or others may write to it, the one of this user in `temporary`. The error names both.
Result<std::string> find_log_dir(const std::string& wanted, const std::string& temporary);
// The file of a day, "openclaw-2026-11-20.log".
std::string log_file_name(std::string_view day);
// The name of the latest day that has a file in `dir`, or empty.
std::string newest_log_file(const std::string& dir);
// Deletes the files by day in `dir` that nobody has written to for so long.
void prune_log_dir(const std::string& dir, std::int64_t older_than_ms);

class LogFile {
 public:
  enum class Kept {
    capped,   // at `max_bytes` one last line says so, and no more is written
    rotated,  // at `max_bytes` it becomes `<path>.1`
  };
  LogFile(std::uint64_t max_bytes, Kept kept) : max_bytes_(max_bytes), kept_(kept) {}
  ~LogFile() { close(); }
  LogFile(const LogFile&) = delete;
  LogFile& operator=(const LogFile&) = delete;

  void set_path(std::string path);
  [[nodiscard]] const std::string& path() const { return path_; }
  // Appends whole lines, to a new file where somebody has taken the old one away. The last line of
  // a file that is full is `cap_line`. An error is told once until a write succeeds.
  Status append(std::string_view lines, const std::function<std::string()>& cap_line);
  [[nodiscard]] bool full() const { return full_; }

 private:
  Status open();
  void close();
  Status write_all(std::string_view text);
  Status make_room(std::size_t bytes, const std::function<std::string()>& cap_line);
  [[nodiscard]] Error failed(const char* action) const;

  const std::uint64_t max_bytes_;
  const Kept kept_;
  std::string path_;
  int fd_ = -1;
  std::uint64_t size_ = 0;
  bool torn_ = false;  // the last line was not written whole
  bool full_ = false;
  std::uint64_t full_at_ = 0;  // its size when it was found full
};

}  // namespace openclaw
