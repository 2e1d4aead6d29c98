// SPDX-License-Identifier: MIT
#include "core/process_limits.hpp"

#include <malloc.h>
#include <sys/resource.h>

namespace openclaw {

// libwebsockets sets 16 bytes aside for each descriptor that there may ever be, so the million of a
// container would cost 16 MB.
void limit_descriptors() {
  constexpr rlim_t kEnough = 8'192;
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max < kEnough ? limit.rlim_max : kEnough;
  setrlimit(RLIMIT_NOFILE, &limit);
}

// glibc keeps larger and larger blocks for itself once it has seen one freed, unless these are set,
// and each thread that frees one keeps its own.
void return_memory_early() {
  constexpr int kBlock = 128 * 1024;
  mallopt(M_MMAP_THRESHOLD, kBlock);
  mallopt(M_TRIM_THRESHOLD, kBlock);
  mallopt(M_ARENA_MAX, 2);
}

}  // namespace openclaw
