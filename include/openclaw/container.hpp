// SPDX-License-Identifier: MIT
// openclaw/container.hpp - whether this process runs in a container, by the marks that the product
// looks for. Header only, C++17; any thread. Reads small files of /proc: for the start, not for
// each request.
#ifndef OPENCLAW_CONTAINER_HPP
#define OPENCLAW_CONTAINER_HPP

#include <sys/stat.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include <openclaw/text.hpp>

namespace oc {

// Whether /proc/1/cgroup with this text is a container's.
inline bool is_containers(std::string_view control_groups) {
  for (const char *word : {"/docker/", "cri-containerd-", "containerd/", "/kubepods", "/lxc"}) {
    if (control_groups.find(word) != std::string_view::npos) return true;
  }
  return false;
}

inline bool in_container() {
  const auto said = [](const char *name) {
    const char *value = std::getenv(name);
    return value && !trimmed(value).empty();
  };
  if (said("FLY_MACHINE_ID") && said("FLY_APP_NAME")) return true;
  for (const char *mark : {"/.dockerenv", "/run/.containerenv", "/var/run/.containerenv"}) {
    struct stat found;
    if (::stat(mark, &found) == 0) return true;
  }
  std::ifstream file("/proc/1/cgroup");
  const std::string groups{std::istreambuf_iterator<char>(file), {}};
  return is_containers(groups);
}

}  // namespace oc

#endif
