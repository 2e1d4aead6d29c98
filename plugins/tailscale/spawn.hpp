// SPDX-License-Identifier: MIT
// Starts a program: without a shell, with no descriptor but its own three, in a process group of
// its own, and asked to end when the gateway has gone without a word.
#pragma once
#include <sys/types.h>

#include <openclaw/descriptor.hpp>

#include <optional>
#include <string>
#include <vector>

namespace tailscale {

struct Spawned {
  int error = 0;     // an errno: it was not started
  std::string path;  // the file that was run
  pid_t pid = -1;
  oc::Descriptor ended;  // readable when it has ended; none where the kernel has no such thing
  oc::Descriptor out;    // what it prints; neither blocks
  oc::Descriptor err;
};

// The program by its path, or by its name in one of the directories of `search`, a PATH; those that
// are not absolute are passed over. Blocks until it has begun: for a thread of the pool.
Spawned spawn(const std::vector<std::string>& words, const std::vector<std::string>& environment,
              const std::string& search);

// How a process of ours has ended, by its exit status; 128 and the signal that ended it. Nothing
// while it runs.
inline constexpr int kUnknownStatus = -1;  // it has ended, and somebody else was told how
std::optional<int> reap(pid_t pid);

}  // namespace tailscale
