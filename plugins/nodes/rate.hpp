// SPDX-License-Identifier: MIT
// How often somebody may do something: so many at once, and so many a second from then on.
#pragma once
#include <algorithm>
#include <cstdint>

namespace nodes {

class Bucket {
 public:
  Bucket(std::uint64_t most, std::uint64_t per_second)
      : most_(most * kUnit), per_second_(per_second), left_(most_) {}

  // 0: taken; else the milliseconds after which it can be.
  std::uint64_t take(std::uint64_t now_ms, std::uint64_t count = 1) {
    const std::uint64_t passed = now_ms > at_ ? now_ms - at_ : 0;
    at_ = std::max(at_, now_ms);
    left_ = std::min(most_, left_ + std::min(passed, kLongest) * per_second_);
    const std::uint64_t wanted = count * kUnit;
    if (left_ < wanted) return (wanted - left_ + per_second_ - 1) / per_second_;
    left_ -= wanted;
    return 0;
  }

 private:
  static constexpr std::uint64_t kUnit = 1000;        // so that a millisecond brings a whole number
  static constexpr std::uint64_t kLongest = 1000000;  // more brings no more, and overflows nothing
  std::uint64_t most_;
  std::uint64_t per_second_;
  std::uint64_t left_;
  std::uint64_t at_ = 0;
};

}  // namespace nodes
