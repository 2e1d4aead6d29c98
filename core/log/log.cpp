// SPDX-License-Identifier: MIT
#include "core/log/log.hpp"

#include <poll.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <climits>

#include "core/log/format.hpp"
#include "core/log/redact.hpp"
#include "core/wall_time.hpp"

namespace openclaw {
namespace {

struct NamedLevel {
  LogLevel level;
  std::string_view name;
};
constexpr std::array<NamedLevel, 7> kLevels{{{LogLevel::silent, "silent"},
                                             {LogLevel::fatal, "fatal"},
                                             {LogLevel::error, "error"},
                                             {LogLevel::warn, "warn"},
                                             {LogLevel::info, "info"},
                                             {LogLevel::debug, "debug"},
                                             {LogLevel::trace, "trace"}}};

std::atomic<LogLevel> threshold{LogLevel::info};
std::atomic<LogSink*> current_sink{nullptr};

}  // namespace

std::string_view log_level_name(LogLevel level) {
  for (const NamedLevel& one : kLevels) {
    if (one.level == level) return one.name;
  }
  return "info";
}

std::optional<LogLevel> parse_log_level(std::string_view name) {
  for (const NamedLevel& one : kLevels) {
    if (one.name == name) return one.level;
  }
  return std::nullopt;
}

void set_log_sink(LogSink* sink) { current_sink.store(sink, std::memory_order_release); }

void flush_log(std::uint64_t timeout_ms) {
  if (LogSink* sink = current_sink.load(std::memory_order_acquire)) sink->flush(timeout_ms);
}

void set_log_level(LogLevel level) { threshold.store(level, std::memory_order_relaxed); }

bool log_enabled(LogLevel level) { return level <= threshold.load(std::memory_order_relaxed); }

void log_line(LogLevel level, std::string_view subsystem, std::string_view text) {
  if (!log_enabled(level)) return;
  LogRecord record{level, wall_ms(), std::string(subsystem), std::string(text)};
  if (LogSink* sink = current_sink.load(std::memory_order_acquire)) {
    sink->write(std::move(record));
    return;
  }
  record.text = mask_known_forms(record.text);
  write_to_console(console_line(record, ConsoleStyle::compact, false), 0);
}

// Up to PIPE_BUF bytes go in whole where there is room at all, and lines of several threads stay
// apart. Making the pipe non-blocking would do so for whoever else has it too.
bool write_to_console(std::string line, int wait_ms) {
  pollfd room{STDERR_FILENO, POLLOUT, 0};
  if (::poll(&room, 1, wait_ms) != 1 || !(room.revents & POLLOUT)) return false;
  if (line.size() > PIPE_BUF) {
    line.resize(PIPE_BUF - 1);
    line += '\n';
  }
  return ::write(STDERR_FILENO, line.data(), line.size()) == static_cast<ssize_t>(line.size());
}

}  // namespace openclaw
