// SPDX-License-Identifier: MIT
#include <cstdio>

#include "cli/asker.hpp"
#include "cli/commands.hpp"
#include "cli/devices_text.hpp"
#include "cli/scopes.hpp"
#include "core/json/indent.hpp"
#include "core/wall_time.hpp"

namespace openclaw::cli {
namespace {

using Names = std::vector<std::string>;

Result<std::string> ask_once(const Arguments& arguments, const Names& scopes, const char* method,
                             const std::string& params) {
  auto asker = Asker::open(arguments, scopes);
  if (!asker) return asker.error();
  return asker->ask(method, params);
}

int failed(const char* command, const Error& error) {
  return fail(std::string("devices ") + command + " failed: " + error.message);
}

int print(const Arguments& arguments, const std::string& payload, const std::string& text) {
  std::puts(arguments.has("json") ? indent_json(payload).c_str() : text.c_str());
  return 0;
}

std::string member(const std::string& payload, const char* key) {
  const auto tree = parse_json(payload);
  return tree ? std::string(json_string(tree->get(), key)) : std::string();
}

int run_devices_list(const Arguments& arguments) {
  const auto payload = ask_once(arguments, {scope::kPairing}, "device.pair.list", "{}");
  if (!payload) return failed("list", payload.error());
  const auto tree = parse_json(*payload);
  if (!tree) return failed("list", tree.error());
  const std::string text =
      arguments.has("json") ? indent_json(*payload) + '\n' : devices_text(tree->get(), wall_ms());
  std::fputs(text.c_str(), stdout);
  return 0;
}

// The id that was given, or with --latest that of the newest request.
Result<std::string> request_id(const Arguments& arguments) {
  const bool latest = arguments.has("latest");
  if (arguments.words().empty() != latest) {
    return invalid_request("name one request, or give --latest alone; see: openclaw devices list");
  }
  if (!latest) return arguments.words().front();
  auto asker = Asker::open(arguments, {scope::kPairing});
  if (!asker) return asker.error();
  const auto list = asker->ask_tree("device.pair.list", "{}");
  if (!list) return list.error();
  const cJSON* newest = nullptr;
  const cJSON* row = nullptr;
  cJSON_ArrayForEach(row, json_get(list->get(), "pending")) {
    if (json_int(row, "ts", 0) > json_int(newest, "ts", -1)) newest = row;
  }
  if (!newest) return invalid_request("no device waits for approval");
  return std::string(json_string(newest, "requestId"));
}

// What asks for more than pairing is approved by an administrator.
Result<std::string> approve(const Arguments& arguments, const std::string& id) {
  const std::string params = one_param("requestId", id);
  auto payload = ask_once(arguments, {scope::kPairing}, "device.pair.approve", params);
  if (payload) return payload;
  const std::string& why = payload.error().message;
  const bool too_little =
      why == "device pairing approval denied" || why.starts_with("missing scope: ");
  if (!too_little) return payload;
  return ask_once(arguments, {scope::kAdmin}, "device.pair.approve", params);
}

int run_devices_approve(const Arguments& arguments) {
  const auto id = request_id(arguments);
  if (!id) return failed("approve", id.error());
  const auto payload = approve(arguments, *id);
  if (!payload) return failed("approve", payload.error());
  const auto tree = parse_json(*payload);
  const cJSON* device = tree ? json_get(tree->get(), "device") : nullptr;
  return print(arguments, *payload,
               "Approved " + std::string(json_string(device, "deviceId")) + " (" + *id + ')');
}

int run_devices_reject(const Arguments& arguments) {
  const std::string& id = arguments.words().front();
  const auto payload =
      ask_once(arguments, {scope::kPairing}, "device.pair.reject", one_param("requestId", id));
  if (!payload) return failed("reject", payload.error());
  return print(arguments, *payload, "Rejected " + member(*payload, "deviceId") + " (" + id + ')');
}

int run_devices_remove(const Arguments& arguments) {
  const std::string& id = arguments.words().front();
  const auto payload =
      ask_once(arguments, {scope::kPairing}, "device.pair.remove", one_param("deviceId", id));
  if (!payload) return failed("remove", payload.error());
  return print(arguments, *payload, "Removed " + id);
}

// deviceId and role, which both token commands need, and what else there is.
Result<std::string> token_params(const Arguments& arguments) {
  const auto device = arguments.value("device");
  const auto role = arguments.value("role");
  if (!device || !role) {
    return invalid_request("--device and --role are needed; see: openclaw devices list");
  }
  JsonWriter w;
  w.object().key("deviceId").value(*device).key("role").value(*role);
  if (const auto scopes = arguments.value("scope")) {
    w.key("scopes").array();
    for (std::size_t from = 0; from <= scopes->size();) {
      const std::size_t to = std::min(scopes->find(',', from), scopes->size());
      if (to > from) w.value(std::string_view(*scopes).substr(from, to - from));
      from = to + 1;
    }
    w.end();
  }
  return w.end().take();
}

int run_token(const Arguments& arguments, const char* name, const char* method, const char* done) {
  const auto params = token_params(arguments);
  if (!params) return failed(name, params.error());
  const auto payload = ask_once(arguments, {scope::kAdmin, scope::kPairing}, method, *params);
  if (!payload) return failed(name, payload.error());
  return print(arguments, *payload,
               done + *arguments.value("device") + " (" + *arguments.value("role") + ')');
}

int run_rotate(const Arguments& arguments) {
  return run_token(arguments, "rotate", "device.token.rotate", "Rotated the token of ");
}

int run_revoke(const Arguments& arguments) {
  return run_token(arguments, "revoke", "device.token.revoke", "Revoked the token of ");
}

// Calls `method` for each row; gives the ids. What is gone already counts too.
Result<Names> for_each(Asker& asker, const cJSON* rows, const char* key, const char* method) {
  Names ids;
  const cJSON* row = nullptr;
  cJSON_ArrayForEach(row, rows) {
    const std::string id(json_string(row, key));
    const auto done = asker.ask(method, one_param(key, id));
    if (!done && !done.error().message.starts_with("unknown ")) return done.error();
    ids.push_back(id);
  }
  return ids;
}

std::string cleared_json(const Names& removed, const Names& rejected) {
  JsonWriter w;
  w.object().key("removedDevices").array();
  for (const std::string& id : removed) w.value(id);
  w.end().key("rejectedPending").array();
  for (const std::string& id : rejected) w.value(id);
  return w.end().end().take();
}

int run_clear(const Arguments& arguments) {
  if (!arguments.has("yes")) {
    return fail("Refusing to remove every paired device without --yes");
  }
  auto asker = Asker::open(arguments, {scope::kPairing});
  if (!asker) return failed("clear", asker.error());
  const auto list = asker->ask_tree("device.pair.list", "{}");
  if (!list) return failed("clear", list.error());
  const cJSON* root = list->get();
  const auto removed = for_each(*asker, json_get(root, "paired"), "deviceId", "device.pair.remove");
  if (!removed) return failed("clear", removed.error());
  const cJSON* waiting = arguments.has("pending") ? json_get(root, "pending") : nullptr;
  const auto rejected = for_each(*asker, waiting, "requestId", "device.pair.reject");
  if (!rejected) return failed("clear", rejected.error());
  std::string text = "Removed " + std::to_string(removed->size()) + " paired devices";
  if (arguments.has("pending")) {
    text += ", rejected " + std::to_string(rejected->size()) + " requests";
  }
  return print(arguments, cleared_json(*removed, *rejected), text);
}

Command device_leaf(const char* name, const char* summary, int (*run)(const Arguments&),
                    std::vector<Option> own = {}) {
  Command command{name, summary};
  own.push_back({"json", nullptr, "Print the answer as JSON"});
  command.options = client_options(std::move(own));
  command.run = run;
  return command;
}

}  // namespace

Command devices_command() {
  const Option device{"device", "<id>", "The device"};
  const Option role{"role", "<role>", "operator or node"};
  Command approve = device_leaf("approve", "Approve a device that waits", run_devices_approve,
                                {{"latest", nullptr, "The newest request, whichever it is"}});
  approve.words = "[<request>]";
  approve.spare_words = 1;
  Command command{"devices", "Pair devices with the gateway and manage their tokens"};
  command.options = {{"help", nullptr, "Show this help", 'h'}};
  command.commands = {
      device_leaf("list", "List paired devices and those that wait for approval", run_devices_list),
      approve,
      with_word(device_leaf("reject", "Reject a device that waits", run_devices_reject),
                "<request>"),
      with_word(device_leaf("remove", "Forget a paired device and end its connections",
                            run_devices_remove),
                "<device>"),
      device_leaf("rotate", "Replace the token of a device", run_rotate,
                  {device, role, {"scope", "<scope>", "A scope of the new token", '\0', "", true}}),
      device_leaf("revoke", "Make the token of a device useless", run_revoke, {device, role}),
      device_leaf("clear", "Forget all paired devices", run_clear,
                  {{"yes", nullptr, "Yes, all of them"},
                   {"pending", nullptr, "Reject those that wait, too"}})};
  return command;
}

}  // namespace openclaw::cli
