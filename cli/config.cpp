// SPDX-License-Identifier: MIT
// `openclaw config`: looks at the configuration file and edits it. No gateway is asked.
#include <cstdio>

#include "cli/commands.hpp"
#include "cli/session.hpp"
#include "core/config/issues.hpp"
#include "core/config/redact.hpp"
#include "core/config/start.hpp"
#include "core/json/indent.hpp"
#include "core/json/json5.hpp"
#include "core/paths.hpp"
#include "core/run_settings.hpp"
#include "openclaw_build.h"

namespace openclaw::cli {
namespace {

void print(const std::string& text) { std::fputs((text + "\n").c_str(), stdout); }

int not_found(const std::string& path) { return fail("Config path not found: " + path); }

int run_file(const Arguments&) {
  const auto paths = find_paths();
  if (!paths) return fail(paths.error().message);
  print(with_tilde(paths->config_file));
  return 0;
}

// A list or an object on lines of its own, anything else as it is.
std::string shown_value(const cJSON* node) {
  if (cJSON_IsString(node)) return node->valuestring;
  return indent_json(print_json(node));
}

int run_config_get(const Arguments& arguments) {
  const std::string& given = arguments.words().front();
  const auto path = parse_config_path(given);
  if (!path) return fail(path.error().message);
  const auto config = load_config();
  if (!config) return fail(config.error().message);
  const JsonTree copy(cJSON_Duplicate(find_at(config->root(), *path), 1));
  if (copy == nullptr) return not_found(given);
  redact_config(copy.get(), *path);
  print(arguments.has("json") ? indent_json(print_json(copy.get())) : shown_value(copy.get()));
  return 0;
}

Result<JsonTree> read_value(const Arguments& arguments) {
  const std::string& text = arguments.words().back();
  auto value = parse_json5(text);
  if (value) return value;
  if (arguments.has("strict-json") || arguments.has("json")) {
    return invalid_request("Failed to parse the value: " + value.error().message);
  }
  return JsonTree(cJSON_CreateString(text.c_str()));
}

// Nothing is written that the gateway would refuse.
int keep(Config& config, const std::string& done) {
  const auto paths = find_paths();
  if (!paths) return fail("Error: " + paths.error().message);
  const auto issues = all_issues(config, paths->plugin_dir);
  if (!issues.empty()) {
    std::string all;
    for (const ConfigIssue& issue : issues) {
      all += (all.empty() ? "" : "\n") + (issue.path.empty() ? "<root>" : issue.path) + ": " +
             issue.message;
    }
    return fail("Error: Config validation failed: " + all);
  }
  if (config.path().starts_with(paths->state_dir + "/")) make_dir_private(paths->state_dir);
  if (const Status saved = config.save(); !saved) return fail("Error: " + saved.error().message);
  print(done + ". Restart the gateway to apply.");
  return 0;
}

int run_config_set(const Arguments& arguments) {
  const std::string& given = arguments.words().front();
  const auto path = parse_config_path(given);
  if (!path) return fail(path.error().message);
  const auto value = read_value(arguments);
  if (!value) return fail("Error: " + value.error().message);
  if (holds_redacted(value->get())) {
    return fail("Error: the value holds " + std::string(kRedacted) +
                ", which stands for a secret that was not shown; give the secret itself");
  }
  auto config = load_config();
  if (!config) return fail(config.error().message);
  if (const Status set = config->set(*path, value->get()); !set) {
    return fail("Error: " + set.error().message);
  }
  return keep(*config, "Updated " + given);
}

int run_unset(const Arguments& arguments) {
  const std::string& given = arguments.words().front();
  const auto path = parse_config_path(given);
  if (!path) return fail(path.error().message);
  auto config = load_config();
  if (!config) return fail(config.error().message);
  const bool there = find_at(config->root(), *path) != nullptr;
  if (const Status unset = config->unset(*path); !unset) {
    return there ? fail("Error: " + given + ": " + unset.error().message) : not_found(given);
  }
  return keep(*config, "Removed " + given);
}

std::string verdict_json(const std::string& path, const std::vector<ConfigIssue>& issues) {
  JsonWriter w;
  w.object().key("valid").value(issues.empty()).key("path").value(path);
  if (!issues.empty()) write_issues(w.key("issues"), issues);
  return indent_json(w.end().take());
}

// What is no fault of the file alone. Who starts the gateway may have another environment than this
// one, so that its refusal here is no verdict.
std::vector<std::string> warnings_of(const Config& config, const Paths& paths) {
  std::vector<std::string> warnings = config.warnings();
  for (std::string& advice : config_advice(config.root(), OPENCLAW_VERSION)) {
    warnings.push_back(std::move(advice));
  }
  RunOptions options;
  options.allow_unconfigured = true;
  const auto run = settle_run(options, config, {}, process_environment, paths);
  if (!run) {
    warnings.push_back("a gateway started here would refuse it: " + run.error().message);
    return warnings;
  }
  std::string missing = missing_tailscale(run->settings, config, paths);
  if (!missing.empty()) warnings.push_back(std::move(missing));
  return warnings;
}

int run_validate(const Arguments& arguments) {
  const auto paths = find_paths();
  if (!paths) return fail(paths.error().message);
  const std::string shown_path = with_tilde(paths->config_file);
  const auto config = Config::load(paths->config_file);
  std::vector<ConfigIssue> issues;
  if (!config) {
    issues.push_back({"", config.error().message});
  } else if (!config->exists()) {
    issues.push_back({"", "Config file not found: " + shown_path});
  } else {
    issues = all_issues(*config, paths->plugin_dir);
  }
  if (arguments.has("json")) {
    print(verdict_json(paths->config_file, issues));
    return issues.empty() ? 0 : kFailed;
  }
  if (config && !config->exists()) return fail(issues.front().message);
  if (!issues.empty()) {
    return fail("Config invalid: " + shown_path + "\n" + issue_lines(issues) +
                "\nMend these places in the file, or with: openclaw config set <path> <value>");
  }
  print("Config valid: " + shown_path);
  for (const std::string& warning : warnings_of(*config, *paths)) print("Warning: " + warning);
  return 0;
}

Command leaf(const char* name, const char* summary, const char* words, std::size_t count,
             int (*run)(const Arguments&)) {
  Command command{name, summary};
  command.words = words;
  command.word_count = count;
  command.run = run;
  return command;
}

}  // namespace

Command config_command() {
  const Option help{"help", nullptr, "Show this help", 'h'};
  const Option json{"json", nullptr, "Print as JSON"};
  Command file = leaf("file", "Print where the configuration file is", "", 0, run_file);
  file.options = {help};
  Command get = leaf("get", "Print a value; secrets are not shown", "<path>", 1, run_config_get);
  get.options = {json, help};
  Command set = leaf("set", "Set a value", "<path> <value>", 2, run_config_set);
  set.detail =
      "The value is JSON5, or else a text. Put -- before one that begins with a dash.\n"
      "Comments in the file are lost; the copy beside it (.bak) keeps them.";
  set.options = {{"strict-json", nullptr, "Refuse a value that is not JSON5"},
                 {"json", nullptr, "The same"},
                 help};
  Command unset = leaf("unset", "Take a value away", "<path>", 1, run_unset);
  unset.options = {help};
  Command validate = leaf("validate", "Say whether the configuration is good", "", 0, run_validate);
  validate.options = {json, help};
  Command command{"config", "Look at the configuration, or edit it"};
  command.detail = "A path is keys with dots between them, [n] for an item: agents.list[0].id";
  command.options = {help};
  command.commands = {file, get, set, unset, validate};
  return command;
}

}  // namespace openclaw::cli
