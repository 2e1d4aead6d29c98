// SPDX-License-Identifier: MIT
#include "load_stats.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <limits>

namespace bench {

void Latencies::add(Clock::duration value) {
  constexpr std::int64_t kMost = std::numeric_limits<std::uint32_t>::max();
  const auto count = std::chrono::nanoseconds(value).count();
  nanoseconds_.push_back(static_cast<std::uint32_t>(std::clamp<std::int64_t>(count, 0, kMost)));
}

double Latencies::percentile(double share) {
  if (nanoseconds_.empty()) return 0;
  const auto last = static_cast<double>(nanoseconds_.size() - 1);
  const auto at = nanoseconds_.begin() + static_cast<std::ptrdiff_t>(share * last);
  std::nth_element(nanoseconds_.begin(), at, nanoseconds_.end());
  return *at / 1e3;
}

Report& Report::add(std::string_view name, double value) {
  char number[64];
  std::snprintf(number, sizeof number, "%.3f", value);
  fields_.append(fields_.empty() ? "\"" : ", \"").append(name).append("\": ").append(number);
  return *this;
}

void Report::print() {
  std::printf("{%s}\n", fields_.c_str());
  std::fflush(stdout);
}

void print_ready(std::size_t clients) {
  Report().add("ready", static_cast<double>(clients)).print();
}

bool stdin_ended() {
  pollfd input{STDIN_FILENO, POLLIN, 0};
  char byte = 0;
  return ::poll(&input, 1, 0) > 0 && ::read(STDIN_FILENO, &byte, 1) <= 0;
}

double seconds(Clock::duration value) { return std::chrono::duration<double>(value).count(); }

Clock::duration from_seconds(double value) {
  return std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(value));
}

}  // namespace bench
