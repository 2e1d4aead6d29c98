// SPDX-License-Identifier: MIT
#include "run_plan.hpp"

#include <algorithm>
#include <openclaw/ascii.hpp>

#include "display_text.hpp"
#include "json_text.hpp"
#include "sha256.hpp"

namespace approvals {
namespace {

std::string filled(const cJSON* object, const char* key) {
  return std::string(trimmed(oc::text(object, key)));
}

bool is_variable(std::string_view name) {
  const auto fits = [](char c) { return oc::is_letter_or_digit(c) || c == '_'; };
  return !name.empty() && !oc::is_digit(name[0]) && std::all_of(name.begin(), name.end(), fits);
}

// Where no variable is set there is no hash.
std::string env_hash(const cJSON* env) {
  const auto variables = settable(env);
  if (variables.empty()) return {};
  std::string json = "[";
  for (const auto& [name, value] : variables) {
    json += json.size() > 1 ? ",[" : "[";
    json += oc::quoted(name) + "," + oc::quoted(value) + "]";
  }
  return sha256_hex(json + "]");
}

}  // namespace

std::vector<std::string> texts_in(const cJSON* list) {
  std::vector<std::string> out;
  const cJSON* item = nullptr;
  cJSON_ArrayForEach(item, list) {
    if (cJSON_IsString(item)) out.emplace_back(item->valuestring);
  }
  return out;
}

std::string texts_json(const std::vector<std::string>& texts) {
  std::string out = "[";
  for (const std::string& text : texts) {
    if (out.size() > 1) out += ',';
    oc::append_quoted(out, text);
  }
  return out + ']';
}

std::string text_or_null(std::string_view text) { return text.empty() ? "null" : oc::quoted(text); }

std::vector<std::pair<std::string, std::string>> settable(const cJSON* env) {
  std::vector<std::pair<std::string, std::string>> out;
  if (!cJSON_IsObject(env)) return out;
  const cJSON* variable = nullptr;
  cJSON_ArrayForEach(variable, env) {
    const std::string_view name = trimmed(variable->string);
    if (cJSON_IsString(variable) && is_variable(name))
      out.emplace_back(name, variable->valuestring);
  }
  std::sort(out.begin(), out.end());
  return out;
}

std::optional<RunPlan> read_plan(const cJSON* plan, std::string_view command) {
  RunPlan out;
  out.argv = texts_in(oc::get(plan, "argv"));
  out.command_text = filled(plan, "commandText");
  if (out.argv.empty() || out.command_text.empty()) return std::nullopt;
  out.cwd = filled(plan, "cwd");
  out.preview = filled(plan, "commandPreview");
  if (out.preview.empty()) out.preview = trimmed(command);
  if (out.preview == out.command_text) out.preview.clear();
  out.agent_id = filled(plan, "agentId");
  out.session_key = filled(plan, "sessionKey");
  for (const char* extra : {"policySnapshot", "mutableFileOperand"}) {
    const cJSON* value = oc::get(plan, extra);
    if (value && !cJSON_IsNull(value)) {
      out.extras_json += "," + oc::quoted(extra) + ":" + compact(value);
    }
  }
  return out;
}

std::string plan_json(const RunPlan& plan) {
  oc::Object out;
  out.raw("argv", texts_json(plan.argv)).raw("cwd", text_or_null(plan.cwd));
  out.add("commandText", plan.command_text).raw("commandPreview", text_or_null(plan.preview));
  out.raw("agentId", text_or_null(plan.agent_id));
  out.raw("sessionKey", text_or_null(plan.session_key) + plan.extras_json);
  return out.take();
}

std::string binding_json(const std::vector<std::string>& argv, const std::string& cwd,
                         const std::string& agent_id, const std::string& session_key,
                         const cJSON* env) {
  oc::Object out;
  out.raw("argv", texts_json(argv)).raw("cwd", text_or_null(cwd));
  out.raw("agentId", text_or_null(agent_id)).raw("sessionKey", text_or_null(session_key));
  return out.raw("envHash", text_or_null(env_hash(env))).take();
}

}  // namespace approvals
