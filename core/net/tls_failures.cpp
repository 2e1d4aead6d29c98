// SPDX-License-Identifier: MIT
#include "core/net/tls_failures.hpp"

#include <utility>

namespace openclaw {
namespace {

constexpr std::uint64_t kMinuteMs = 60'000;

}  // namespace

std::string TlsFailures::line(const std::string& peer, const std::string& reason,
                              std::uint64_t now_ms) {
  if (now_ms - minute_ms_ >= kMinuteMs) {
    minute_ms_ = now_ms;
    told_ = 0;
  }
  if (told_ == kMostAMinute) {
    ++untold_;
    return {};
  }
  ++told_;
  std::string out = "no connection with " + peer + ": " + reason;
  if (const std::uint64_t more = std::exchange(untold_, 0); more > 0) {
    out += " (and " + std::to_string(more) + " more before it)";
  }
  return out;
}

}  // namespace openclaw
