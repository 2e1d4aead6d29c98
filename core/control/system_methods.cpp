// SPDX-License-Identifier: MIT
#include "core/control/system_methods.hpp"

#include <sys/utsname.h>
#include <unistd.h>

#include <cstdio>
#include <memory>
#include <utility>

#include "core/control/health.hpp"
#include "core/control/methods.hpp"
#include "core/control/presence.hpp"
#include "core/json/json.hpp"

namespace openclaw {
namespace {

constexpr const char* kNoParams = R"({"type":"object","additionalProperties":false})";
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

std::string host_name() {
  utsname system{};
  return uname(&system) == 0 ? system.nodename : "";
}

std::string status_json(const Health& health, const SystemFacts& facts) {
  JsonWriter w;
  w.object().key("runtimeVersion").value(facts.version);
  w.key("pid").value(static_cast<std::int64_t>(getpid()));
  w.key("uptimeMs").value(facts.uptime_ms());
  w.key("processMemory").object().key("rssBytes").value(resident_bytes()).end().end();
  std::string out = w.take();
  const std::string& members = health.status().members();
  if (!members.empty()) out.insert(out.size() - 1, ',' + members);
  return out;
}

// Where things are and what was said last is for administrators.
std::string without_places(const std::string& status) {
  const auto tree = parse_json(status);
  cJSON* sessions = tree ? cJSON_GetObjectItemCaseSensitive(tree->get(), "sessions") : nullptr;
  if (!sessions) return status;
  cJSON_ReplaceItemInObjectCaseSensitive(sessions, "paths", cJSON_CreateArray());
  cJSON_ReplaceItemInObjectCaseSensitive(sessions, "recent", cJSON_CreateArray());
  cJSON* defaults = cJSON_GetObjectItemCaseSensitive(sessions, "defaults");
  for (const char* member : {"model", "contextTokens"}) {
    cJSON_ReplaceItemInObjectCaseSensitive(defaults, member, cJSON_CreateNull());
  }
  cJSON* agent = nullptr;
  cJSON_ArrayForEach(agent, cJSON_GetObjectItemCaseSensitive(sessions, "byAgent")) {
    cJSON_ReplaceItemInObjectCaseSensitive(agent, "path", cJSON_CreateString("[redacted]"));
    cJSON_ReplaceItemInObjectCaseSensitive(agent, "recent", cJSON_CreateArray());
  }
  return print_json(tree->get());
}

std::string info_json(const Health& health, const SystemFacts& facts) {
  const std::uint64_t uptime = facts.uptime_ms();
  const auto sessions = parse_json(health.status().get("sessions"));
  const cJSON* count = sessions ? json_get(sessions->get(), "count") : nullptr;
  JsonWriter w;
  w.object().key("version").value(facts.version);
  w.key("uptime").value(uptime / 1000).key("uptimeMs").value(uptime);
  w.key("port").value(facts.port).key("bind").value(facts.bind);
  w.key("pid").value(static_cast<std::int64_t>(getpid())).key("host").value(host_name());
  w.key("channels").array().end();
  w.key("sessions").value(cJSON_IsNumber(count) ? count->valueint : 0);
  w.key("authMode").value(facts.auth_mode).end();
  return w.take();
}

Method own_method(const char* name, const char* params, std::function<std::string()> answer) {
  Method method;
  method.name = name;
  method.scope = "operator.read";
  if (params) {
    Result<Schema> schema = Schema::compile(params);
    if (schema) method.params = std::make_shared<const Schema>(std::move(*schema));
  }
  method.handle = [answer = std::move(answer)](const RequestRef& request, std::string_view) {
    request->reply(answer());
  };
  return method;
}

}  // namespace

void add_system_methods(MethodTable& methods, Health& health, const Presence& presence,
                        SystemFacts facts) {
  Method probe = own_method("health", nullptr, [&health] { return health.health(); });
  probe.role = MethodRole::kAny;
  probe.needs_no_scope = true;
  static_cast<void>(methods.add(std::move(probe)));
  Method status = own_method("status", kStatusParams, [] { return std::string(); });
  status.handle = [&health, facts](const RequestRef& request, std::string_view) {
    const std::string found = status_json(health, facts);
    const bool whole = request->caller().scopes.allow("operator.admin");
    request->reply(whole ? found : without_places(found));
  };
  static_cast<void>(methods.add(std::move(status)));
  static_cast<void>(methods.add(
      own_method("system-presence", kNoParams, [&presence] { return presence.rows(); })));
  Method info =
      own_method("gateway.info", kNoParams, [&health, facts] { return info_json(health, facts); });
  info.advertised = false;
  static_cast<void>(methods.add(std::move(info)));
}

}  // namespace openclaw
