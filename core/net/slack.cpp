// SPDX-License-Identifier: MIT
#include "core/net/slack.hpp"

#include <malloc.h>

namespace openclaw {
namespace {

constexpr std::size_t kMuch = 1024 * 1024;
constexpr std::size_t kOneConnection = 8 * 1024;
constexpr std::uint64_t kDelayMs = 5'000;  // at most so often, and behind the end of a rush

}  // namespace

void Slack::left() { freed(kOneConnection); }

void Slack::stop() {
  stopped_ = true;
  timer_.reset();
}

void Slack::freed(std::size_t bytes) {
  freed_ += bytes;
  if (freed_ < kMuch || timer_ || stopped_) return;
  timer_ = Timer(loop_, kDelayMs, 0, [this] {
    freed_ = 0;
    timer_.reset();
    // With a scattered heap of 60 MB it takes up to 20 ms.
    loop_.work([] { ::malloc_trim(0); }, [] {});
  });
  timer_.unref();
}

}  // namespace openclaw
