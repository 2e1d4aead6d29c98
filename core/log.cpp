// SPDX-License-Identifier: MIT
#include "core/log.hpp"

#include <poll.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <climits>
#include <cstdio>
#include <ctime>
#include <string>

namespace openclaw {
namespace {

std::atomic<LogLevel> threshold{LogLevel::info};

std::string timestamp() {
  const auto now = std::chrono::system_clock::now();
  const auto ms =
      std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count();
  const std::time_t seconds = ms / 1000;
  std::tm local{};
  localtime_r(&seconds, &local);
  std::array<char, 48> text{};
  const std::size_t n = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &local);
  const long offset = local.tm_gmtoff / 60;
  const long distance = offset < 0 ? -offset : offset;
  std::snprintf(text.data() + n, text.size() - n, ".%03d%c%02ld:%02ld", static_cast<int>(ms % 1000),
                offset < 0 ? '-' : '+', distance / 60, distance % 60);
  return text.data();
}

void append_escaped(std::string& out, std::string_view text) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte != 0x7F) {
      out += c;
      continue;
    }
    std::array<char, 8> escape{};
    std::snprintf(escape.data(), escape.size(), "\\x%02x", byte);
    out += escape.data();
  }
}

}  // namespace

void set_log_level(LogLevel level) { threshold.store(level, std::memory_order_relaxed); }

bool log_enabled(LogLevel level) { return level <= threshold.load(std::memory_order_relaxed); }

void log_line(LogLevel level, std::string_view subsystem, std::string_view text) {
  if (!log_enabled(level)) return;
  std::string line = timestamp();
  line += " [";
  line += subsystem;
  line += "] ";
  if (level == LogLevel::error) line += "error: ";
  if (level == LogLevel::warn) line += "warning: ";
  append_escaped(line, text);
  line += '\n';
  // One write a line keeps the lines of several threads apart. A pipe that nobody reads loses the
  // line, and does not stop the loop: up to PIPE_BUF bytes go in whole where there is room at all.
  // Making it non-blocking would do so for whoever else has it too.
  pollfd room{STDERR_FILENO, POLLOUT, 0};
  if (::poll(&room, 1, 0) != 1 || !(room.revents & POLLOUT)) return;
  if (line.size() > PIPE_BUF) {
    line.resize(PIPE_BUF - 1);
    line += '\n';
  }
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace openclaw
