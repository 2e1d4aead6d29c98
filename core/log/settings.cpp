// SPDX-License-Identifier: MIT
#include "core/log/settings.hpp"

#include <unistd.h>

#include <algorithm>
#include <utility>

namespace openclaw {
namespace {

constexpr const char* kLevelNames =
    "\"silent\", \"fatal\", \"error\", \"warn\", \"info\", \"debug\", \"trace\"";

Error wrong_value(const std::string& key, const std::string& allowed) {
  return invalid_request("Invalid config: " + key + ": Invalid input (allowed: " + allowed + ")");
}

Status read_level(const Config& config, const char* key, LogLevel& level) {
  const cJSON* found = config.at(key);
  if (!found) return Done{};
  const auto parsed = parse_log_level(config.text(key));
  if (!parsed) return wrong_value(key, kLevelNames);
  level = *parsed;
  return Done{};
}

Status read_style(const Config& config, LogSettings& out) {
  const std::string_view style = config.text("logging.consoleStyle");
  const bool terminal = isatty(STDERR_FILENO) == 1;
  out.style = terminal ? ConsoleStyle::pretty : ConsoleStyle::compact;
  if (!config.at("logging.consoleStyle")) return Done{};
  if (style == "pretty") {
    out.style = ConsoleStyle::pretty;
  } else if (style == "compact") {
    out.style = ConsoleStyle::compact;
  } else if (style == "json") {
    out.style = ConsoleStyle::json;
  } else {
    return wrong_value("logging.consoleStyle", R"("pretty", "compact", "json")");
  }
  return Done{};
}

Status read_redaction(const Config& config, const Settings& settings, Redactor& redactor) {
  redactor.add_secret(settings.secret.reveal());
  const std::string_view sensitive = config.text("logging.redactSensitive");
  if (config.at("logging.redactSensitive") && sensitive != "off" && sensitive != "tools") {
    return wrong_value("logging.redactSensitive", R"("off", "tools")");
  }
  if (sensitive == "off") {
    redactor.use_none();
    return Done{};
  }
  std::vector<std::string> patterns;
  const cJSON* item = nullptr;
  cJSON_ArrayForEach(item, config.at("logging.redactPatterns")) {
    if (!cJSON_IsString(item)) return wrong_value("logging.redactPatterns", "an array of strings");
    patterns.emplace_back(item->valuestring);
  }
  if (patterns.empty()) return Done{};
  return redactor.use_patterns(patterns);
}

Status read_file_settings(const Config& config, const Environment& environment, LogSettings& out) {
  out.file = config.text("logging.file");
  const std::string home = environment("HOME");
  if (out.file.starts_with("~/") && !home.empty()) out.file = home + out.file.substr(1);
  if (!out.file.empty() && out.file.front() != '/') {
    return wrong_value("logging.file", "an absolute path, or one that begins with ~/");
  }
  if (config.at("logging.maxFileBytes")) {
    const auto most = config.integer("logging.maxFileBytes");
    if (!most || *most <= 0) {
      return wrong_value("logging.maxFileBytes", "a number of bytes above 0");
    }
    out.max_file_bytes = static_cast<std::uint64_t>(*most);
  }
  out.dir = environment("OPENCLAW_LOG_DIR");
  if (out.dir.empty()) out.dir = "/tmp/openclaw";
  if (const std::string temporary = environment("TMPDIR"); !temporary.empty()) {
    out.temporary = temporary;
  }
  return Done{};
}

}  // namespace

std::string log_file_of(const Config& config) {
  LogSettings settings;
  if (!read_file_settings(config, process_environment, settings)) return {};
  if (!settings.file.empty()) return settings.file;
  // Another user's directory holds another gateway's log.
  for (const std::string& dir : {settings.dir, own_log_dir(settings.temporary)}) {
    const std::string name = is_private_dir(dir) ? newest_log_file(dir) : "";
    if (!name.empty()) return dir + '/' + name;
  }
  return {};
}

Result<LogSettings> settle_log(const Config& config, const Settings& settings, bool verbose,
                               const Environment& environment, const std::string& state_dir) {
  LogSettings out;
  for (const Status& status :
       {read_level(config, "logging.level", out.file_level),
        read_level(config, "logging.consoleLevel", out.console_level), read_style(config, out),
        read_redaction(config, settings, out.redactor),
        read_file_settings(config, environment, out)}) {
    if (!status) return status.error();
  }
  if (verbose) out.console_level = std::max(out.console_level, LogLevel::debug);
  if (const std::string name = environment("OPENCLAW_LOG_LEVEL"); !name.empty()) {
    if (const auto level = parse_log_level(name)) {
      out.file_level = out.console_level = *level;
    } else {
      log_line(
          LogLevel::warn, "log",
          "Ignoring invalid OPENCLAW_LOG_LEVEL=\"" + name + "\" (allowed: " + kLevelNames + ")");
    }
  }
  out.color = isatty(STDERR_FILENO) == 1 && environment("NO_COLOR").empty();
  if (!environment("OPENCLAW_SERVICE_MARKER").empty()) {
    out.console_copy = state_dir + "/logs/gateway.log";
  }
  return out;
}

}  // namespace openclaw
