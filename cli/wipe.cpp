// SPDX-License-Identifier: MIT
#include "cli/wipe.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>

namespace openclaw::cli {
namespace {

struct CloseDir {
  void operator()(DIR* dir) const { ::closedir(dir); }
};

Error cannot(const std::string& what, const std::string& name) {
  return unavailable("cannot " + what + " " + name + ": " + std::strerror(errno));
}

Status wipe_content(int parent, const std::string& name, dev_t device) {
  const int fd = ::openat(parent, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0) return cannot("open", name);
  const std::unique_ptr<DIR, CloseDir> dir(::fdopendir(fd));
  if (dir == nullptr) {
    ::close(fd);
    return cannot("read", name);
  }
  struct stat found {};
  if (::fstat(fd, &found) != 0) return cannot("look at", name);
  if (found.st_dev != device) {
    return unavailable("another file system is mounted at " + name + "; unmount it first");
  }
  while (const dirent* entry = ::readdir(dir.get())) {
    const std::string inner = entry->d_name;
    if (inner == "." || inner == "..") continue;
    if (Status gone = wipe(fd, inner); !gone) return gone;
  }
  return Done{};
}

}  // namespace

Status wipe(int parent, const std::string& name) {
  struct stat above {};
  struct stat found {};
  if (::fstat(parent, &above) != 0) return cannot("look at", name);
  if (::fstatat(parent, name.c_str(), &found, AT_SYMLINK_NOFOLLOW) != 0) {
    if (errno == ENOENT) return Done{};
    return cannot("look at", name);
  }
  const bool directory = S_ISDIR(found.st_mode);
  if (directory) {
    if (Status empty = wipe_content(parent, name, above.st_dev); !empty) return empty;
  }
  if (::unlinkat(parent, name.c_str(), directory ? AT_REMOVEDIR : 0) == 0) return Done{};
  return cannot("remove", name);
}

}  // namespace openclaw::cli
