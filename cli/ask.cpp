// SPDX-License-Identifier: MIT
#include "cli/ask.hpp"

#include <algorithm>
#include <cstdio>

#include "cli/duration.hpp"
#include "cli/scopes.hpp"
#include "core/json/indent.hpp"
#include "core/json/utf8.hpp"
#include "core/wall_time.hpp"

namespace openclaw::cli {

Result<std::string> ask_gateway(const Arguments& arguments, const std::string& scope,
                                std::string_view method, std::string_view params) {
  const auto deadline = read_deadline(arguments);
  if (!deadline) return deadline.error();
  auto client = open_session(arguments, {Mode::command, {scope}}, *deadline);
  if (!client) return client.error();
  auto answer = (*client)->call(method, params, false, *deadline);
  (*client)->close();
  if (!answer) return answer.error();
  if (!answer->ok) return answer->error;
  return answer->payload.empty() ? "null" : std::move(answer->payload);
}

int ask_and_show(const Arguments& arguments, const char* what, std::string_view method,
                 std::string_view params, std::string (*text)(const cJSON* answer)) {
  const auto answer = ask_gateway(arguments, scope::kRead, method, params);
  if (!answer) return fail(std::string(what) + " failed: " + answer.error().message);
  if (arguments.has("json")) {
    std::puts(indent_json(*answer).c_str());
    return 0;
  }
  const auto tree = parse_json(*answer);
  if (!tree) return fail(std::string(what) + " failed: " + tree.error().message);
  std::fputs(text(tree->get()).c_str(), stdout);
  return 0;
}

std::string table(const std::vector<TableRow>& rows) {
  std::vector<std::size_t> widths;
  for (const TableRow& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], utf8_count(row[i]));
    }
  }
  std::string out;
  for (const TableRow& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      line += row[i] + std::string(widths[i] - utf8_count(row[i]) + 2, ' ');
    }
    line.erase(std::remove_if(line.begin(), line.end(),
                              [](char c) { return static_cast<unsigned char>(c) < ' '; }),
               line.end());
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + "\n";
  }
  return out;
}

std::string moment(std::int64_t at_ms) {
  if (at_ms <= 0) return "-";
  const std::int64_t ago = wall_ms() - at_ms;
  return ago >= 0 ? duration(ago) + " ago" : "in " + duration(-ago);
}

std::string cell(const cJSON* object, const char* key) {
  const cJSON* value = json_get(object, key);
  if (cJSON_IsString(value)) return *value->valuestring == '\0' ? "-" : value->valuestring;
  if (cJSON_IsNumber(value) || cJSON_IsBool(value)) return print_json(value);
  return "-";
}

}  // namespace openclaw::cli
