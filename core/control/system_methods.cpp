// SPDX-License-Identifier: MIT
#include "core/control/system_methods.hpp"

#include <unistd.h>

#include <cstdio>
#include <memory>
#include <utility>

#include "core/control/health.hpp"
#include "core/control/methods.hpp"
#include "core/control/presence.hpp"
#include "core/host_name.hpp"
#include "core/json/json.hpp"

namespace openclaw {
namespace {

constexpr const char* kStatusParams =
    R"({"type":"object","properties":{"includeChannelSummary":{"type":"boolean"},)"
    R"("includeCliProjection":{"type":"boolean"}},"additionalProperties":false})";

// Bytes of memory that are resident; 0 when the kernel does not say.
std::uint64_t resident_bytes() {
  std::FILE* file = std::fopen("/proc/self/statm", "re");
  if (!file) return 0;
  unsigned long long size = 0;
  unsigned long long resident = 0;
  const int found = std::fscanf(file, "%llu %llu", &size, &resident);
  std::fclose(file);
  return found == 2 ? resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE)) : 0;
}

std::string status_json(const Health& health, const SystemFacts& facts, Telling telling) {
  JsonWriter w;
  w.object().key("runtimeVersion").value(facts.version);
  w.key("pid").value(static_cast<std::int64_t>(getpid()));
  w.key("uptimeMs").value(facts.uptime_ms());
  w.key("processMemory").object().key("rssBytes").value(resident_bytes()).end().end();
  std::string out = w.take();
  const std::string& members = health.status(telling).members();
  if (!members.empty()) out.insert(out.size() - 1, ',' + members);
  return out;
}

std::string info_json(const Health& health, const SystemFacts& facts) {
  const std::uint64_t uptime = facts.uptime_ms();
  const auto sessions = parse_json(health.status().get("sessions"));
  const cJSON* count = sessions ? json_get(sessions->get(), "count") : nullptr;
  JsonWriter w;
  w.object().key("version").value(facts.version);
  w.key("uptime").value(uptime / 1000).key("uptimeMs").value(uptime);
  w.key("port").value(facts.port).key("bind").value(facts.bind);
  if (!health.status().get("tls").empty()) w.key("tls").value(true);
  w.key("pid").value(static_cast<std::int64_t>(getpid())).key("host").value(host_name());
  w.key("channels").array().end();
  w.key("sessions").value(cJSON_IsNumber(count) ? count->valueint : 0);
  w.key("authMode").value(facts.auth_mode).end();
  return w.take();
}

using Teller = std::function<std::string(const Caller&)>;

Method own_method(const char* name, const char* params, Teller answer) {
  Method method;
  method.name = name;
  method.scope = "operator.read";
  if (params) {
    Result<Schema> schema = Schema::compile(params);
    if (schema) method.params = std::make_shared<const Schema>(std::move(*schema));
  }
  method.handle = [answer = std::move(answer)](const RequestRef& request, std::string_view) {
    request->reply(answer(request->caller()));
  };
  return method;
}

// Where things are is for those with this scope.
Telling telling_for(const Caller& caller, std::string_view scope) {
  const bool may = caller.role == Role::kOperator && caller.scopes.allow(scope);
  return may ? Telling::kAll : Telling::kWithoutPlaces;
}

}  // namespace

void add_system_methods(MethodTable& methods, Health& health, const Presence& presence,
                        SystemFacts facts) {
  Method probe = own_method("health", nullptr, [&health](const Caller& caller) {
    return health.health(telling_for(caller, "operator.read"));
  });
  probe.role = MethodRole::kAny;
  probe.needs_no_scope = true;
  static_cast<void>(methods.add(std::move(probe)));
  static_cast<void>(
      methods.add(own_method("status", kStatusParams, [&health, facts](const Caller& caller) {
        return status_json(health, facts, telling_for(caller, "operator.admin"));
      })));
  static_cast<void>(methods.add(own_method(
      "system-presence", kNoParams, [&presence](const Caller&) { return presence.rows(); })));
  Method info = own_method("gateway.info", kNoParams,
                           [&health, facts](const Caller&) { return info_json(health, facts); });
  info.advertised = false;
  static_cast<void>(methods.add(std::move(info)));
}

}  // namespace openclaw
