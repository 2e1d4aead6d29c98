// SPDX-License-Identifier: MIT
// The log, as everybody writes it: a level, a subsystem and a text. [any thread] Where a line goes
// is the sink's to say; without one it goes to stderr, `<time> [<subsystem>] <text>`.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace openclaw {

enum class LogLevel {
  silent = -2,
  fatal = -1,
  error = 0,
  warn = 1,
  info = 2,
  debug = 3,
  trace = 4
};

std::string_view log_level_name(LogLevel level);
// By its name in small letters.
std::optional<LogLevel> parse_log_level(std::string_view name);

struct LogRecord {
  LogLevel level = LogLevel::info;
  std::int64_t wall_ms = 0;  // milliseconds since 1970
  std::string subsystem;     // with its group in front where it has one, "gateway/ws"
  std::string text;
};

// Takes the lines of the whole process. write() never blocks.
class LogSink {
 public:
  virtual ~LogSink() = default;
  virtual void write(LogRecord record) = 0;
  // Waits until everything is written; false when that took longer.
  virtual bool flush(std::uint64_t timeout_ms) = 0;
};

// Who takes the lines; nullptr: stderr. It outlives all threads that log, or is taken back first.
void set_log_sink(LogSink* sink);
// For whoever ends the process at once.
void flush_log(std::uint64_t timeout_ms);

// Lines above this level are dropped before anything is done with them.
void set_log_level(LogLevel level);
bool log_enabled(LogLevel level);
void log_line(LogLevel level, std::string_view subsystem, std::string_view text);

// One write a line, which ends in a newline; of what does not go in at once the line is lost: a
// pipe that nobody reads stops nobody. False when it is lost. Waits so long for room.
bool write_to_console(std::string line, int wait_ms);

}  // namespace openclaw
