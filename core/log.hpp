// SPDX-License-Identifier: MIT
// The log: one line a message on stderr, `<time> [<subsystem>] <text>`. [any thread]
// Callers never pass a secret; there is nothing here that could tell one.
#pragma once
#include <string_view>

namespace openclaw {

enum class LogLevel { error = 0, warn = 1, info = 2, debug = 3 };

// Lines above this level are dropped. Set once at the start.
void set_log_level(LogLevel level);
bool log_enabled(LogLevel level);
// Control characters in `text` are written as escapes, so that a client cannot forge a line.
void log_line(LogLevel level, std::string_view subsystem, std::string_view text);

}  // namespace openclaw
