// SPDX-License-Identifier: MIT
#include "settings.hpp"

#include <algorithm>
#include <openclaw/json.hpp>

namespace openai {
namespace {

constexpr const char* kPlace = "plugins.entries.provider-openai.config.";
constexpr const char* kKeyVariable = "OPENAI_API_KEY";
constexpr const char* kKnownModels =
    R"([{"id":"gpt-4o","name":"GPT-4o","contextWindow":128000,"reasoning":false,)"
    R"("input":["text","image"]},{"id":"gpt-4o-mini","name":"GPT-4o mini",)"
    R"("contextWindow":128000,"reasoning":false,"input":["text","image"]}])";

std::string variable(const std::string& name, const Environment& environment,
                     std::string& problem) {
  std::string value = environment(name.c_str());
  if (value.empty()) {
    problem = std::string(kPlace) + "apiKey names the environment variable " + name +
              ", which is not set";
  }
  return value;
}

// A text, "${NAME}", or a reference {"source":"env","id":"NAME"}.
std::string configured_key(const cJSON* key, const Environment& environment, std::string& problem) {
  if (cJSON_IsString(key)) {
    const std::string text = key->valuestring;
    const bool named = text.size() > 3 && text.substr(0, 2) == "${" && text.back() == '}';
    return named ? variable(text.substr(2, text.size() - 3), environment, problem) : text;
  }
  if (!cJSON_IsObject(key)) return {};
  if (oc::text(key, "source") == "env") {
    return variable(std::string(oc::text(key, "id")), environment, problem);
  }
  problem = std::string(kPlace) + "apiKey: a reference needs the source \"env\" in this build";
  return {};
}

bool printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) > 0x20 && c != 0x7F; });
}

void limit(const cJSON* config, const char* key, std::uint32_t& value) {
  const std::int64_t found = oc::integer(config, key, value);
  if (found > 0 && found <= 86'400'000) value = static_cast<std::uint32_t>(found);
}

std::string printed(const cJSON* tree) {
  char* text = cJSON_PrintUnformatted(tree);
  std::string out = text ? text : "[]";
  cJSON_free(text);
  return out;
}

// The environment goes before the configuration, as in the product.
void settle_key(const cJSON* config, const Environment& environment, bool own_server,
                Settings& out) {
  out.api_key = environment(kKeyVariable);
  if (out.api_key.empty()) {
    out.api_key = configured_key(oc::get(config, "apiKey"), environment, out.problem);
  }
  if (!printable(out.api_key)) {
    out.problem = "the API key holds a space or a line break; mend " + std::string(kKeyVariable) +
                  " or " + kPlace + "apiKey";
    out.api_key.clear();
  }
  if (!out.problem.empty() || !out.api_key.empty() || own_server) return;
  out.problem = "no API key: set " + std::string(kKeyVariable) + " or " + kPlace +
                "apiKey, and restart the gateway";
}

}  // namespace

Settings read_settings(std::string_view config_json, const Environment& environment) {
  const oc::Json tree = oc::parse(config_json);
  const cJSON* config = tree.get();
  Settings out;
  const std::string usual = out.base_url;
  out.base_url = oc::text(config, "baseUrl", usual);
  while (!out.base_url.empty() && out.base_url.back() == '/') out.base_url.pop_back();
  settle_key(config, environment, out.base_url != usual, out);
  const cJSON* header = nullptr;
  cJSON_ArrayForEach(header, oc::get(config, "headers")) {
    if (cJSON_IsString(header)) out.headers.emplace_back(header->string, header->valuestring);
  }
  limit(config, "connectTimeoutMs", out.connect_ms);
  limit(config, "firstByteTimeoutMs", out.first_byte_ms);
  limit(config, "idleTimeoutMs", out.idle_ms);
  limit(config, "timeoutMs", out.total_ms);
  out.retries = static_cast<int>(oc::integer(config, "retries", out.retries));
  const cJSON* models = oc::get(config, "models");
  // Nothing is offered that cannot be asked; which models a server of one's own has is not known.
  if (out.problem.empty() && out.base_url == usual) out.models_json = kKnownModels;
  if (out.problem.empty() && cJSON_IsArray(models)) out.models_json = printed(models);
  return out;
}

}  // namespace openai
