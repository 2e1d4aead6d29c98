// SPDX-License-Identifier: MIT
// `openclaw cron`, `channels` and `models`: what the gateway has, as tables.
#include "cli/ask.hpp"
#include "cli/commands.hpp"

namespace openclaw::cli {
namespace {

std::string schedule_of(const cJSON* job) {
  const cJSON* schedule = json_get(job, "schedule");
  const std::string kind(json_string(schedule, "kind"));
  if (kind == "cron") return cell(schedule, "expr");
  if (kind == "at") return "at " + cell(schedule, "at");
  if (kind == "every") return "every " + cell(schedule, "everyMs") + "ms";
  return kind.empty() ? "-" : kind;
}

std::string cron_jobs_text(const cJSON* answer) {
  std::vector<TableRow> rows{{"Id", "Name", "Schedule", "Enabled", "Next", "Last"}};
  const cJSON* job = nullptr;
  cJSON_ArrayForEach(job, json_get(answer, "jobs")) {
    const cJSON* state = json_get(job, "state");
    rows.push_back({cell(job, "id"), cell(job, "name"), schedule_of(job),
                    json_bool(job, "enabled", true) ? "yes" : "no",
                    moment(json_int(state, "nextRunAtMs", 0)), cell(state, "lastRunStatus")});
  }
  if (rows.size() == 1) return "No cron jobs.\n";
  std::string out = table(rows);
  if (json_bool(answer, "hasMore", false)) {
    out += "There are " + cell(answer, "total") + " in all.\n";
  }
  return out;
}

std::string cron_status_text(const cJSON* answer) {
  return table({{"Enabled:", json_bool(answer, "enabled", false) ? "yes" : "no"},
                {"Jobs:", cell(answer, "jobs")},
                {"Next:", moment(json_int(answer, "nextWakeAtMs", 0))},
                {"Stored in:", cell(answer, "storePath")}});
}

std::string channels_text(const cJSON* answer) {
  std::vector<TableRow> rows{{"Channel", "Name", "Configured", "Running"}};
  const cJSON* channel = nullptr;
  cJSON_ArrayForEach(channel, json_get(answer, "channels")) {
    rows.push_back({channel->string, cell(json_get(answer, "channelLabels"), channel->string),
                    cell(channel, "configured"), cell(channel, "running")});
  }
  return rows.size() == 1 ? "No channels.\n" : table(rows);
}

std::string models_text(const cJSON* answer) {
  std::vector<TableRow> rows{{"Model", "Name", "Context", "Available", "Tags"}};
  const cJSON* model = nullptr;
  cJSON_ArrayForEach(model, json_get(answer, "models")) {
    std::string tags;
    const cJSON* tag = nullptr;
    cJSON_ArrayForEach(tag, json_get(model, "tags")) {
      if (cJSON_IsString(tag)) tags += (tags.empty() ? "" : ", ") + std::string(tag->valuestring);
    }
    rows.push_back({cell(model, "provider") + "/" + cell(model, "id"), cell(model, "name"),
                    cell(model, "contextWindow"),
                    json_bool(model, "available", true) ? "yes" : "no", tags});
  }
  return rows.size() == 1 ? "No models.\n" : table(rows);
}

int run_cron_list(const Arguments& arguments) {
  return ask_and_show(arguments, "Cron list", "cron.list",
                      arguments.has("all") ? R"({"includeDisabled":true,"limit":200})"
                                           : R"({"includeDisabled":false,"limit":200})",
                      cron_jobs_text);
}

int run_cron_status(const Arguments& arguments) {
  return ask_and_show(arguments, "Cron status", "cron.status", "{}", cron_status_text);
}

int run_channels(const Arguments& arguments) {
  return ask_and_show(arguments, "Channels status", "channels.status",
                      arguments.has("probe") ? R"({"probe":true})" : R"({"probe":false})",
                      channels_text);
}

int run_models(const Arguments& arguments) {
  return ask_and_show(arguments, "Models list", "models.list", "{}", models_text);
}

Command leaf(const char* name, const char* summary, std::vector<Option> options,
             int (*run)(const Arguments&)) {
  Command command{name, summary};
  options.insert(options.begin(), {"json", nullptr, "Print the answer as JSON"});
  command.options = client_options(std::move(options));
  command.run = run;
  return command;
}

Command group(const char* name, const char* summary, std::vector<Command> commands) {
  Command command{name, summary};
  command.options = {{"help", nullptr, "Show this help", 'h'}};
  command.commands = std::move(commands);
  return command;
}

}  // namespace

Command cron_command() {
  return group(
      "cron", "Show the jobs that are kept",
      {leaf("list", "List the jobs", {{"all", nullptr, "Also those that are switched off"}},
            run_cron_list),
       leaf("status", "Show whether jobs run, and when the next is due", {}, run_cron_status)});
}

Command channels_command() {
  return group("channels", "Show the chat channels",
               {leaf("status", "Show which channels there are, and whether they work",
                     {{"probe", nullptr, "Also try each of them"}}, run_channels)});
}

Command models_command() {
  return group("models", "Show the models that can answer",
               {leaf("list", "List the models", {}, run_models)});
}

}  // namespace openclaw::cli
