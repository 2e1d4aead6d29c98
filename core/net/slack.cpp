// SPDX-License-Identifier: MIT
#include "core/net/slack.hpp"

#include <malloc.h>

namespace openclaw {
namespace {

constexpr std::size_t kMany = 256;
constexpr std::uint64_t kDelayMs = 5'000;  // at most so often, and behind the end of a rush

}  // namespace

void Slack::left() {
  if (++left_ < kMany || timer_) return;
  timer_ = Timer(loop_, kDelayMs, 0, [this] {
    left_ = 0;
    timer_.reset();
    ::malloc_trim(0);
  });
  timer_.unref();
}

}  // namespace openclaw
