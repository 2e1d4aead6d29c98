// SPDX-License-Identifier: MIT
// `openclaw nodes list`, `status`, `pending` and `describe`.
#include <algorithm>
#include <cstdio>

#include "cli/display.hpp"
#include "cli/duration.hpp"
#include "cli/nodes/nodes.hpp"
#include "cli/nodes/text.hpp"
#include "core/json/indent.hpp"
#include "core/wall_time.hpp"

namespace openclaw::cli {
namespace {

// Which nodes are wanted.
struct Filter {
  bool connected = false;
  std::optional<std::int64_t> within_ms;
  [[nodiscard]] bool any() const { return connected || within_ms; }

  // `row` of any list; `live` is that of node.list, nullptr when it has none.
  [[nodiscard]] bool passes(const cJSON* row, const cJSON* live) const {
    if (connected && !json_bool(live, "connected", false)) return false;
    if (!within_ms) return true;
    std::int64_t last = 0;
    for (const cJSON* one : {row, live}) {
      last = std::max(
          {last, json_int(one, "lastConnectedAtMs", 0), json_int(one, "connectedAtMs", 0)});
    }
    return last > 0 && wall_ms() - last <= *within_ms;
  }
};

Result<Filter> read_filter(const Arguments& arguments) {
  Filter filter{arguments.has("connected"), std::nullopt};
  const auto given = arguments.value("last-connected");
  if (!given) return filter;
  filter.within_ms = read_duration(*given);
  if (!filter.within_ms) {
    return invalid_request("Invalid --last-connected. Use a span of time, for example 24h or 30m.");
  }
  return filter;
}

JsonRows rows_of(const cJSON* items) {
  JsonRows rows;
  const cJSON* row = nullptr;
  cJSON_ArrayForEach(row, items) rows.push_back(row);
  return rows;
}

const cJSON* row_of(const cJSON* items, std::string_view id) {
  const cJSON* row = nullptr;
  cJSON_ArrayForEach(row, items) {
    if (json_string(row, "nodeId") == id) return row;
  }
  return nullptr;
}

// Gateways of the old line put the secret of a node into its row.
cJSON* without_secret(const cJSON* row) {
  cJSON* copy = cJSON_Duplicate(row, 1);
  cJSON_DeleteItemFromObjectCaseSensitive(copy, "token");
  return copy;
}

JsonTree array_of(const JsonRows& rows) {
  JsonTree array(cJSON_CreateArray());
  for (const cJSON* row : rows) cJSON_AddItemToArray(array.get(), without_secret(row));
  return array;
}

std::string of_all(std::size_t shown, std::size_t all) {
  return shown == all ? "" : " (of " + std::to_string(all) + ')';
}

struct Lists {
  JsonTree pairing;
  JsonTree live;  // nullptr: the gateway did not say
};

Result<Lists> ask_lists(const Arguments& arguments) {
  auto asker = Asker::open(arguments, {scope::kRead, scope::kPairing});
  if (!asker) return asker.error();
  auto pairing = asker->ask_tree("node.pair.list", "{}");
  if (!pairing) return pairing.error();
  auto live = asker->ask_tree("node.list", "{}");
  return Lists{std::move(*pairing), live ? std::move(*live) : nullptr};
}

int run_nodes_list(const Arguments& arguments) {
  const auto filter = read_filter(arguments);
  if (!filter) return nodes_failed("list", filter.error());
  const auto lists = ask_lists(arguments);
  if (!lists) return nodes_failed("list", lists.error());
  const cJSON* live = json_get(lists->live.get(), "nodes");
  const JsonRows all = rows_of(json_get(lists->pairing.get(), "paired"));
  const JsonRows pending =
      filter->any() ? JsonRows() : rows_of(json_get(lists->pairing.get(), "pending"));
  JsonTree tree(cJSON_CreateObject());
  cJSON* paired = cJSON_AddArrayToObject(tree.get(), "paired");
  for (const cJSON* row : all) {
    const cJSON* alive = row_of(live, json_string(row, "nodeId"));
    if (!filter->passes(row, alive)) continue;
    cJSON* copy = without_secret(row);
    const cJSON* at = json_get(alive, "lastConnectedAtMs");
    if (at != nullptr && !json_get(copy, "lastConnectedAtMs")) {
      cJSON_AddItemToObject(copy, "lastConnectedAtMs", cJSON_Duplicate(at, 1));
    }
    cJSON_AddItemToArray(paired, copy);
  }
  if (arguments.has("json")) {
    cJSON_AddItemToObject(tree.get(), "pending", array_of(pending).release());
    return print_tree(tree.get());
  }
  const JsonRows shown = rows_of(paired);
  std::string text = "Pending: " + std::to_string(pending.size()) +
                     " \xC2\xB7 Paired: " + std::to_string(shown.size()) +
                     of_all(shown.size(), all.size()) + '\n';
  if (!pending.empty()) text += '\n' + pending_text(pending);
  if (!shown.empty()) text += '\n' + paired_text(shown);
  std::fputs(text.c_str(), stdout);
  return 0;
}

int run_nodes_status(const Arguments& arguments) {
  const auto filter = read_filter(arguments);
  if (!filter) return nodes_failed("status", filter.error());
  // Which request waits is told to those who may decide on it.
  auto asker = Asker::open(arguments, {scope::kRead, scope::kPairing});
  if (!asker) return nodes_failed("status", asker.error());
  const auto answer = asker->ask_tree("node.list", "{}");
  if (!answer) return nodes_failed("status", answer.error());
  const JsonRows all = rows_of(json_get(answer->get(), "nodes"));
  JsonRows shown;
  for (const cJSON* row : all) {
    if (filter->passes(row, row)) shown.push_back(row);
  }
  if (arguments.has("json")) {
    cJSON_ReplaceItemInObjectCaseSensitive(answer->get(), "nodes", array_of(shown).release());
    return print_tree(answer->get());
  }
  int paired = 0;
  int connected = 0;
  for (const cJSON* row : shown) {
    paired += json_bool(row, "paired", false) ? 1 : 0;
    connected += json_bool(row, "connected", false) ? 1 : 0;
  }
  std::string text = "Known: " + std::to_string(shown.size()) + of_all(shown.size(), all.size()) +
                     " \xC2\xB7 Paired: " + std::to_string(paired) +
                     " \xC2\xB7 Connected: " + std::to_string(connected) + '\n';
  if (!shown.empty()) text += '\n' + status_text(shown);
  std::fputs(text.c_str(), stdout);
  return 0;
}

bool wants_node(const cJSON* row) {
  if (json_string(row, "role") == "node") return true;
  for (const std::string& role : sorted_strings(json_get(row, "roles"))) {
    if (role == "node") return true;
  }
  return false;
}

// A node from elsewhere is approved as a device before it may offer anything.
std::string waiting_devices(Asker& asker) {
  const auto list = asker.ask_tree("device.pair.list", "{}");
  if (!list) return {};
  const JsonRows rows = rows_of(json_get(list->get(), "pending"));
  const auto count = std::count_if(rows.begin(), rows.end(), wants_node);
  if (count == 0) return {};
  return '\n' + std::to_string(count) + (count == 1 ? " device waits" : " devices wait") +
         " to be paired as a node first: openclaw devices list\n";
}

int run_pending(const Arguments& arguments) {
  auto asker = Asker::open(arguments, {scope::kRead, scope::kPairing});
  if (!asker) return nodes_failed("pending", asker.error());
  const auto answer = asker->ask_tree("node.pair.list", "{}");
  if (!answer) return nodes_failed("pending", answer.error());
  const JsonRows rows = rows_of(json_get(answer->get(), "pending"));
  if (arguments.has("json")) return print_tree(array_of(rows).get());
  const std::string text =
      rows.empty() ? "No pending pairing requests.\n"
                   : pending_text(rows) + "\nTo approve one: openclaw nodes approve <request>\n";
  std::fputs((text + waiting_devices(*asker)).c_str(), stdout);
  return 0;
}

Result<JsonTree> describe(const Arguments& arguments) {
  auto asker = Asker::open(arguments, {scope::kRead, scope::kPairing});
  if (!asker) return asker.error();
  const auto node = find_node(*asker, arguments);
  if (!node) return node.error();
  JsonWriter w;
  w.object().key("nodeId").value(node->id);
  return asker->ask_tree("node.describe", w.end().str());
}

int run_describe(const Arguments& arguments) {
  const auto answer = describe(arguments);
  if (!answer) return nodes_failed("describe", answer.error());
  if (arguments.has("json")) return print_tree(answer->get());
  std::fputs(describe_text(answer->get()).c_str(), stdout);
  return 0;
}

std::vector<Option> filters() {
  return {{"connected", nullptr, "Only those that are connected"},
          {"last-connected", "<duration>", "Only those that were within this time, like 24h"}};
}

}  // namespace

Command nodes_list_command() {
  return nodes_leaf("list", "List the nodes that wait for approval and those that have it",
                    run_nodes_list, filters());
}

Command nodes_status_command() {
  return nodes_leaf("status", "List all nodes: whether they are connected, and what they can do",
                    run_nodes_status, filters());
}

Command nodes_pending_command() {
  return nodes_leaf("pending", "List the nodes that wait for approval", run_pending, {});
}

Command nodes_describe_command() {
  return nodes_leaf("describe", "Show what a node can do, and which commands it takes",
                    run_describe, {node_option()});
}

}  // namespace openclaw::cli
