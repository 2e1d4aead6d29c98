// SPDX-License-Identifier: MIT
#include "cli/nodes/text.hpp"

#include <algorithm>
#include <array>

#include "cli/ask.hpp"
#include "cli/display.hpp"
#include "cli/nodes/match.hpp"

namespace openclaw::cli {
namespace {

constexpr std::size_t kLeastName = 14;
constexpr std::size_t kLeastOther = 9;
constexpr std::size_t kMostWord = 40;
constexpr std::size_t kLongest = kScreenWidth - 2;

std::string word(const cJSON* row, const char* key) {
  return cut(printable(json_string(row, key)), kMostWord);
}

std::string label(const cJSON* row) {
  return node_label(json_string(row, "displayName"), json_string(row, "nodeId"));
}

std::string id_of(const cJSON* row) { return short_id(json_string(row, "nodeId")); }

std::int64_t last_connected(const cJSON* row) {
  return std::max(json_int(row, "lastConnectedAtMs", 0), json_int(row, "connectedAtMs", 0));
}

std::string ago(std::int64_t ms) { return ms > 0 ? moment(ms) : "unknown"; }

void join(std::string& out, const std::string& more) {
  if (!more.empty()) out += (out.empty() ? "" : " \xC2\xB7 ") + more;
}

std::string named(const char* name, const std::string& text) {
  return text.empty() ? "" : std::string(name) + text;
}

std::string permissions(const cJSON* row) {
  std::string out;
  const cJSON* one = nullptr;
  cJSON_ArrayForEach(one, json_get(row, "permissions")) {
    out +=
        (out.empty() ? "" : ", ") + printable(one->string) + (cJSON_IsTrue(one) ? " yes" : " no");
  }
  return out;
}

std::string versions(const cJSON* row) {
  std::string out;
  join(out, named("core ", word(row, "coreVersion")));
  join(out, named("ui ", word(row, "uiVersion")));
  return out.empty() ? word(row, "version") : out;
}

std::string device(const cJSON* row) {
  std::string out = word(row, "platform");
  const std::string family = word(row, "deviceFamily");
  if (family != out) join(out, family);
  join(out, word(row, "modelIdentifier"));
  return out;
}

std::string standing(const cJSON* row) {
  std::string out = json_bool(row, "paired", false) ? "paired" : "unpaired";
  if (!json_bool(row, "connected", false)) {
    join(out, "disconnected");
    return out;
  }
  join(out, "connected");
  const std::int64_t since = json_int(row, "connectedAtMs", 0);
  return since > 0 ? out + " (" + moment(since) + ')' : out;
}

std::string remedy(const cJSON* row) {
  const std::string request = word(row, "pendingRequestId");
  return request.empty() ? "" : "Not approved: openclaw nodes approve " + request;
}

void note(Cells& row, const std::string& text) {
  if (!text.empty()) row.push_back(text);
}

std::string bullets(const cJSON* items, const char* none) {
  std::string out;
  for (const std::string& text : sorted_strings(items)) out += "- " + cut(text, kLongest) + '\n';
  return out.empty() ? none : out;
}

}  // namespace

std::string pending_text(const JsonRows& rows) {
  const std::vector<Column> columns = {{"Request"},
                                       {"Node", kLeastName},
                                       {"IP", kLeastOther},
                                       {"Requested", kLeastOther},
                                       {"Repair"}};
  std::vector<Cells> cells;
  for (const cJSON* row : rows) {
    cells.push_back({word(row, "requestId"), label(row), word(row, "remoteIp"),
                     ago(json_int(row, "ts", 0)), json_bool(row, "isRepair", false) ? "yes" : ""});
    note(cells.back(), named("Device: ", device(row)));
    note(cells.back(), named("Commands: ", comma_list(json_get(row, "commands"))));
  }
  return "Pending\n" + fitted_table(columns, cells);
}

std::string paired_text(const JsonRows& rows) {
  const std::vector<Column> columns = {
      {"Node", kLeastName}, {"ID"}, {"IP", kLeastOther}, {"Last Connect", kLeastOther}};
  std::vector<Cells> cells;
  for (const cJSON* row : rows) {
    cells.push_back({label(row), id_of(row), word(row, "remoteIp"), ago(last_connected(row))});
  }
  return "Paired\n" + fitted_table(columns, cells);
}

std::string status_text(const JsonRows& rows) {
  const std::vector<Column> columns = {
      {"Node", kLeastName}, {"ID"}, {"IP", kLeastOther}, {"Status", kLeastName}};
  std::vector<Cells> cells;
  for (const cJSON* row : rows) {
    cells.push_back({label(row), id_of(row), word(row, "remoteIp"), standing(row)});
    std::string detail = device(row);
    join(detail, named("version ", versions(row)));
    note(cells.back(), detail);
    note(cells.back(), named("Caps: ", comma_list(json_get(row, "caps"))));
    note(cells.back(), remedy(row));
  }
  return fitted_table(columns, cells);
}

std::string describe_text(const cJSON* node) {
  struct Line {
    const char* name;
    std::string value;
  };
  const std::array<Line, 10> lines = {
      {{"ID:", printable(json_string(node, "nodeId"))},
       {"Name:", label(node)},
       {"IP:", word(node, "remoteIp")},
       {"Device:", device(node)},
       {"Version:", versions(node)},
       {"Perms:", permissions(node)},
       {"PATH:", printable(json_string(node, "pathEnv"))},
       {"Status:", standing(node)},
       {"Seen:", ago(std::max(last_connected(node), json_int(node, "lastSeenAtMs", 0)))},
       {"Caps:", comma_list(json_get(node, "caps"))}}};
  const std::vector<Column> columns = {{"Node"}, {"", kLeastName}};
  std::vector<Cells> cells;
  for (const Line& line : lines) {
    if (!line.value.empty()) cells.push_back({line.name, line.value});
  }
  std::string out =
      fitted_table(columns, cells) + "\nCommands\n" + bullets(json_get(node, "commands"), "none\n");
  const std::string waiting = bullets(json_get(node, "pendingDeclaredCommands"), "");
  if (!waiting.empty()) out += "\nWaiting for approval\n" + waiting;
  if (const std::string request = word(node, "pendingRequestId"); !request.empty()) {
    out += "\nTo approve it: openclaw nodes approve " + request + '\n';
  }
  return out;
}

}  // namespace openclaw::cli
