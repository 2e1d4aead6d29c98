// SPDX-License-Identifier: MIT
#include "cli/dev_profile.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include "cli/wipe.hpp"
#include "core/config/config.hpp"
#include "core/file.hpp"
#include "core/lock_files.hpp"
#include "core/paths.hpp"

namespace openclaw::cli {
namespace {

constexpr std::chrono::milliseconds kPoll{100};
constexpr std::chrono::milliseconds kLockWait{5000};

constexpr std::array<const char*, 10> kWiped{"agents",  "canvas",   "credentials", "cron",
                                             "devices", "identity", "nodes",       "sessions",
                                             "state",   "workspace"};

struct Page {
  const char* name;
  const char* text;
};
constexpr std::array<Page, 3> kPages{
    {{"AGENTS.md", "# Agents\n\nThis workspace is for trying things out. Nothing in it is kept.\n"},
     {"IDENTITY.md",
      "# Identity\n\n- Name: Dev\n- Task: help to find out how the gateway behaves\n"},
     {"USER.md", "# User\n\nA developer of this gateway.\n"}}};

void tell(const std::string& text) { std::fprintf(stderr, "%s\n", text.c_str()); }

std::string workspace_of(const Paths& paths) { return paths.state_dir + "/workspace"; }

Status write_config(Config& config, const Paths& paths) {
  for (const auto& [key, value] : {std::pair("gateway.mode", std::string("local")),
                                   std::pair("gateway.bind", std::string("loopback")),
                                   std::pair("agents.defaults.workspace", workspace_of(paths))}) {
    if (Status set = config.set_text(key, value); !set) return set;
  }
  const JsonTree yes(cJSON_CreateTrue());
  if (Status set = config.set({"agents", "defaults", "skipBootstrap"}, yes.get()); !set) return set;
  if (Status saved = config.save(); !saved) return saved;
  tell("Dev config ready: " + with_tilde(config.path()));
  return Done{};
}

Status write_workspace(const std::string& workspace) {
  struct stat found {};
  if (::stat(workspace.c_str(), &found) == 0) return Done{};
  if (Status made = make_private_dir(workspace); !made) return made;
  for (const Page& page : kPages) {
    Status written = write_file_atomically(workspace + "/" + page.name, page.text);
    if (!written) return written;
  }
  tell("Dev workspace ready: " + with_tilde(workspace));
  return Done{};
}

// An open directory that is the profile's own, locked as a gateway would.
class OwnDirectory {
 public:
  OwnDirectory() = default;
  OwnDirectory(const OwnDirectory&) = delete;
  OwnDirectory& operator=(const OwnDirectory&) = delete;
  ~OwnDirectory() {
    if (fd_ >= 0) ::close(fd_);
  }
  [[nodiscard]] int fd() const { return fd_; }

  // Without an error and without a descriptor: there is no such directory.
  Status open(const std::string& path) {
    fd_ = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd_ < 0 && errno == ENOENT) return Done{};
    const std::string shown = with_tilde(path);
    if (fd_ < 0) {
      return unavailable("--reset goes through no symbolic link, and " + shown +
                         " is no directory of its own: " + std::strerror(errno));
    }
    struct stat found {};
    if (::fstat(fd_, &found) != 0 || found.st_uid != ::geteuid()) {
      return unavailable("--reset leaves " + shown + " alone: it belongs to somebody else.");
    }
    const auto deadline = std::chrono::steady_clock::now() + kLockWait;
    while (::flock(fd_, LOCK_EX | LOCK_NB) != 0) {
      if (std::chrono::steady_clock::now() >= deadline) return held(path);
      std::this_thread::sleep_for(kPoll);
    }
    return Done{};
  }

 private:
  static Error held(const std::string& path) {
    const LockHolder holder = read_lock_file(path + "/.gateway.lock");
    const std::string pid = holder.pid > 0 ? " (pid " + std::to_string(holder.pid) + ")" : "";
    return unavailable("--reset: a gateway" + pid + " runs on " + with_tilde(path) +
                       ". Stop it first, or add --force.");
  }

  int fd_ = -1;
};

Status refuse_elsewhere(const Paths& paths) {
  const std::string own = find_home() + "/.openclaw-dev";
  const auto other = [&own](const char* variable, const std::string& path) {
    return invalid_request("--reset wipes " + with_tilde(own) + " and nothing else, but " +
                           variable + " names " + path +
                           ".\nUnset it, or remove by hand what is there.");
  };
  if (paths.state_dir != own) return other("OPENCLAW_STATE_DIR", paths.state_dir);
  if (paths.config_file != own + "/openclaw.json") {
    return other("OPENCLAW_CONFIG_PATH", paths.config_file);
  }
  return Done{};
}

bool is_own(const std::string& name) {
  return name == "openclaw.json" || name.starts_with("openclaw.json.") ||
         std::find(kWiped.begin(), kWiped.end(), name) != kWiped.end();
}

std::vector<std::string> own_names(int directory) {
  std::vector<std::string> names;
  DIR* dir = ::fdopendir(::openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (dir == nullptr) return names;
  while (const dirent* entry = ::readdir(dir)) {
    if (is_own(entry->d_name)) names.emplace_back(entry->d_name);
  }
  ::closedir(dir);
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

bool is_dev(bool by_flag) { return by_flag || process_environment("OPENCLAW_PROFILE") == "dev"; }

Status make_dev() {
  const auto paths = find_paths();
  if (!paths) return paths.error();
  if (Status made = make_private_dir(paths->state_dir); !made) return made;
  auto config = Config::load(paths->config_file);
  // What is wrong with one that is there is told by the start itself.
  if (config && !config->exists()) {
    if (Status written = write_config(*config, *paths); !written) return written;
  }
  const std::string_view configured = config ? config->text("agents.defaults.workspace") : "";
  if (!configured.empty() && configured != workspace_of(*paths)) return Done{};
  return write_workspace(workspace_of(*paths));
}

Status may_reset_dev() {
  const auto paths = find_paths();
  if (!paths) return paths.error();
  return refuse_elsewhere(*paths);
}

Status reset_dev() {
  if (Status allowed = may_reset_dev(); !allowed) return allowed;
  const auto paths = find_paths();
  if (!paths) return paths.error();
  OwnDirectory directory;
  if (Status opened = directory.open(paths->state_dir); !opened) return opened;
  if (directory.fd() < 0) return Done{};
  std::string removed;
  for (const std::string& name : own_names(directory.fd())) {
    if (Status gone = wipe(directory.fd(), name); !gone) {
      return unavailable("--reset: in " + with_tilde(paths->state_dir) + ": " +
                         gone.error().message);
    }
    removed += (removed.empty() ? "" : ", ") + name;
  }
  tell("Dev reset: " + (removed.empty() ? "nothing to remove" : "removed " + removed) + " from " +
       with_tilde(paths->state_dir));
  return Done{};
}

}  // namespace openclaw::cli
