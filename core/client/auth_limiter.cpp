// SPDX-License-Identifier: MIT
#include "core/client/auth_limiter.hpp"

#include <algorithm>
#include <openclaw/text.hpp>

#include "core/digest.hpp"

namespace openclaw {
namespace {

constexpr std::uint64_t kFirstDelayMs = 250;
constexpr std::uint64_t kLongestDelayMs = 5'000;
// Origins are the client's own words: their length is not to be the gateway's memory.
constexpr std::size_t kLongestOrigin = 128;

bool from_web_page(const HttpRequest& request) {
  return is_loopback_address(request.peer) && !request.header("origin").empty();
}

std::string key_of(const HttpRequest& request) {
  if (!from_web_page(request)) return client_network(request.peer);
  std::string origin = oc::lower(request.header("origin"));
  if (origin.size() > kLongestOrigin) origin = hex_of(sha256(origin));
  return "browser-origin:" + origin;
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
  if (only_delayed(request, limits_)) return delay_after(++record.delayed);
  std::erase_if(record.failures_ms,
                [&](std::uint64_t then) { return now_ms - then >= limits_.window_ms; });
  record.failures_ms.push_back(now_ms);
  if (record.failures_ms.size() >= static_cast<std::size_t>(limits_.max_attempts)) {
    record.failures_ms = {};
    record.locked_until_ms = now_ms + limits_.lockout_ms;
  }
  return from_web_page(request) ? delay_of_pages(request, now_ms) : 0;
}

// Anybody on this machine can claim to be any number of pages; together they wait like one program.
std::uint64_t AuthLimiter::delay_of_pages(const HttpRequest& request, std::uint64_t now_ms) {
  if (!records_.contains(pages_of(request))) make_room();
  Record& all = records_[pages_of(request)];
  if (now_ms - all.last_ms >= limits_.window_ms) all.delayed = 0;
  all.last_ms = now_ms;
  ++all.delayed;
  return all.delayed > limits_.max_attempts ? delay_after(all.delayed - limits_.max_attempts) : 0;
}

void AuthLimiter::succeeded(const HttpRequest& request) {
  records_.erase(key_of(request));
  if (from_web_page(request)) records_.erase(pages_of(request));
}

// Who failed longest ago goes, but nobody who is locked out as long as another will do.
void AuthLimiter::make_room() {
  if (records_.size() < AuthLimiter::kMostRecords) return;
  const auto rank = [](const auto& entry) {
    return std::max(entry.second.last_ms, entry.second.locked_until_ms);
  };
  records_.erase(
      std::min_element(records_.begin(), records_.end(),
                       [&rank](const auto& a, const auto& b) { return rank(a) < rank(b); }));
}

}  // namespace openclaw
