// SPDX-License-Identifier: MIT
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "cli/commands.hpp"
#include "cli/log_lines.hpp"
#include "cli/log_source.hpp"
#include "cli/session.hpp"

namespace openclaw::cli {
namespace {

struct LogsWish {
  LogQuestion question;
  std::int64_t interval_ms = 1000;
  LogLevel least = LogLevel::trace;
  bool every_level = true;
  bool follow = false;
  bool json = false;
  bool color = false;
  bool local_time = false;
};

Status read_numbers(const Arguments& arguments, LogsWish& wanted) {
  const char* limit = arguments.has("tail") ? "tail" : "limit";
  const auto read = [&arguments](const char* name, std::int64_t most, std::int64_t& value) {
    const auto found = arguments.number(name, value, 1, most);
    if (found) value = *found;
    return found ? Status(Done{}) : Status(found.error());
  };
  if (Status status = read(limit, 5000, wanted.question.limit); !status) return status;
  if (Status status = read("max-bytes", 1'000'000, wanted.question.max_bytes); !status)
    return status;
  if (Status status = read("interval", 3'600'000, wanted.interval_ms); !status) return status;
  return read("timeout", 86'400'000, wanted.question.timeout_ms);
}

Result<LogsWish> read_wanted(const Arguments& arguments) {
  LogsWish wanted;
  if (const Status numbers = read_numbers(arguments, wanted); !numbers) return numbers.error();
  if (const auto name = arguments.value("level")) {
    const auto level = parse_log_level(*name);
    if (!level || *level == LogLevel::silent) {
      return invalid_request(
          "Invalid --level (use \"trace\", \"debug\", \"info\", \"warn\", \"error\" or "
          "\"fatal\")");
    }
    wanted.least = *level;
    wanted.every_level = false;
  }
  wanted.follow = arguments.has("follow");
  wanted.json = arguments.has("json");
  wanted.local_time = arguments.has("local-time");
  const char* no_color = std::getenv("NO_COLOR");
  wanted.color = isatty(STDOUT_FILENO) == 1 && !arguments.has("plain") &&
                 !arguments.has("no-color") && (no_color == nullptr || *no_color == '\0');
  return wanted;
}

void print_line(const std::string& line) { std::puts(line.c_str()); }

void print_line(const LogsWish& wanted, std::string_view line) {
  auto entry = read_log_entry(line);
  if (!wanted.every_level && (!entry || !at_least(*entry, wanted.least))) return;
  if (entry && wanted.local_time) entry->time = in_local_time(entry->time);
  if (wanted.json) {
    if (entry) return print_line(entry_json(*entry, line));
    JsonWriter w;
    w.object().key("type").value("raw").key("raw").value(line).end();
    return print_line(w.take());
  }
  LogEntry plain;
  plain.message = line;
  print_line(entry_text(entry ? *entry : plain, wanted.color));
}

void notice(const LogsWish& wanted, const char* text) {
  if (!wanted.json) {
    std::fflush(stdout);
    std::fprintf(stderr, "%s\n", text);
    return;
  }
  JsonWriter w;
  w.object().key("type").value("notice").key("message").value(text).end();
  print_line(w.take());
}

void print_head(const LogsWish& wanted, const cJSON* answer) {
  const std::string_view file = json_string(answer, "file");
  if (wanted.json) {
    JsonWriter w;
    w.object().key("type").value("meta").key("file").value(file);
    w.key("cursor").value(json_int(answer, "cursor", 0));
    w.key("size").value(json_int(answer, "size", 0)).end();
    print_line(w.take());
  } else if (!file.empty()) {
    print_line("Log file: " + std::string(file));
  }
}

void print_answer(const LogsWish& wanted, const cJSON* answer, bool first) {
  if (first) print_head(wanted, answer);
  const cJSON* line = nullptr;
  cJSON_ArrayForEach(line, json_get(answer, "lines")) {
    if (cJSON_IsString(line)) print_line(wanted, line->valuestring);
  }
  if (json_bool(answer, "truncated", false)) {
    notice(wanted, "Log tail truncated (increase --max-bytes).");
  }
  if (json_bool(answer, "reset", false)) notice(wanted, "Log cursor reset (file rotated).");
  std::fflush(stdout);
}

Status show(const Arguments& arguments, const LogsWish& wanted) {
  auto source = open_log_source(arguments, wanted.question);
  if (!source) return source.error();
  if (const std::string note = (*source)->note(); !note.empty()) notice(wanted, note.c_str());
  std::int64_t cursor = -1;
  for (bool first = true; true; first = false) {
    const auto answer = (*source)->tail(cursor);
    if (!answer) return answer.error();
    const auto payload = parse_json(*answer);
    if (!payload) return unavailable("the answer is no JSON: " + payload.error().message);
    print_answer(wanted, payload->get(), first);
    cursor = json_int(payload->get(), "cursor", cursor);
    if (!wanted.follow) return Done{};
    if (Status waited = (*source)->pause(wanted.interval_ms); !waited) return waited;
  }
}

int run_logs(const Arguments& arguments) {
  const auto wanted = read_wanted(arguments);
  if (!wanted) return fail(wanted.error().message);
  const Status shown = show(arguments, *wanted);
  if (shown) return 0;
  if (!wanted->json) return fail("Gateway logs failed: " + shown.error().message);
  JsonWriter w;
  w.object().key("type").value("error").key("message").value("Gateway logs failed.");
  w.key("error").value(shown.error().message).end();
  return fail(w.take());
}

}  // namespace

Command logs_command() {
  Command command{"logs", "Show the log of the gateway"};
  command.detail =
      "The gateway is asked for it. Where none runs on this machine, its file is read.";
  command.options =
      client_options({{"limit", "<n>", "How many lines at most (default: 200)"},
                      {"tail", "<n>", "The same as --limit"},
                      {"max-bytes", "<n>", "How much of the file at most (default: 250000)"},
                      {"follow", nullptr, "Go on with new lines until Ctrl-C", 'f'},
                      {"interval", "<ms>", "How often to ask for new lines (default: 1000)"},
                      {"level", "<level>", "Only lines of this level and more severe ones", '\0',
                       "fatal error warn info debug trace"},
                      {"json", nullptr, "One JSON object a line"},
                      {"plain", nullptr, "Without colors"},
                      {"no-color", nullptr, "The same as --plain"},
                      {"local-time", nullptr, "Times in the time zone of this machine"}});
  command.run = run_logs;
  return command;
}

}  // namespace openclaw::cli
