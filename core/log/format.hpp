// SPDX-License-Identifier: MIT
// The forms of a line: JSON for the file, and the styles of the console. No I/O; any thread.
#pragma once
#include <string>
#include <string_view>

#include "core/log/log.hpp"

namespace openclaw {

enum class ConsoleStyle { pretty, compact, json };

// Local time with its offset, "2026-11-20T23:21:24.655+00:00".
std::string log_time(std::int64_t wall_ms);
// The local day, "2026-11-20".
std::string log_day(std::int64_t wall_ms);

// Control characters become escapes such as \x0a.
void append_escaped(std::string& out, std::string_view text);

// A line of the file, as readers of the product's files expect it. With its newline.
std::string file_line(const LogRecord& record, std::string_view host_name);
// A line of the console, with its newline. Control characters come as escapes, so that a client can
// neither forge a line nor move the cursor. Only the pretty style is ever in colour.
std::string console_line(const LogRecord& record, ConsoleStyle style, bool color);

}  // namespace openclaw
