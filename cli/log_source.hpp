// SPDX-License-Identifier: MIT
// Where `openclaw logs` has its lines from: the gateway, or, where none runs on this machine, the
// file that it left behind.
#pragma once
#include <cstdint>
#include <memory>
#include <string>

#include "cli/arguments.hpp"
#include "core/error.hpp"

namespace openclaw::cli {

struct LogQuestion {
  std::int64_t limit = 200;
  std::int64_t max_bytes = 250'000;
  std::int64_t timeout_ms = 10'000;
};

class LogSource {
 public:
  virtual ~LogSource() = default;
  // The payload of logs.tail; a cursor below 0 asks for the end.
  virtual Result<std::string> tail(std::int64_t cursor) = 0;
  // An error when there will be no more lines.
  virtual Status pause(std::int64_t ms) = 0;
  // What is to be told of it, or empty.
  [[nodiscard]] virtual std::string note() const = 0;
};

Result<std::unique_ptr<LogSource>> open_log_source(const Arguments& arguments,
                                                   const LogQuestion& question);

}  // namespace openclaw::cli
