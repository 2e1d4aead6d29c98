// SPDX-License-Identifier: MIT
// Lines of a log file, as people and programs read them.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "core/log/log.hpp"

namespace openclaw::cli {

struct LogEntry {
  std::string time;
  std::string level;  // "info"; empty: it has none
  std::string subsystem;
  std::string module;
  std::string message;
};

// Nothing when the line is no JSON object.
std::optional<LogEntry> read_log_entry(std::string_view line);
// True when the entry is at least as severe. One without a level is not.
bool at_least(const LogEntry& entry, LogLevel least);
// An ISO time in the time zone of this process; what is no such time comes back as it is.
std::string in_local_time(const std::string& time);

// `<time> <level> <subsystem> <message>`, what is empty left out. Without control characters.
std::string entry_text(const LogEntry& entry, bool color);
// {"type":"log",...}, with the line itself as "raw".
std::string entry_json(const LogEntry& entry, std::string_view line);

}  // namespace openclaw::cli
