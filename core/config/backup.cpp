// SPDX-License-Identifier: MIT
#include "core/config/backup.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "core/file.hpp"

namespace openclaw {
namespace {

namespace fs = std::filesystem;

std::string backup(const std::string& path, int age) {
  return path + (age == 0 ? ".bak" : ".bak." + std::to_string(age));
}

// The number that `text` is, or -1.
long backup_number(std::string_view text) {
  long number = -1;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  return problem == std::errc() && end == text.data() + text.size() ? number : -1;
}

bool is_gone(long pid) {
  return pid > 0 && ::kill(static_cast<pid_t>(pid), 0) != 0 && errno == ESRCH;
}

// `rest` is what stands behind the name of the configuration file.
bool is_stray(std::string_view rest) {
  constexpr std::string_view kBackup = ".bak.";
  constexpr std::string_view kTemporary = ".tmp";
  // Longer rings than ours; a date is somebody's own copy.
  constexpr long kLongestRing = 99;
  const long age = rest.starts_with(kBackup) ? backup_number(rest.substr(kBackup.size())) : -1;
  if (age >= kConfigBackups && age <= kLongestRing) return true;
  if (!rest.starts_with('.') || !rest.ends_with(kTemporary)) return false;
  rest.remove_suffix(kTemporary.size());
  return is_gone(backup_number(rest.substr(rest.rfind('.') + 1)));
}

void remove_strays(const std::string& path) {
  const fs::path file(path);
  const std::string name = file.filename().string();
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator(file.parent_path(), failed)) {
    const std::string other = entry.path().filename().string();
    if (!other.starts_with(name) || !is_stray(std::string_view(other).substr(name.size())))
      continue;
    ::unlink(entry.path().c_str());
  }
}

}  // namespace

Status keep_backup(const std::string& path, std::string_view content) {
  remove_strays(path);
  for (int age = kConfigBackups - 1; age > 0; --age) {
    const std::string older = backup(path, age);
    const std::string newer = backup(path, age - 1);
    if (::rename(newer.c_str(), older.c_str()) == 0) {
      ::chmod(older.c_str(), 0600);
    } else if (errno != ENOENT) {
      return unavailable("cannot replace " + older + ": " + std::strerror(errno));
    }
  }
  return write_file_atomically(backup(path, 0), content);
}

}  // namespace openclaw
