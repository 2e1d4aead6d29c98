// SPDX-License-Identifier: MIT
// One walk through the tree, on a thread of the pool.
#include <dirent.h>
#include <fcntl.h>
#include <sys/inotify.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <string_view>
#include <vector>

#include "tree_watch.hpp"
#include "watched_name.hpp"

namespace canvas {
namespace {

constexpr std::size_t kMostDirectories = 10'000;
constexpr std::uint32_t kEvents = IN_CREATE | IN_DELETE | IN_MODIFY | IN_CLOSE_WRITE |
                                  IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF;

bool is_directory(DIR* in, const dirent& entry) {
  if (entry.d_type != DT_UNKNOWN) return entry.d_type == DT_DIR;
  struct stat found {};
  return ::fstatat(::dirfd(in), entry.d_name, &found, AT_SYMLINK_NOFOLLOW) == 0 &&
         S_ISDIR(found.st_mode);
}

void list_directories(const std::string& path, std::vector<std::string>& out) {
  DIR* directory = ::opendir(path.c_str());
  if (!directory) return;
  while (const dirent* entry = ::readdir(directory)) {
    const std::string_view name = entry->d_name;
    if (is_watched_name(name) && is_directory(directory, *entry)) {
      out.push_back(path + "/" + std::string(name));
    }
  }
  ::closedir(directory);
}

}  // namespace

// A directory is watched before it is listed: what is made in it meanwhile is told.
WatchedTree watch_tree(const std::string& root) {
  WatchedTree out;
  out.inotify = oc::Descriptor(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
  if (!out.inotify) {
    out.error = errno;
    return out;
  }
  std::vector<std::string> open = {root};
  while (!open.empty()) {
    const std::string path = std::move(open.back());
    open.pop_back();
    const std::uint32_t follow = path == root ? 0U : std::uint32_t{IN_DONT_FOLLOW};
    const bool is_full = out.directories == kMostDirectories;
    const int watch = is_full ? -1
                              : ::inotify_add_watch(out.inotify.get(), path.c_str(),
                                                    kEvents | IN_ONLYDIR | follow);
    if (watch < 0) {
      out.error = is_full ? ENOSPC : errno;
      // One that has gone meanwhile, or may not be read, is not there; without the root, or where
      // the system gives no more, there is nothing further to see.
      if (out.error == ENOSPC || out.error == ENOMEM || path == root) return out;
      out.error = 0;
      continue;
    }
    ++out.directories;
    list_directories(path, open);
  }
  return out;
}

}  // namespace canvas
