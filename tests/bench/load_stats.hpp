// SPDX-License-Identifier: MIT
// Latencies, and the one line of JSON that a run of the load generator prints.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "load_poller.hpp"

namespace bench {

class Latencies {
 public:
  void add(Clock::duration value);
  void clear() { nanoseconds_.clear(); }
  [[nodiscard]] std::size_t count() const { return nanoseconds_.size(); }
  // In microseconds; 0 when there are none. `share` is 0.5 for the median.
  [[nodiscard]] double percentile(double share);

 private:
  std::vector<std::uint32_t> nanoseconds_;
};

class Report {
 public:
  Report& add(std::string_view name, double value);
  void print();  // once, as the last thing

 private:
  std::string fields_;
};

// {"ready": N}
void print_ready(std::size_t clients);
// Whether nobody holds the other end any more; does not wait.
[[nodiscard]] bool stdin_ended();

[[nodiscard]] double seconds(Clock::duration value);
[[nodiscard]] Clock::duration from_seconds(double value);

}  // namespace bench
