// SPDX-License-Identifier: MIT
#include "world.hpp"

#include <utility>

namespace nodes {
namespace {

Names names_at(const oc::Host& host, std::string_view place) {
  return read_names(oc::parse(host.config_at(place)).get());
}

void append(Names& names, const Names& more) {
  for (const std::string& one : more) {
    if (!contains(names, one)) names.push_back(one);
  }
}

bool has_node_role(const cJSON* row) { return contains(read_names(oc::get(row, "roles")), "node"); }

Devices read_devices(std::string_view payload) {
  Devices out;
  const oc::Json root = oc::parse(payload);
  const cJSON* row = nullptr;
  cJSON_ArrayForEach(row, oc::get(root.get(), "paired")) {
    if (!has_node_role(row)) continue;
    DeviceFacts facts;
    facts.face = read_face(row);
    name_desktop(facts.face);
    facts.created_ms = oc::integer(row, "createdAtMs", 0);
    facts.approved_ms = oc::integer(row, "approvedAtMs", 0);
    facts.seen_ms = oc::integer(row, "lastSeenAtMs", 0);
    facts.seen_reason = oc::text(row, "lastSeenReason");
    out[std::string(oc::text(row, "deviceId"))] = std::move(facts);
  }
  return out;
}

}  // namespace

void World::configure() {
  CommandRules rules{names_at(host, "gateway.nodes.commands.allow"),
                     names_at(host, "gateway.nodes.commands.deny")};
  append(rules.allow, names_at(host, "gateway.nodes.allowCommands"));
  append(rules.deny, names_at(host, "gateway.nodes.denyCommands"));
  policy = Policy(std::move(rules));
  notify_on_exit = host.config_at("tools.exec.notifyOnExit") != "false";
  allow_skills = host.config_at("gateway.nodes.allowSkills") != "false";
  allow_tools = host.config_at("gateway.nodes.pluginTools.enabled") != "false";
}

Session* World::caller(const oc::Request& request) const {
  return registry.of_connection(oc::view(request.caller().connection_id));
}

Session* World::approved_caller(oc::Request& request) const {
  Session* session = caller(request);
  const Record* record = session ? book.find(session->node_id) : nullptr;
  if (record && record->approved) return session;
  fail_pairing_changed(request);
  return nullptr;
}

void World::devices(std::function<void(bool, const Devices&)> done) const {
  auto kept = std::make_unique<std::function<void(bool, const Devices&)>>(std::move(done));
  const int err = host.raw()->call(
      host.self(), "device.pair.list", oc::str("{}"),
      [](void* arg, oc_str payload, const oc_error* error) {
        const std::unique_ptr<std::function<void(bool, const Devices&)>> fn(
            static_cast<std::function<void(bool, const Devices&)>*>(arg));
        (*fn)(!error, error ? Devices() : read_devices(oc::view(payload)));
      },
      kept.get());
  if (err < 0) return (*kept)(false, {});
  static_cast<void>(kept.release());  // the call ends in its callback, which owns it
}

void World::refresh(Session& session) const {
  const Record* record = book.find(session.node_id);
  if (!record || !record->approved) {
    session.usable = narrowed(session.declared, nullptr);
    return;
  }
  session.usable = policy.usable(session.face, session.said, record->approved->surface);
}

bool holds(const oc_caller& caller, std::string_view scope) {
  const Names scopes = split(oc::view(caller.scopes));
  return contains(scopes, "operator.admin") || contains(scopes, scope);
}

bool is_bound(const oc_caller& caller) {
  return (caller.flags & OC_CALLER_DEVICE_TOKEN) != 0 && !holds(caller, "operator.admin");
}

void fail(oc::Request& request, const char* code, const std::string& message,
          const std::string& details_json, int retryable, std::int64_t retry_ms) {
  oc_error error{};
  error.size = sizeof error;
  error.code = code;
  error.message = oc::str(message);
  error.details_json = oc::str(details_json);
  error.retryable = retryable;
  error.retry_after_ms = retry_ms;
  request.fail(error);
}

void fail_pairing_changed(oc::Request& request, const char* message) {
  fail(request, "UNAVAILABLE", message, R"({"code":"PAIRING_CHANGED"})", 1);
}

void fail_not_kept(oc::Request& request) {
  fail(request, "UNAVAILABLE", "the change could not be written to the database; see the log", {},
       1);
}

}  // namespace nodes
