// SPDX-License-Identifier: MIT
#include "core/config/methods.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "core/config/config.hpp"
#include "core/config/schema.hpp"
#include "core/control/methods.hpp"
#include "core/loop.hpp"
#include "core/plugin/files.hpp"
#include "core/wall_time.hpp"

namespace openclaw {
namespace {

constexpr const char* kLookupParams =
    R"({"type":"object","required":["path"],"properties":{"path":{"type":"string",)"
    R"("minLength":1,"maxLength":1024,"pattern":"^[A-Za-z0-9_./\\[\\]\\-*]+$"}},)"
    R"("additionalProperties":false})";

// Runs on the pool; nothing: there is no such path.
using Read = std::function<std::optional<std::string>(const ConfigFacts&, const std::string&)>;

// A configuration that cannot be read names no further directories.
std::vector<PluginSchema> plugin_schemas(const ConfigFacts& facts) {
  const auto config = Config::load(facts.file);
  const Config nothing;
  std::vector<PluginSchema> schemas;
  for (const std::string& dir : plugin_directories(config ? *config : nothing, facts.plugin_dir)) {
    for (const PluginFile& plugin : read_plugin_files(dir)) {
      const cJSON* schema = json_get(plugin.description.get(), "configSchema");
      if (cJSON_IsObject(schema)) schemas.push_back({plugin.id, print_json(schema)});
    }
  }
  return schemas;
}

Method config_method(const char* name, const char* params, Loop& loop,
                     const std::shared_ptr<const ConfigFacts>& facts, const Read& read) {
  Method method;
  method.name = name;
  method.scope = "operator.read";
  if (Result<Schema> schema = Schema::compile(params)) {
    method.params = std::make_shared<const Schema>(std::move(*schema));
  }
  method.handle = [&loop, facts, read](const RequestRef& request, std::string_view given) {
    const auto tree = parse_json(given.empty() ? "{}" : given);
    std::string path(tree ? json_string(tree->get(), "path") : "");
    auto reply = std::make_shared<std::optional<std::string>>();
    loop.work([reply, facts, read, path = std::move(path)] { *reply = read(*facts, path); },
              [reply, request] {
                if (*reply) return request->reply(**reply);
                request->fail(invalid_request("config schema path not found"));
              });
  };
  return method;
}

}  // namespace

void add_config_methods(MethodTable& methods, Loop& loop, ConfigFacts facts) {
  const auto shared = std::make_shared<const ConfigFacts>(std::move(facts));
  const auto add = [&](const char* name, const char* params, const Read& read) {
    static_cast<void>(methods.add(config_method(name, params, loop, shared, read)));
  };
  add("config.get", kNoParams,
      [](const ConfigFacts& all, const std::string&) { return config_snapshot_json(all); });
  add("config.schema", kNoParams, [](const ConfigFacts& all, const std::string&) {
    return config_schema_json(plugin_schemas(all), all.version, iso_time(wall_ms()));
  });
  add("config.schema.lookup", kLookupParams, [](const ConfigFacts& all, const std::string& path) {
    return config_schema_lookup(path, plugin_schemas(all));
  });
}

}  // namespace openclaw
