// SPDX-License-Identifier: MIT
// `openclaw approvals`: what may be executed without asking, on the gateway or on a node.
#include <cstdio>
#include <functional>
#include <iterator>

#include "cli/approvals_text.hpp"
#include "cli/ask.hpp"
#include "cli/commands.hpp"
#include "cli/scopes.hpp"
#include "core/file.hpp"
#include "core/json/indent.hpp"
#include "core/json/json5.hpp"
#include "core/wall_time.hpp"

namespace openclaw::cli {
namespace {

constexpr std::size_t kMostDocument = 2 * 1024 * 1024;

// Whose document it is.
struct Holder {
  std::string node;  // empty: the gateway's
  [[nodiscard]] std::string label() const { return node.empty() ? "gateway" : "node:" + node; }
  [[nodiscard]] std::string method(const char* verb) const {
    return std::string(node.empty() ? "exec.approvals." : "exec.approvals.node.") + verb;
  }
};

Holder read_holder(const Arguments& arguments) { return {arguments.value("node").value_or("")}; }

Result<JsonTree> load(const Arguments& arguments, const Holder& holder) {
  JsonWriter params;
  params.object();
  if (!holder.node.empty()) params.key("nodeId").value(holder.node);
  params.end();
  const auto answer = ask_gateway(arguments, scope::kAdmin, holder.method("get"), params.str());
  if (!answer) return answer.error();
  return parse_json(*answer);
}

void show(const Arguments& arguments, const Holder& holder, const cJSON* snapshot) {
  const std::string json = print_json(snapshot);
  const std::string text =
      arguments.has("json") ? indent_json(json) + '\n' : approvals_text(snapshot, holder.label());
  std::fputs(text.c_str(), stdout);
}

int failed(const Error& error) { return fail("approvals failed: " + error.message); }

int run_approvals_get(const Arguments& arguments) {
  const Holder holder = read_holder(arguments);
  const auto snapshot = load(arguments, holder);
  if (!snapshot) return failed(snapshot.error());
  show(arguments, holder, snapshot->get());
  return 0;
}

// Puts `file` in the place of the document whose hash is `hash`, and shows what came of it.
int save(const Arguments& arguments, const Holder& holder, const cJSON* file,
         std::string_view hash) {
  JsonWriter params;
  params.object();
  if (!holder.node.empty()) params.key("nodeId").value(holder.node);
  params.key("file").raw(print_json(file));
  if (!hash.empty()) params.key("baseHash").value(hash);
  params.end();
  const auto answer = ask_gateway(arguments, scope::kAdmin, holder.method("set"), params.str());
  if (!answer) return failed(answer.error());
  const auto snapshot = parse_json(*answer);
  if (!snapshot) return failed(snapshot.error());
  if (!arguments.has("json")) std::printf("Target: %s\n", holder.label().c_str());
  show(arguments, holder, snapshot->get());
  return 0;
}

Result<std::string> read_input(const Arguments& arguments) {
  if (arguments.has("file") == arguments.has("stdin")) {
    return invalid_request(arguments.has("file") ? "Use either --file or --stdin (not both)."
                                                 : "Provide --file or --stdin.");
  }
  if (const auto path = arguments.value("file")) {
    const auto text = read_file(*path, kMostDocument);
    if (!text) return text.error();
    if (!*text) return invalid_request("there is no file " + *path);
    return **text;
  }
  std::string text;
  for (int c = std::getchar(); c != EOF && text.size() <= kMostDocument; c = std::getchar()) {
    text += static_cast<char>(c);
  }
  return text;
}

int run_approvals_set(const Arguments& arguments) {
  const auto text = read_input(arguments);
  if (!text) return fail(text.error().message);
  const auto file = parse_json5(*text);
  if (!file) return fail("Failed to parse approvals JSON: " + file.error().message);
  cJSON_DeleteItemFromObjectCaseSensitive(file->get(), "version");
  cJSON_AddNumberToObject(file->get(), "version", 1);
  const Holder holder = read_holder(arguments);
  const auto snapshot = load(arguments, holder);
  if (!snapshot) return failed(snapshot.error());
  return save(arguments, holder, file->get(), json_string(snapshot->get(), "hash"));
}

cJSON* member_object(cJSON* object, const char* key) {
  cJSON* found = cJSON_GetObjectItemCaseSensitive(object, key);
  return found ? found : cJSON_AddObjectToObject(object, key);
}

int index_of(const cJSON* list, std::string_view pattern) {
  int index = 0;
  const cJSON* entry = nullptr;
  cJSON_ArrayForEach(entry, list) {
    if (json_string(entry, "pattern") == pattern) return index;
    ++index;
  }
  return -1;
}

// False, with a line that says so, when there is nothing to change.
bool add_pattern(cJSON* agents, const std::string& id, const std::string& pattern) {
  cJSON* agent = member_object(agents, id.c_str());
  cJSON* list = cJSON_GetObjectItemCaseSensitive(agent, "allowlist");
  if (!list) list = cJSON_AddArrayToObject(agent, "allowlist");
  if (index_of(list, pattern) >= 0) {
    std::puts("Already allowlisted.");
    return false;
  }
  cJSON* entry = cJSON_CreateObject();
  cJSON_AddStringToObject(entry, "pattern", pattern.c_str());
  cJSON_AddNumberToObject(entry, "lastUsedAt", static_cast<double>(wall_ms()));
  cJSON_AddItemToArray(list, entry);
  return true;
}

bool remove_pattern(cJSON* agents, const std::string& id, const std::string& pattern) {
  cJSON* agent = cJSON_GetObjectItemCaseSensitive(agents, id.c_str());
  cJSON* list = cJSON_GetObjectItemCaseSensitive(agent, "allowlist");
  const int index = index_of(list, pattern);
  if (index < 0) {
    std::puts("Pattern not found.");
    return false;
  }
  cJSON_DeleteItemFromArray(list, index);
  if (cJSON_GetArraySize(list) == 0) cJSON_DeleteItemFromObjectCaseSensitive(agent, "allowlist");
  if (!agent->child) cJSON_DeleteItemFromObjectCaseSensitive(agents, id.c_str());
  return true;
}

int change(const Arguments& arguments,
           bool (*edit)(cJSON*, const std::string&, const std::string&)) {
  const std::string pattern = arguments.words().front();
  if (pattern.find_first_not_of(" \t") == std::string::npos) return fail("Pattern required.");
  const Holder holder = read_holder(arguments);
  const auto snapshot = load(arguments, holder);
  if (!snapshot) return failed(snapshot.error());
  cJSON* file = member_object(snapshot->get(), "file");
  cJSON* agents = member_object(file, "agents");
  if (!edit(agents, arguments.value("agent").value_or("*"), pattern)) return 0;
  return save(arguments, holder, file, json_string(snapshot->get(), "hash"));
}

int run_approvals_add(const Arguments& arguments) { return change(arguments, add_pattern); }
int run_approvals_remove(const Arguments& arguments) { return change(arguments, remove_pattern); }

Command approvals_leaf(const char* name, const char* summary, int (*run)(const Arguments&),
                       std::vector<Option> own) {
  own.push_back({"node", "<id>", "The document of a node"});
  own.push_back({"gateway", nullptr, "The gateway's, as without --node"});
  own.push_back({"json", nullptr, "Print the answer as JSON"});
  Command command{name, summary};
  command.options = client_options(std::move(own));
  command.run = run;
  return command;
}

Command with_pattern(Command command) {
  command.words = "<pattern>";
  command.word_count = 1;
  return command;
}

}  // namespace

Command approvals_command() {
  const Option agent{"agent", "<id>", "The agent; * for all of them, as without it"};
  Command allowlist{"allowlist", "Edit the patterns that need no approval"};
  allowlist.options = {{"help", nullptr, "Show this help", 'h'}};
  allowlist.commands = {with_pattern(approvals_leaf("add", "Add a pattern to an allowlist",
                                                    run_approvals_add, {agent})),
                        with_pattern(approvals_leaf("remove", "Remove a pattern from an allowlist",
                                                    run_approvals_remove, {agent}))};
  Command command{"approvals", "Manage what may be executed without asking"};
  command.options = {{"help", nullptr, "Show this help", 'h'}};
  command.commands = {
      approvals_leaf("get", "Show the document of exec approvals", run_approvals_get, {}),
      approvals_leaf("set", "Replace the document of exec approvals", run_approvals_set,
                     {{"file", "<path>", "A JSON file to put in its place"},
                      {"stdin", nullptr, "Read the JSON from standard input"}}),
      allowlist};
  return command;
}

}  // namespace openclaw::cli
