// SPDX-License-Identifier: MIT
#include "core/lock_files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>

#include "core/digest.hpp"
#include "core/file.hpp"
#include "core/json/json.hpp"
#include "core/wall_time.hpp"

namespace openclaw {
namespace {

constexpr std::size_t kHashDigits = 8;

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

// Who wrote no start time is known by its command line alone.
bool looks_like_gateway(int pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/cmdline");
  std::string line;
  std::getline(file, line);
  return line.find("openclaw") != std::string::npos || line.find("gateway") != std::string::npos;
}

std::string describe(const LockFacts& facts) {
  const int pid = getpid();
  JsonWriter w;
  w.object().key("pid").value(pid).key("createdAt").value(iso_time(wall_ms()));
  w.key("configPath").value(facts.config_file).key("startTime").value(start_time_of(pid));
  w.key("stateDir").value(facts.state_dir).key("port").value(int{facts.port}).end();
  return w.take() + "\n";
}

void write_one(const std::string& path, const std::string& text) {
  unlink(path.c_str());
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0) return;
  [[maybe_unused]] const ssize_t written = write(fd, text.data(), text.size());
  close(fd);
}

std::string user_directory(const std::string& parent) {
  return parent + "/openclaw-" + std::to_string(getuid());
}

// What other users could have put there says nothing.
bool is_own(const std::string& directory) {
  struct stat facts {};
  return lstat(directory.c_str(), &facts) == 0 && S_ISDIR(facts.st_mode) &&
         facts.st_uid == geteuid() && (facts.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

// A live writer of one of the lock files in `directory`, of any or of one configuration.
LockHolder live_holder(const std::string& directory, const std::string& config_file) {
  std::error_code ignored;
  if (!is_own(directory)) return {};
  for (const auto& entry : std::filesystem::directory_iterator(directory, ignored)) {
    const std::string name = entry.path().filename();
    if (!name.starts_with("gateway.") || !name.ends_with(".lock")) continue;
    LockHolder holder = read_lock_file(entry.path());
    if (!config_file.empty() && holder.config_file != config_file) continue;
    if (holder.pid != getpid() && is_alive(holder)) return holder;
  }
  return {};
}

}  // namespace

LockHolder read_lock_file(const std::string& path) {
  constexpr std::size_t kMost = 16 * 1024;
  Result<std::optional<std::string>> content = read_file(path, kMost);
  if (!content || !content->has_value()) return {};
  std::string text = std::move(**content);
  // The product pads its files behind the object.
  const std::size_t end = text.rfind('}');
  if (end == std::string::npos) return {};
  text.resize(end + 1);
  const Result<JsonTree> tree = parse_json(text);
  if (!tree) return {};
  LockHolder holder;
  holder.pid = static_cast<int>(json_int(tree->get(), "pid", 0));
  holder.start_time = static_cast<std::uint64_t>(json_int(tree->get(), "startTime", 0));
  holder.port = static_cast<std::uint16_t>(json_int(tree->get(), "port", 0));
  holder.config_file = json_string(tree->get(), "configPath");
  return holder;
}

bool is_alive(const LockHolder& holder) {
  if (holder.pid <= 0) return false;
  const std::uint64_t now = start_time_of(holder.pid);
  if (now == 0) return false;
  return holder.start_time == 0 ? looks_like_gateway(holder.pid) : holder.start_time == now;
}

std::vector<std::string> lock_file_paths(const LockFacts& facts) {
  const std::string directory = user_directory(facts.state_dir + "/tmp");
  std::vector<std::string> paths{facts.state_dir + "/.gateway.lock",
                                 directory + "/gateway.state.lock"};
  if (!facts.shared_config) {
    const std::string hash = hex_of(sha256(facts.config_file)).substr(0, kHashDigits);
    paths.push_back(directory + "/gateway." + hash + ".lock");
  }
  return paths;
}

void write_lock_files(const LockFacts& facts) {
  const std::string parent = facts.state_dir + "/tmp";
  mkdir(parent.c_str(), 0700);
  mkdir(user_directory(parent).c_str(), 0700);
  const std::string text = describe(facts);
  for (const std::string& path : lock_file_paths(facts)) write_one(path, text);
}

LockHolder find_foreign_holder(const LockFacts& facts) {
  LockHolder holder = live_holder(user_directory(facts.state_dir + "/tmp"), {});
  if (holder.pid != 0 || facts.shared_config) return holder;
  // Older versions of the product lock the configuration in the directory for temporary files.
  std::error_code ignored;
  const std::string temporary = std::filesystem::temp_directory_path(ignored);
  return live_holder(user_directory(temporary), facts.config_file);
}

}  // namespace openclaw
