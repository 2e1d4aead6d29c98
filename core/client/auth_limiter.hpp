// SPDX-License-Identifier: MIT
// How often somebody may be wrong about a secret. Addresses of other machines, and web pages that
// reach the loopback, are locked out after so many failures; the owner's own programs on the
// loopback are answered later each time and never locked out.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/http/message.hpp"

namespace openclaw {

// gateway.auth.rateLimit; the defaults are the product's.
struct AuthLimits {
  static constexpr int kMostAttempts = 1'000;
  int max_attempts = 10;
  std::uint64_t window_ms = 60'000;
  std::uint64_t lockout_ms = 300'000;
  bool exempt_loopback = true;
};

class AuthLimiter {
 public:
  // So many addresses (IPv6: networks of 64 bits) and pages are remembered. One more takes the
  // place of whoever failed longest ago; who is locked out goes last, by the end of the lockout.
  static constexpr std::size_t kMostRecords = 4'096;
  explicit AuthLimiter(AuthLimits limits) : limits_(limits) {}

  // Times are the loop's, in milliseconds.
  // How long every secret of this client is refused yet; 0: not at all.
  [[nodiscard]] std::uint64_t locked_ms(const HttpRequest& request, std::uint64_t now_ms) const;
  // A secret was wrong; returns by how much the answer is to be delayed.
  std::uint64_t failed(const HttpRequest& request, std::uint64_t now_ms);
  void succeeded(const HttpRequest& request);
  [[nodiscard]] std::size_t records() const { return records_.size(); }

 private:
  struct Record {
    int delayed = 0;                         // answers that were held back
    std::vector<std::uint64_t> failures_ms;  // within the window
    std::uint64_t locked_until_ms = 0;
    std::uint64_t last_ms = 0;
  };
  std::uint64_t delay_of_pages(const HttpRequest& request, std::uint64_t now_ms);
  void make_room();

  AuthLimits limits_;
  std::unordered_map<std::string, Record> records_;
};

}  // namespace openclaw
