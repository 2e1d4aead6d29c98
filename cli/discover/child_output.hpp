// SPDX-License-Identifier: MIT
// What another program prints. Blocks until its time is over.
#pragma once
#include <chrono>
#include <string>
#include <vector>

namespace openclaw::cli {

// Its stdout, at most 1 MB; empty when it cannot be started, fails, or is not done in time, and
// then it is ended. argv[0] is looked for in PATH.
std::string child_output(const std::vector<std::string>& argv,
                         std::chrono::steady_clock::time_point deadline);

}  // namespace openclaw::cli
