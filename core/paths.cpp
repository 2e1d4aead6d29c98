// SPDX-License-Identifier: MIT
#include "core/paths.hpp"

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <vector>

#include "core/file.hpp"
#include "openclaw_build.h"

namespace openclaw {
namespace {

namespace fs = std::filesystem;

std::string home_of_the_user() {
  std::string home = trimmed_variable("HOME");
  if (!home.empty()) return home;
  passwd entry{};
  passwd* found = nullptr;
  std::vector<char> names(16384);
  if (getpwuid_r(getuid(), &entry, names.data(), names.size(), &found) != 0) return {};
  return found == nullptr ? "" : entry.pw_dir;
}

std::string expand(const std::string& path, const std::string& home) {
  if (path == "~") return home;
  return path.starts_with("~/") ? home + path.substr(1) : path;
}

// Absolute, without "." and "..", without a slash at the end.
std::string absolute(const std::string& path) {
  std::error_code failed;
  const fs::path whole = fs::absolute(path, failed);
  std::string clean = (failed ? fs::path(path) : whole).lexically_normal().string();
  while (clean.size() > 1 && clean.back() == '/') clean.pop_back();
  return clean;
}

std::string program_dir() {
  std::error_code failed;
  const fs::path program = fs::read_symlink("/proc/self/exe", failed);
  return failed ? "" : program.parent_path().string();
}

bool is_dir(const std::string& path) {
  struct stat found {};
  return ::stat(path.c_str(), &found) == 0 && S_ISDIR(found.st_mode);
}

// Directories and files of earlier names are used as long as there is nothing of the present one.
std::string usual_state_dir(const std::string& home) {
  std::string present = home + "/.openclaw";
  if (is_dir(present)) return present;
  for (const char* name : {"/.clawdbot", "/.moldbot", "/.moltbot"}) {
    std::string earlier = home + name;
    if (is_dir(earlier)) return earlier;
  }
  return present;
}

std::string usual_config_file(const std::string& state_dir) {
  std::string present = state_dir + "/openclaw.json";
  if (is_there(present)) return present;
  for (const char* name : {"/clawdbot.json", "/moldbot.json", "/moltbot.json"}) {
    std::string earlier = state_dir + name;
    if (is_there(earlier)) return earlier;
  }
  return present;
}

}  // namespace

std::string trimmed_variable(const char* name) {
  const char* raw = std::getenv(name);
  if (raw == nullptr) return {};
  const std::string_view value = raw;
  const std::size_t from = value.find_first_not_of(" \t\r\n");
  if (from == std::string_view::npos) return {};
  return std::string(value.substr(from, value.find_last_not_of(" \t\r\n") - from + 1));
}

std::string find_plugin_dir(const std::string& program_directory) {
  struct stat found {};
  if (::stat((program_directory + "/build.ninja").c_str(), &found) == 0) {
    return program_directory + "/plugins";
  }
  // An installed tree may have been moved as a whole.
  const std::string beside = absolute(program_directory + "/../" OPENCLAW_PLUGIN_SUBDIR);
  return is_dir(beside) ? beside : OPENCLAW_PLUGIN_DIR;
}

std::string find_home() {
  const std::string user_home = home_of_the_user();
  const std::string home = expand(trimmed_variable("OPENCLAW_HOME"), user_home);
  return home.empty() ? user_home : home;
}

std::string with_tilde(const std::string& path) {
  const std::string home = find_home();
  if (home.size() < 2 || !path.starts_with(home)) return path;
  const std::string rest = path.substr(home.size());
  return rest.empty() || rest.front() == '/' ? "~" + rest : path;
}

Result<Paths> find_paths() {
  const std::string home = find_home();
  std::string state_dir = trimmed_variable("OPENCLAW_STATE_DIR");
  std::string config_file = trimmed_variable("OPENCLAW_CONFIG_PATH");
  const bool needs_home =
      state_dir.empty() || state_dir.starts_with("~") || config_file.starts_with("~");
  if (home.empty() && needs_home) {
    return unavailable(
        "cannot tell where your home directory is; set OPENCLAW_STATE_DIR to the directory that "
        "the gateway may use");
  }
  Paths paths;
  paths.state_dir = absolute(state_dir.empty() ? usual_state_dir(home) : expand(state_dir, home));
  paths.config_file = config_file.empty() ? usual_config_file(paths.state_dir)
                                          : absolute(expand(config_file, home));
  paths.database = paths.state_dir + "/state/gateway.sqlite";
  paths.config_hash_key = paths.state_dir + "/state/config-hash.key";
  paths.made_token_note = paths.state_dir + "/state/made-token";
  paths.plugin_dir = find_plugin_dir(program_dir());
  return paths;
}

void make_dir_private(const std::string& path) {
  struct stat found {};
  if (::stat(path.c_str(), &found) != 0 || !S_ISDIR(found.st_mode)) return;
  if ((found.st_mode & 077) != 0 && found.st_uid == ::geteuid()) ::chmod(path.c_str(), 0700);
}

Status make_private_dir(const std::string& path) {
  if (is_dir(path)) return Done{};
  // The parents first; mkdir also meets directories that somebody else has just made.
  for (std::size_t end = path.find('/', 1); true; end = path.find('/', end + 1)) {
    const std::string part = path.substr(0, end);
    if (::mkdir(part.c_str(), 0700) != 0 && errno != EEXIST && !is_dir(part)) {
      return unavailable("cannot create the directory " + part + ": " + std::strerror(errno));
    }
    if (end == std::string::npos) break;
  }
  if (is_dir(path)) return Done{};
  return unavailable(path + " is not a directory; move it away or set OPENCLAW_STATE_DIR");
}

}  // namespace openclaw
