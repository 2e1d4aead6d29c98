// SPDX-License-Identifier: MIT
#include "core/client/auth_limiter.hpp"

#include <algorithm>

namespace openclaw {
namespace {

constexpr std::uint64_t kFirstDelayMs = 250;
constexpr std::uint64_t kLongestDelayMs = 5'000;
// Origins are the client's own words: their number is not to be the gateway's memory.
constexpr std::size_t kMostRecords = 4'096;

bool from_web_page(const HttpRequest& request) {
  return is_loopback_address(request.peer) && !request.header("origin").empty();
}

std::string key_of(const HttpRequest& request) {
  if (!from_web_page(request)) return request.peer;
  return "browser-origin:" + std::string(request.header("origin"));
}

std::string pages_of(const HttpRequest& request) { return "pages:" + request.peer; }

bool only_delayed(const HttpRequest& request, const AuthLimits& limits) {
  return limits.exempt_loopback && request.direct_local() && !from_web_page(request);
}

std::uint64_t delay_after(int failures) {
  std::uint64_t delay = kFirstDelayMs;
  for (int i = 1; i < failures && delay < kLongestDelayMs; ++i) delay *= 2;
  return std::min(delay, kLongestDelayMs);
}

}  // namespace

std::uint64_t AuthLimiter::locked_ms(const HttpRequest& request, std::uint64_t now_ms) const {
  const auto found = records_.find(key_of(request));
  if (found == records_.end() || found->second.locked_until_ms <= now_ms) return 0;
  return found->second.locked_until_ms - now_ms;
}

std::uint64_t AuthLimiter::failed(const HttpRequest& request, std::uint64_t now_ms) {
  std::string key = key_of(request);
  if (!records_.contains(key)) make_room();
  Record& record = records_[std::move(key)];
  record.last_ms = now_ms;
  if (only_delayed(request, limits_)) return delay_after(++record.failures);
  if (record.failures == 0 || now_ms - record.window_began_ms >= limits_.window_ms) {
    record.failures = 0;
    record.window_began_ms = now_ms;
  }
  if (++record.failures >= limits_.max_attempts) {
    record.failures = 0;
    record.locked_until_ms = now_ms + limits_.lockout_ms;
  }
  return from_web_page(request) ? delay_of_pages(request, now_ms) : 0;
}

// Anybody on this machine can claim to be any number of pages; together they wait like one program.
std::uint64_t AuthLimiter::delay_of_pages(const HttpRequest& request, std::uint64_t now_ms) {
  Record& all = records_[pages_of(request)];
  if (now_ms - all.last_ms >= limits_.window_ms) all.failures = 0;
  all.last_ms = now_ms;
  ++all.failures;
  return all.failures > limits_.max_attempts ? delay_after(all.failures - limits_.max_attempts) : 0;
}

void AuthLimiter::succeeded(const HttpRequest& request) {
  records_.erase(key_of(request));
  if (from_web_page(request)) records_.erase(pages_of(request));
}

// Who failed longest ago goes, but nobody who is locked out as long as another will do.
void AuthLimiter::make_room() {
  if (records_.size() < kMostRecords) return;
  const auto rank = [](const auto& entry) {
    return std::max(entry.second.last_ms, entry.second.locked_until_ms);
  };
  records_.erase(
      std::min_element(records_.begin(), records_.end(),
                       [&rank](const auto& a, const auto& b) { return rank(a) < rank(b); }));
}

}  // namespace openclaw
