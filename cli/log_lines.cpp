// SPDX-License-Identifier: MIT
#include "cli/log_lines.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>
#include <openclaw/text.hpp>
#include <utility>

#include "core/json/json.hpp"
#include "core/log/format.hpp"

namespace openclaw::cli {
namespace {

// The parts of a message stand under "0", "1" and so on; the first may name the subsystem instead.
std::string joined_parts(const cJSON* record, bool first_is_name) {
  std::string out;
  for (int i = first_is_name ? 1 : 0; true; ++i) {
    const cJSON* part = json_get(record, std::to_string(i).c_str());
    if (!part) return out;
    if (!out.empty()) out += ' ';
    out += cJSON_IsString(part) ? part->valuestring : print_json(part);
  }
}

// A name is an object, or the text of one.
bool read_name(const cJSON* name, LogEntry& entry) {
  JsonTree parsed;
  if (cJSON_IsString(name)) {
    auto tree = parse_json(name->valuestring);
    if (!tree) return false;
    parsed = std::move(*tree);
    name = parsed.get();
  }
  entry.subsystem = json_string(name, "subsystem", entry.subsystem);
  entry.module = json_string(name, "module", entry.module);
  return json_get(name, "subsystem") || json_get(name, "module");
}

std::string_view color_of(std::string_view level) {
  if (level == "error" || level == "fatal") return "\x1b[31m";
  return level == "warn" ? "\x1b[33m" : "";
}

}  // namespace

std::optional<LogEntry> read_log_entry(std::string_view line) {
  const auto tree = parse_json(line);
  if (!tree || !cJSON_IsObject(tree->get())) return std::nullopt;
  const cJSON* record = tree->get();
  const cJSON* meta = json_get(record, "_meta");
  LogEntry entry;
  entry.time = json_string(record, "time", json_string(meta, "date"));
  entry.level = oc::lower(json_string(meta, "logLevelName", json_string(record, "level")));
  read_name(json_get(meta, "name"), entry);
  const bool first_is_name = read_name(json_get(record, "0"), entry);
  entry.message = json_string(record, "message");
  if (entry.message.empty()) entry.message = joined_parts(record, first_is_name);
  return entry;
}

bool at_least(const LogEntry& entry, LogLevel least) {
  const auto level = parse_log_level(entry.level);
  return level && *level <= least;
}

std::string in_local_time(const std::string& time) {
  std::tm at{};
  int milliseconds = 0;
  std::array<char, 8> zone{};
  const int found =
      std::sscanf(time.c_str(), "%4d-%2d-%2dT%2d:%2d:%2d.%3d%7s", &at.tm_year, &at.tm_mon,
                  &at.tm_mday, &at.tm_hour, &at.tm_min, &at.tm_sec, &milliseconds, zone.data());
  if (found != 8) return time;
  int hours = 0;
  int minutes = 0;
  const bool utc = zone[0] == 'Z';
  if (!utc && std::sscanf(zone.data() + 1, "%2d:%2d", &hours, &minutes) != 2) return time;
  at.tm_year -= 1900;
  at.tm_mon -= 1;
  const std::int64_t offset = (hours * 60 + minutes) * (zone[0] == '-' ? -60 : 60);
  return log_time((std::int64_t{timegm(&at)} - offset) * 1000 + milliseconds);
}

std::string entry_text(const LogEntry& entry, bool color) {
  std::string out;
  const auto add = [&out](std::string_view part) {
    if (part.empty()) return;
    if (!out.empty()) out += ' ';
    append_escaped(out, part);
  };
  add(entry.time);
  add(entry.level);
  add(entry.subsystem.empty() ? entry.module : entry.subsystem);
  add(entry.message);
  const std::string_view code = color ? color_of(entry.level) : "";
  return code.empty() ? out : std::string(code) + out + "\x1b[0m";
}

std::string entry_json(const LogEntry& entry, std::string_view line) {
  JsonWriter w;
  w.object().key("type").value("log").key("time").value(entry.time);
  w.key("level").value(entry.level);
  if (!entry.subsystem.empty()) w.key("subsystem").value(entry.subsystem);
  if (!entry.module.empty()) w.key("module").value(entry.module);
  w.key("message").value(entry.message).key("raw").value(line).end();
  return w.take();
}

}  // namespace openclaw::cli
