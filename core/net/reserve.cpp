// SPDX-License-Identifier: MIT
#include "core/net/reserve.hpp"

#include <sys/resource.h>

#include <algorithm>

namespace openclaw {

bool is_reserved_descriptor(int fd) {
  constexpr rlim_t kMost = 32;
  rlimit limit{};
  if (fd < 0 || ::getrlimit(RLIMIT_NOFILE, &limit) != 0) return false;
  return static_cast<rlim_t>(fd) >= limit.rlim_cur - std::min(kMost, limit.rlim_cur / 8);
}

}  // namespace openclaw
