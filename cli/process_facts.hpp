// SPDX-License-Identifier: MIT
// A process of this machine, read from /proc.
#pragma once
#include <string>

namespace openclaw::cli {

struct ProcessFacts {
  std::string command_line;  // secrets in it masked
  std::string user;
  int parent = 0;  // 0: not known
};

// What cannot be read stays empty.
ProcessFacts read_process(int pid);

}  // namespace openclaw::cli
