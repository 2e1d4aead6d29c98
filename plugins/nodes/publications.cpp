// SPDX-License-Identifier: MIT
#include "publications.hpp"

#include <openclaw/text.hpp>

#include <algorithm>
#include <set>
#include <tuple>

namespace nodes {
namespace {

constexpr std::size_t kMostTools = 128;
constexpr std::size_t kMostDescription = 1024;
constexpr std::size_t kMostSkillBytes = 512 * 1024;

struct Tool {
  std::string plugin;
  std::string name;
  std::string command;
  std::string json;
};

std::string tool_json(const cJSON* said, const Tool& tool) {
  const std::string text = trimmed(oc::text(said, "description"));
  const cJSON* parameters = oc::get(said, "parameters");
  const cJSON* mcp = oc::get(said, "mcp");
  oc::Object out;
  out.add("pluginId", tool.plugin).add("name", tool.name);
  out.add("description", oc::clip(text, kMostDescription));
  out.raw("parameters", cJSON_IsObject(parameters)
                            ? print(parameters)
                            : R"({"type":"object","properties":{},"additionalProperties":true})");
  out.add("command", tool.command);
  if (cJSON_IsObject(mcp)) out.raw("mcp", print(mcp));
  return out.take();
}

bool is_usable(const cJSON* said, const Tool& tool, const Names& commands) {
  if (trimmed(oc::text(said, "description")).empty() || tool.plugin.empty()) return false;
  if (tool.command.empty() || !contains(commands, tool.command)) return false;
  // The name under which a node's MCP servers come is no other plugin's.
  return tool.plugin != "node-mcp" ||
         (tool.command == "mcp.tools.call.v1" && cJSON_IsObject(oc::get(said, "mcp")));
}

bool has_keys(const cJSON* object, int count) { return cJSON_GetArraySize(object) == count; }

bool is_between(const cJSON* item, double least, double most) {
  return cJSON_IsNumber(item) && item->valuedouble >= least && item->valuedouble <= most;
}

bool is_capacity(const cJSON* capacity) {
  constexpr double kMost = 1024;
  const cJSON* total = oc::get(capacity, "total");
  return cJSON_IsObject(capacity) && has_keys(capacity, 2) && is_between(total, 1, kMost) &&
         is_between(oc::get(capacity, "available"), 0, total->valuedouble);
}

bool is_worker_host(const cJSON* host) {
  const cJSON* enabled = oc::get(host, "enabled");
  if (!cJSON_IsObject(host) || !cJSON_IsBool(enabled)) return false;
  if (!cJSON_IsTrue(enabled)) return has_keys(host, 1);
  static const Names kKnown = {
      "enabled",           "capacity",     "bundlePrewarm",      "bundleRetention",
      "bundleStatus",      "portalStream", "environmentSession", "preparedWorkspace",
      "capturedExecPolicy"};
  const cJSON* item = nullptr;
  cJSON_ArrayForEach(item, host) {
    if (!contains(kKnown, item->string)) return false;
  }
  return is_capacity(oc::get(host, "capacity"));
}

}  // namespace

std::string usable_tools(std::string_view tools_json, const Names& commands) {
  const oc::Json said = oc::parse(tools_json);
  std::vector<Tool> tools;
  const cJSON* item = nullptr;
  cJSON_ArrayForEach(item, said.get()) {
    Tool tool{trimmed(oc::text(item, "pluginId")),
              trimmed(oc::text(item, "name")),
              trimmed(oc::text(item, "command")),
              {}};
    if (!is_usable(item, tool, commands)) continue;
    tool.json = tool_json(item, tool);
    tools.push_back(std::move(tool));
  }
  const auto rank = [](const Tool& one) { return std::tie(one.plugin, one.name, one.command); };
  std::sort(tools.begin(), tools.end(),
            [rank](const Tool& one, const Tool& other) { return rank(one) < rank(other); });
  const auto same = [](const Tool& one, const Tool& other) {
    return std::tie(one.plugin, one.name) == std::tie(other.plugin, other.name);
  };
  tools.erase(std::unique(tools.begin(), tools.end(), same), tools.end());
  if (tools.size() > kMostTools) tools.resize(kMostTools);
  std::string out = "[";
  for (const Tool& one : tools) out += (out.size() > 1 ? "," : "") + one.json;
  return out += ']';
}

std::string usable_skills(const cJSON* skills) {
  std::map<std::string, std::string> kept;
  std::size_t bytes = 0;
  const cJSON* item = nullptr;
  cJSON_ArrayForEach(item, skills) {
    const std::string name = trimmed(oc::text(item, "name"));
    const std::string description = trimmed(oc::text(item, "description"));
    const std::string_view content = oc::text(item, "content");
    const bool fits = bytes + content.size() <= kMostSkillBytes;
    if (description.empty() || !fits || kept.count(name)) continue;
    bytes += content.size();
    oc::Object row;
    row.add("name", name).add("description", description).add("content", content);
    kept[name] = row.take();
  }
  std::string out = "[";
  for (const auto& [name, json] : kept) out += (out.size() > 1 ? "," : "") + json;
  return out += ']';
}

bool is_inventory(const cJSON* params) {
  constexpr std::string_view kCurrent = "node-worker-supervisor-v6";
  constexpr std::string_view kFamily = "node-worker-supervisor-v";
  const cJSON* features = oc::get(params, "protocolFeatures");
  if (!cJSON_IsArray(features)) return false;
  if (has_keys(features, 0)) return has_keys(params, 1);
  const cJSON* feature = cJSON_GetArrayItem(features, 0);
  if (!has_keys(features, 1) || !cJSON_IsString(feature)) return false;
  const std::string_view name = feature->valuestring;
  if (name == kCurrent) return has_keys(params, 2) && is_worker_host(oc::get(params, "workerHost"));
  const bool retired = name.substr(0, kFamily.size()) == kFamily &&
                       name.size() == kFamily.size() + 1 && name.back() >= '1' &&
                       name.back() <= '5';
  return retired && cJSON_GetArraySize(params) <= 2;
}

void Publications::settle(Session& session) const {
  session.tools =
      world_.allow_tools ? usable_tools(session.tools_said, session.usable.commands) : "[]";
}

void Publications::tools(oc::Request request, std::string_view params) {
  Session* session = world_.caller(request);
  if (!session) return request.fail("INVALID_REQUEST", "unknown nodeId");
  if (params.size() > oc::kMuchText) {
    return request.fail("INVALID_REQUEST", "too many tools: at most 256 KiB of them");
  }
  const oc::Json in = oc::parse(params);
  session->tools_said = print(oc::get(in.get(), "tools"));
  settle(*session);
  request.reply(oc::Object().add("nodeId", session->node_id).raw("tools", session->tools).take());
}

void Publications::skills(oc::Request request, std::string_view params) {
  Session* session = world_.caller(request);
  if (!session) return request.fail("INVALID_REQUEST", "unknown nodeId");
  const oc::Json in = oc::parse(params);
  session->skills = world_.allow_skills ? usable_skills(oc::get(in.get(), "skills")) : "[]";
  request.reply(oc::Object().add("nodeId", session->node_id).raw("skills", session->skills).take());
}

void Publications::inventory(oc::Request request, std::string_view params) {
  const oc::Json in = params.size() > oc::kMuchText ? nullptr : oc::parse(params);
  if (!is_inventory(in.get())) {
    return request.fail("INVALID_REQUEST", "invalid node runner inventory");
  }
  Session* session = world_.caller(request);
  if (!session) return request.fail("INVALID_REQUEST", "unknown nodeId");
  const Record* record = world_.book.find(session->node_id);
  if (!record || !record->approved) {
    return request.fail(
        "UNAVAILABLE",
        record && record->pending
            ? "node capability surface is awaiting operator approval; run `openclaw nodes "
              "approve " +
                  record->pending->id +
                  "` (see `openclaw nodes pending`), then this node retries automatically"
            : "node runner inventory publication is not current; retry after pairing completes");
  }
  const std::string said = print(in.get());
  const bool changed = session->inventory != said;
  session->inventory = said;
  const std::string node = oc::Object().add("nodeId", session->node_id).take();
  if (changed) {
    world_.host.publish("node.runnerInventory.changed", node, OC_EVENT_DROP_IF_SLOW);
  }
  request.reply(node);
}

}  // namespace nodes
