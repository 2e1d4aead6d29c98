// SPDX-License-Identifier: MIT
#include "core/log/format.hpp"

#include <array>
#include <cstdio>
#include <ctime>
#include <openclaw/ascii.hpp>

#include "core/json/json.hpp"
#include "core/wall_time.hpp"
#include "openclaw_build.h"

namespace openclaw {
namespace {

std::tm local_time(std::int64_t wall_ms) {
  const std::time_t seconds = wall_ms / 1000;
  std::tm local{};
  localtime_r(&seconds, &local);
  return local;
}

// The numbers of the file's levels: trace 1, debug 2, info 3, warn 4, error 5, fatal 6.
int level_number(LogLevel level) { return 5 - static_cast<int>(level); }

std::string level_in_capitals(LogLevel level) {
  std::string name(log_level_name(level));
  for (char& c : name) c = oc::upper(c);
  return name;
}

// Two segments at most, without the group that all of a kind share.
std::string_view short_name(std::string_view subsystem) {
  for (const std::string_view group : {"gateway/", "channels/"}) {
    if (subsystem.starts_with(group)) subsystem.remove_prefix(group.size());
  }
  const std::size_t last = subsystem.rfind('/');
  if (last == std::string_view::npos || last == 0) return subsystem;
  const std::size_t before = subsystem.rfind('/', last - 1);
  return before == std::string_view::npos ? subsystem : subsystem.substr(before + 1);
}

std::string_view color_of(LogLevel level) {
  if (level <= LogLevel::error) return "\x1b[31m";
  if (level == LogLevel::warn) return "\x1b[33m";
  return level == LogLevel::info ? "" : "\x1b[90m";
}

std::string console_json(const LogRecord& record) {
  JsonWriter w;
  w.object().key("time").value(log_time(record.wall_ms));
  w.key("level").value(log_level_name(record.level));
  w.key("subsystem").value(record.subsystem).key("message").value(record.text).end();
  return w.take() + '\n';
}

}  // namespace

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

std::string log_time(std::int64_t wall_ms) {
  const std::tm local = local_time(wall_ms);
  std::array<char, 48> text{};
  const std::size_t n = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &local);
  const long offset = local.tm_gmtoff / 60;
  const long distance = offset < 0 ? -offset : offset;
  std::snprintf(text.data() + n, text.size() - n, ".%03d%c%02ld:%02ld",
                static_cast<int>(wall_ms % 1000), offset < 0 ? '-' : '+', distance / 60,
                distance % 60);
  return text.data();
}

std::string log_day(std::int64_t wall_ms) {
  const std::tm local = local_time(wall_ms);
  std::array<char, 32> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%d", &local);
  return text.data();
}

std::string file_line(const LogRecord& record, std::string_view host_name) {
  JsonWriter name;
  name.object().key("subsystem").value(record.subsystem).end();
  JsonWriter w;
  w.object().key("0").value(name.str()).key("1").value(record.text);
  w.key("_meta").object().key("runtime").value("native");
  w.key("runtimeVersion").value(OPENCLAW_VERSION).key("hostname").value(host_name);
  w.key("date").value(iso_time(record.wall_ms));
  w.key("logLevelId").value(level_number(record.level));
  w.key("logLevelName").value(level_in_capitals(record.level)).key("name").value(name.str());
  w.key("parentNames").array().value("openclaw").end().end();
  w.key("time").value(log_time(record.wall_ms)).key("hostname").value(host_name);
  w.key("message").value(record.text).end();
  return w.take() + '\n';
}

std::string console_line(const LogRecord& record, ConsoleStyle style, bool color) {
  if (style == ConsoleStyle::json) return console_json(record);
  const bool colored = color && style == ConsoleStyle::pretty;
  const auto paint = [colored](std::string_view code) { return colored ? code : ""; };
  std::string line(paint("\x1b[90m"));
  line += log_time(record.wall_ms);
  line += paint("\x1b[0m");
  line += ' ';
  line += paint("\x1b[36m");
  line += '[';
  append_escaped(line, short_name(record.subsystem));
  line += ']';
  line += paint("\x1b[0m");
  line += ' ';
  line += paint(color_of(record.level));
  if (record.level == LogLevel::fatal) line += "fatal: ";
  if (record.level == LogLevel::error) line += "error: ";
  if (record.level == LogLevel::warn) line += "warning: ";
  append_escaped(line, record.text);
  if (!color_of(record.level).empty()) line += paint("\x1b[0m");
  line += '\n';
  return line;
}

}  // namespace openclaw
