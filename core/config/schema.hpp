// SPDX-License-Identifier: MIT
// The table of configuration keys as JSON Schema and as hints for forms. No I/O, any thread.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace openclaw {

// What a plugin wants under plugins.entries.<id>.config.
struct PluginSchema {
  std::string id;
  std::string schema;  // JSON, an object
};

// The reply to config.schema: {schema, uiHints, version, generatedAt}.
std::string config_schema_json(const std::vector<PluginSchema>& plugins, std::string_view version,
                               std::string_view generated_at);

// The reply to config.schema.lookup for a path such as `gateway.auth`, `agents.list[].id` or
// `agents.list.*.id`; nothing where there is no such key.
std::optional<std::string> config_schema_lookup(std::string_view path,
                                                const std::vector<PluginSchema>& plugins);

}  // namespace openclaw
