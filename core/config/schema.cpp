// SPDX-License-Identifier: MIT
#include "core/config/schema.hpp"

#include <algorithm>

#include "core/config/hints.hpp"
#include "core/config/keys.hpp"
#include "core/json/json.hpp"

namespace openclaw {
namespace {

const char* type_name(ConfigKind kind) {
  switch (kind) {
    case ConfigKind::null: return "null";
    case ConfigKind::boolean: return "boolean";
    case ConfigKind::integer: return "integer";
    case ConfigKind::number: return "number";
    default: return "string";
  }
}

class SchemaWriter {
 public:
  SchemaWriter(JsonWriter& out, const std::vector<PluginSchema>& plugins)
      : out_(out), plugins_(plugins) {}

  // One object of the schema; `title` may be empty.
  void node(const ConfigKeyNode& node, std::string_view title, const std::string& path, int depth) {
    out_.object();
    if (!title.empty()) out_.key("title").value(title);
    std::vector<const ConfigRule*> free;
    std::vector<const ConfigRule*> fixed;
    bool anything = depth > kMostSchemaLevels;
    for (std::uint32_t i = 0; i < node.rules; ++i) {
      const ConfigRule& rule = kConfigRules[node.first_rule + i];
      anything = anything || rule.kind == ConfigKind::any;
      (is_fixed(rule) ? fixed : free).push_back(&rule);
    }
    const std::size_t ways =
        free.size() + (fixed.empty() ? 0U : 1U) + (node.object ? 1U : 0U) + (node.list ? 1U : 0U);
    if (!anything) alternatives(node, free, fixed, path, depth, ways > 1);
    out_.end();
  }

 private:
  using Rules = std::vector<const ConfigRule*>;

  void alternatives(const ConfigKeyNode& node, const Rules& free, const Rules& fixed,
                    const std::string& path, int depth, bool several) {
    if (several) out_.key("anyOf").array();
    const auto way = [&](const auto& write) {
      if (several) out_.object();
      write();
      if (several) out_.end();
    };
    for (const ConfigRule* rule : free) way([&] { plain(*rule); });
    if (!fixed.empty()) way([&] { choice(fixed); });
    if (node.object) way([&] { object(node, path, depth); });
    if (node.list) way([&] { list(node, path, depth); });
    if (several) out_.end();
  }

  void plain(const ConfigRule& rule) {
    out_.key("type").value(type_name(rule.kind));
    if (rule.kind == ConfigKind::string) {
      if (rule.least != kUnbounded) out_.key("minLength").value(rule.least);
      if (!config_text(rule.text).empty()) out_.key("pattern").value(config_text(rule.text));
      return;
    }
    if (rule.least != kUnbounded) {
      out_.key(rule.above ? "exclusiveMinimum" : "minimum").value(rule.least);
    }
    if (rule.most != kUnbounded) out_.key("maximum").value(rule.most);
  }

  void choice(const Rules& fixed) {
    const bool texts = std::all_of(fixed.begin(), fixed.end(), [](const ConfigRule* rule) {
      return rule->kind == ConfigKind::text;
    });
    if (texts) out_.key("type").value("string");
    out_.key("enum").array();
    for (const ConfigRule* rule : fixed) {
      const std::string_view text = config_text(rule->text);
      rule->kind == ConfigKind::text ? out_.value(text) : out_.raw(text);
    }
    out_.end();
  }

  void object(const ConfigKeyNode& node, const std::string& path, int depth) {
    out_.key("type").value("object").key("properties").object();
    for (std::uint32_t i = 0; i < node.keys; ++i) {
      const ConfigKey& key = kConfigKeys[node.first_key + i];
      const std::string name(config_text(key.name));
      out_.key(name);
      this->node(kConfigNodes[key.node], depth == 0 ? config_label(name) : "",
                 path.empty() ? name : path + "." + name, depth + 1);
    }
    if (path == "plugins.entries" && node.other >= 0) plugins(kConfigNodes[node.other]);
    out_.end().key("additionalProperties");
    if (node.other >= 0) {
      this->node(kConfigNodes[node.other], "", path + ".*", depth + 1);
    } else {
      out_.value(node.open);
    }
  }

  void list(const ConfigKeyNode& node, const std::string& path, int depth) {
    out_.key("type").value("array");
    if (node.item < 0) return;
    out_.key("items");
    this->node(kConfigNodes[node.item], "", path + "[]", depth + 1);
  }

  // An entry of a plugin that is there: as any entry, with the plugin's own schema for `config`.
  void plugins(const ConfigKeyNode& entry) {
    for (const PluginSchema& plugin : plugins_) {
      out_.key(plugin.id).object().key("title").value(plugin.id);
      out_.key("type").value("object").key("properties").object();
      for (std::uint32_t i = 0; i < entry.keys; ++i) {
        const ConfigKey& key = kConfigKeys[entry.first_key + i];
        out_.key(config_text(key.name));
        if (config_text(key.name) == "config") {
          out_.raw(plugin.schema);
        } else {
          node(kConfigNodes[key.node], "", "", 3);
        }
      }
      out_.end().key("additionalProperties").value(false).end();
    }
  }

  JsonWriter& out_;
  const std::vector<PluginSchema>& plugins_;
};

// A step of a path: "[]", "[3]", "*" and digits are items or any key.
std::vector<std::string> steps_of(std::string_view path) {
  std::vector<std::string> steps(1);
  for (const char c : path) {
    if (c == '.' || c == '[') steps.emplace_back();
    if (c == '[') steps.back() = "[";
    if (c != '.' && c != '[' && c != ']') steps.back() += c;
  }
  std::erase(steps, std::string());
  return steps;
}

const cJSON* alternative(const cJSON* schema, const char* member) {
  if (const cJSON* found = json_get(schema, member)) return found;
  const cJSON* way = nullptr;
  cJSON_ArrayForEach(way, json_get(schema, "anyOf")) {
    if (const cJSON* found = json_get(way, member)) return found;
  }
  return nullptr;
}

const cJSON* step_into(const cJSON* schema, const std::string& step) {
  if (!step.starts_with("[")) {
    if (const cJSON* key = json_get(alternative(schema, "properties"), step.c_str())) return key;
    const cJSON* other = alternative(schema, "additionalProperties");
    if (cJSON_IsObject(other)) return other;
  }
  const bool item = step == "*" || step.find_first_not_of("[*0123456789") == std::string::npos;
  return item ? alternative(schema, "items") : nullptr;
}

// What a schema says of itself, without what is below it.
std::string own_words(const cJSON* schema) {
  JsonTree copy(cJSON_Duplicate(schema, 1));
  for (const char* member : {"properties", "items"}) {
    cJSON_DeleteItemFromObject(copy.get(), member);
  }
  if (cJSON_IsObject(json_get(copy.get(), "additionalProperties"))) {
    cJSON_DeleteItemFromObject(copy.get(), "additionalProperties");
  }
  cJSON* way = nullptr;
  cJSON_ArrayForEach(way, json_get(copy.get(), "anyOf")) {
    for (const char* member : {"properties", "items", "additionalProperties"}) {
      cJSON_DeleteItemFromObject(way, member);
    }
  }
  return print_json(copy.get());
}

void write_child(JsonWriter& out, const std::string& parent, const std::string& key,
                 const cJSON* schema, bool required) {
  const std::string path = parent + (key == "[]" ? "" : ".") + key;
  out.object().key("key").value(key).key("path").value(path);
  if (const cJSON* type = json_get(schema, "type")) out.key("type").raw(print_json(type));
  out.key("required").value(required);
  const cJSON* properties = alternative(schema, "properties");
  const bool below = (properties != nullptr && properties->child != nullptr) ||
                     cJSON_IsObject(alternative(schema, "additionalProperties")) ||
                     alternative(schema, "items") != nullptr;
  out.key("hasChildren").value(below).key("reloadKind").value("restart");
  write_hint(out.key("hint"), path);
  out.key("hintPath").value(path).end();
}

bool is_required(const cJSON* schema, std::string_view key) {
  const cJSON* name = nullptr;
  cJSON_ArrayForEach(name, json_get(schema, "required")) {
    if (cJSON_IsString(name) && key == name->valuestring) return true;
  }
  return false;
}

void write_children(JsonWriter& out, const std::string& path, const cJSON* schema) {
  const cJSON* child = nullptr;
  cJSON_ArrayForEach(child, alternative(schema, "properties")) {
    write_child(out, path, child->string, child, is_required(schema, child->string));
  }
  const cJSON* other = alternative(schema, "additionalProperties");
  if (cJSON_IsObject(other)) write_child(out, path, "*", other, false);
  if (const cJSON* item = alternative(schema, "items")) write_child(out, path, "[]", item, false);
}

}  // namespace

std::string config_schema_json(const std::vector<PluginSchema>& plugins, std::string_view version,
                               std::string_view generated_at) {
  JsonWriter out;
  out.object().key("schema");
  SchemaWriter(out, plugins).node(kConfigNodes[kConfigRoot], "OpenClawConfig", "", 0);
  write_hints(out.key("uiHints"));
  out.key("version").value(version).key("generatedAt").value(generated_at);
  return out.end().take();
}

std::optional<std::string> config_schema_lookup(std::string_view path,
                                                const std::vector<PluginSchema>& plugins) {
  const std::vector<std::string> steps = steps_of(path);
  const ConfigKeyNode& root = kConfigNodes[kConfigRoot];
  const ConfigKey* first = kConfigKeys + root.first_key;
  const ConfigKey* section = std::find_if(first, first + root.keys, [&](const ConfigKey& key) {
    return !steps.empty() && config_text(key.name) == steps.front();
  });
  if (section == first + root.keys) return std::nullopt;
  JsonWriter text;
  SchemaWriter(text, plugins).node(kConfigNodes[section->node], "", steps.front(), 1);
  const auto tree = parse_json(text.str());
  const cJSON* schema = tree ? tree->get() : nullptr;
  for (std::size_t i = 1; i < steps.size() && schema != nullptr; ++i) {
    schema = step_into(schema, steps[i]);
  }
  if (schema == nullptr) return std::nullopt;
  JsonWriter out;
  out.object().key("path").value(path).key("schema").raw(own_words(schema));
  out.key("reloadKind").value("restart");
  write_hint(out.key("hint"), path);
  out.key("hintPath").value(path).key("children").array();
  write_children(out, std::string(path), schema);
  return out.end().end().take();
}

}  // namespace openclaw
