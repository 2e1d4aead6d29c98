// SPDX-License-Identifier: MIT
// `openclaw system`: who is there, what the agent should hear of, and its heartbeat.
#include <cstdio>

#include "cli/ask.hpp"
#include "cli/commands.hpp"
#include "cli/scopes.hpp"
#include "core/json/indent.hpp"

namespace openclaw::cli {
namespace {

std::string presence_text(const cJSON* answer) {
  std::vector<TableRow> rows{{"Host", "Client", "Mode", "Version", "Address", "Reason", "Since"}};
  const cJSON* row = nullptr;
  cJSON_ArrayForEach(row, answer) {
    rows.push_back({cell(row, "host"), cell(row, "clientId"), cell(row, "mode"),
                    cell(row, "version"), cell(row, "ip"), cell(row, "reason"),
                    moment(json_int(row, "ts", 0))});
  }
  return rows.size() == 1 ? "Nobody is there.\n" : table(rows);
}

std::string heartbeat_text(const cJSON* answer) {
  if (!cJSON_IsObject(answer)) return "No heartbeat yet.\n";
  return table({{"Last heartbeat:", moment(json_int(answer, "ts", 0))},
                {"Outcome:", cell(answer, "status")},
                {"Reason:", cell(answer, "reason")}});
}

int run_presence(const Arguments& arguments) {
  return ask_and_show(arguments, "System presence", "system-presence", "{}", presence_text);
}

int run_heartbeat_last(const Arguments& arguments) {
  return ask_and_show(arguments, "Last heartbeat", "last-heartbeat", "{}", heartbeat_text);
}

int switch_heartbeats(const Arguments& arguments, bool on) {
  const auto answer = ask_gateway(arguments, scope::kAdmin, "set-heartbeats",
                                  on ? R"({"enabled":true})" : R"({"enabled":false})");
  if (!answer) return fail("System heartbeat failed: " + answer.error().message);
  std::puts(arguments.has("json") ? indent_json(*answer).c_str()
                                  : (on ? "Heartbeats are on." : "Heartbeats are off."));
  return 0;
}

int run_enable(const Arguments& arguments) { return switch_heartbeats(arguments, true); }
int run_disable(const Arguments& arguments) { return switch_heartbeats(arguments, false); }

int run_event(const Arguments& arguments) {
  const std::string text = arguments.value("text").value_or("");
  const std::string mode = arguments.value("mode").value_or("next-heartbeat");
  if (text.empty()) return fail("What has happened? Say it with --text <text>.");
  if (mode != "now" && mode != "next-heartbeat") {
    return fail("Invalid --mode (use \"now\" or \"next-heartbeat\")");
  }
  JsonWriter params;
  params.object().key("mode").value(mode).key("text").value(text).end();
  const auto answer = ask_gateway(arguments, scope::kWrite, "wake", params.str());
  if (!answer) return fail("System event failed: " + answer.error().message);
  std::puts(arguments.has("json") ? indent_json(*answer).c_str() : "ok");
  return 0;
}

Command leaf(const char* name, const char* summary, int (*run)(const Arguments&),
             std::vector<Option> options = {}) {
  Command command{name, summary};
  options.push_back({"json", nullptr, "Print the answer as JSON"});
  command.options = client_options(std::move(options));
  command.run = run;
  return command;
}

}  // namespace

Command system_command() {
  Command heartbeat{"heartbeat", "Show the last heartbeat, or switch heartbeats on and off"};
  heartbeat.options = {{"help", nullptr, "Show this help", 'h'}};
  heartbeat.commands = {leaf("last", "Show the last heartbeat", run_heartbeat_last),
                        leaf("enable", "Switch heartbeats on", run_enable),
                        leaf("disable", "Switch heartbeats off", run_disable)};
  Command command{"system", "Show who is there, or tell the agent what has happened"};
  command.options = {{"help", nullptr, "Show this help", 'h'}};
  command.commands = {
      leaf("presence", "Show the gateway and the clients that are connected", run_presence),
      leaf("event", "Tell the agent that something has happened", run_event,
           {{"text", "<text>", "What has happened"},
            {"mode", "<when>", "now, or next-heartbeat (the default)"}}),
      heartbeat};
  return command;
}

}  // namespace openclaw::cli
