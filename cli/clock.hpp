// SPDX-License-Identifier: MIT
// The time by which a command is done.
#pragma once
#include <chrono>

namespace openclaw::cli {

using Clock = std::chrono::steady_clock;
using Deadline = Clock::time_point;

// Not below zero; rounded up, so that waiting for it does not end early.
inline int milliseconds_until(Deadline deadline) {
  using std::chrono::milliseconds;
  const auto left = std::chrono::ceil<milliseconds>(deadline - Clock::now()).count();
  return static_cast<int>(left < 0 ? 0 : (left > 60'000 ? 60'000 : left));
}

}  // namespace openclaw::cli
