// SPDX-License-Identifier: MIT
// Gives memory back to the system when many connections have left or much that was queued is sent.
// What they used lies scattered over the heap, and the allocator returns only its end by itself.
#pragma once
#include <cstddef>

#include "core/loop.hpp"

namespace openclaw {

class Slack {
 public:
  explicit Slack(Loop& loop) : loop_(loop) {}
  // So much was used and is free now, as far as one knows.
  void freed(std::size_t bytes);
  // A connection has ended.
  void left();
  // What comes behind it counts no more, so that nothing is left on the loop.
  void stop();

 private:
  Loop& loop_;
  std::size_t freed_ = 0;  // since memory was given back
  bool stopped_ = false;
  Timer timer_;
};

}  // namespace openclaw
