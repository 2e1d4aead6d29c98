// SPDX-License-Identifier: MIT
// The files that tell others which gateway holds a state directory. They are never the truth: that
// is the lock in lock.hpp. Names, places and content are the product's, so that its tools find us
// and we find it.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace openclaw {

struct LockFacts {
  std::string state_dir;
  std::string config_file;
  std::uint16_t port = 0;
  // OPENCLAW_ALLOW_MULTI_GATEWAY: others may run on the same configuration file.
  bool shared_config = false;
};

// Who a lock file names; pid 0 when it says nothing.
struct LockHolder {
  int pid = 0;
  std::uint64_t start_time = 0;  // clock ticks since boot, field 22 of /proc/<pid>/stat
  std::uint16_t port = 0;
  std::string config_file;
};

LockHolder read_lock_file(const std::string& path);
// True when the process still runs and is the one that wrote the file.
bool is_alive(const LockHolder& holder);

// `<state>/.gateway.lock`, `<state>/tmp/openclaw-<uid>/gateway.state.lock` and, unless the
// configuration is shared, `gateway.<8 hex of the configuration's path>.lock` beside it.
std::vector<std::string> lock_file_paths(const LockFacts& facts);
// Writes them, 0600 in a directory of 0700. Best effort: who cannot read them is told less.
void write_lock_files(const LockFacts& facts);

// A live gateway of the other kind, which keeps its lock files in its own places, on the same
// state directory or configuration file; pid 0: there is none.
LockHolder find_foreign_holder(const LockFacts& facts);

}  // namespace openclaw
