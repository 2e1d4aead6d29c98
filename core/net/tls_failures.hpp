// SPDX-License-Identifier: MIT
// What the log is told of handshakes that fail: some in a minute, then how many more.
#pragma once
#include <cstdint>
#include <string>

namespace openclaw {

class TlsFailures {
 public:
  static constexpr int kMostAMinute = 5;
  // Empty: the log has had enough of them.
  std::string line(const std::string& peer, const std::string& reason, std::uint64_t now_ms);

 private:
  std::uint64_t minute_ms_ = 0;  // its beginning
  int told_ = 0;                 // in this minute
  std::uint64_t untold_ = 0;     // since the last line
};

}  // namespace openclaw
