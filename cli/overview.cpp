// SPDX-License-Identifier: MIT
// `openclaw status`: the gateway, its clients and its sessions at a glance.
#include <cstdio>

#include "cli/ask.hpp"
#include "cli/commands.hpp"
#include "cli/duration.hpp"
#include "cli/scopes.hpp"
#include "core/json/indent.hpp"

namespace openclaw::cli {
namespace {

struct Overview {
  std::string url;
  std::string health, status, presence, sessions;  // JSON; only the first is sure to be there
};

Result<Overview> look(const Arguments& arguments) {
  const auto deadline = read_deadline(arguments);
  if (!deadline) return deadline.error();
  const auto config = load_config();
  if (!config) return config.error();
  const auto target = find_target(arguments, *config);
  if (!target) return target.error();
  auto client = GatewayClient::connect(*target, {Mode::command, {scope::kRead}}, *deadline);
  if (!client) return client.error();
  Overview found;
  found.url = place_of(*target);
  const auto ask = [&](const char* method, std::string& place, const char* params = "") -> Status {
    const auto answer = (*client)->call(method, params, false, *deadline);
    if (!answer) return answer.error();
    if (!answer->ok) return answer->error;
    place = answer->payload;
    return Done{};
  };
  if (const Status health = ask("health", found.health); !health) return health.error();
  static_cast<void>(ask("status", found.status));
  static_cast<void>(ask("system-presence", found.presence));
  // Status itself names sessions to administrators only.
  static_cast<void>(ask("sessions.list", found.sessions, R"({"limit":10})"));
  (*client)->close();
  return found;
}

std::string gateway_line(const Overview& found, const cJSON* status) {
  std::string out = found.url;
  if (cJSON_IsObject(status)) {
    out += ", version " + cell(status, "runtimeVersion");
    out += ", up " + duration(json_int(status, "uptimeMs", 0));
    out += ", pid " + cell(status, "pid");
  }
  return out;
}

std::string sessions_text(const cJSON* sessions) {
  std::vector<TableRow> rows{{"Session", "Model", "Updated"}};
  const cJSON* row = nullptr;
  cJSON_ArrayForEach(row, json_get(sessions, "sessions")) {
    rows.push_back({cell(row, "key"), cell(row, "model"), moment(json_int(row, "updatedAt", 0))});
  }
  return rows.size() == 1 ? "" : "\n" + table(rows);
}

std::string overview_text(const Overview& found) {
  const auto health = parse_json(found.health);
  const auto status = parse_json(found.status);
  const auto presence = parse_json(found.presence);
  const auto newest = parse_json(found.sessions);
  const cJSON* facts = status ? status->get() : nullptr;
  const cJSON* state = health ? health->get() : nullptr;
  const cJSON* plugins = json_get(state, "plugins");
  const cJSON* sessions = json_get(facts, "sessions");
  if (sessions == nullptr) sessions = json_get(state, "sessions");
  std::vector<TableRow> rows{{"Gateway:", gateway_line(found, facts)}};
  const std::int64_t bytes = json_int(json_get(facts, "processMemory"), "rssBytes", 0);
  if (bytes > 0) rows.push_back({"Memory:", std::to_string(bytes / (1 << 20)) + " MiB"});
  const auto count = [](const cJSON* list) { return std::to_string(cJSON_GetArraySize(list)); };
  const std::string broken = count(json_get(plugins, "errors"));
  rows.push_back({"Plugins:", count(json_get(plugins, "loaded")) +
                                  (broken == "0" ? "" : ", " + broken + " cannot be used")});
  rows.push_back({"Channels:", count(json_get(state, "channels"))});
  rows.push_back({"Sessions:", cell(sessions, "count")});
  if (presence) rows.push_back({"Present:", count(presence->get())});
  return "OpenClaw Status\n---------------\n" + table(rows) +
         (newest ? sessions_text(newest->get()) : "");
}

std::string overview_json(const Overview& found) {
  JsonWriter out;
  out.object().key("gateway").object().key("url").value(found.url);
  out.key("reachable").value(true).end();
  out.key("health").raw(found.health);
  if (!found.status.empty()) out.key("status").raw(found.status);
  if (!found.presence.empty()) out.key("presence").raw(found.presence);
  return indent_json(out.end().take());
}

int run_overview(const Arguments& arguments) {
  const auto found = look(arguments);
  if (!found) return fail("Status failed: " + found.error().message);
  const bool json = arguments.has("json");
  std::fputs((json ? overview_json(*found) + "\n" : overview_text(*found)).c_str(), stdout);
  return 0;
}

}  // namespace

Command status_command() {
  Command command{"status", "Show the gateway, its clients and its sessions at a glance"};
  command.detail = "What runs on this machine, also when it does not answer: gateway status.";
  command.options = client_options({{"json", nullptr, "Print as JSON"}});
  command.run = run_overview;
  return command;
}

}  // namespace openclaw::cli
