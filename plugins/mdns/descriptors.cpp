// SPDX-License-Identifier: MIT
#include "descriptors.hpp"

#include <dirent.h>
#include <fcntl.h>

#include <cstdlib>
#include <memory>

namespace mdns {

std::set<int> open_descriptors() {
  std::set<int> out;
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(opendir("/proc/self/fd"), closedir);
  if (!folder) return out;
  while (const dirent* one = readdir(folder.get())) {
    if (one->d_name[0] != '.') out.insert(std::atoi(one->d_name));
  }
  out.erase(dirfd(folder.get()));  // its number is free again
  return out;
}

void close_new_on_exec(const std::set<int>& before) {
  for (const int fd : open_descriptors()) {
    if (before.count(fd) != 0) continue;
    const int flags = fcntl(fd, F_GETFD);
    if (flags >= 0) fcntl(fd, F_SETFD, flags | FD_CLOEXEC);
  }
}

}  // namespace mdns
