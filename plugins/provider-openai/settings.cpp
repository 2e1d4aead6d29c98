// SPDX-License-Identifier: MIT
#include "settings.hpp"

#include <strings.h>

#include <openclaw/json.hpp>

namespace openai {
namespace {

constexpr const char* kOwnPlace = "plugins.entries.provider-openai.config.";
constexpr const char* kKnownModels =
    R"([{"id":"gpt-4o","name":"GPT-4o","contextWindow":128000,"reasoning":false,)"
    R"("input":["text","image"]},{"id":"gpt-4o-mini","name":"GPT-4o mini",)"
    R"("contextWindow":128000,"reasoning":false,"input":["text","image"]}])";

void limit(const cJSON* config, const char* key, std::uint32_t& value) {
  const std::int64_t found = oc::integer(config, key, value);
  if (found > 0 && found <= 86'400'000) value = static_cast<std::uint32_t>(found);
}

// How patient to be with any server.
void read_patience(const cJSON* own, Settings& out) {
  limit(own, "connectTimeoutMs", out.connect_ms);
  limit(own, "firstByteTimeoutMs", out.first_byte_ms);
  limit(own, "idleTimeoutMs", out.idle_ms);
  limit(own, "timeoutMs", out.total_ms);
  out.retries = static_cast<int>(oc::integer(own, "retries", out.retries));
}

bool is_http(std::string_view url) {
  for (const char* scheme : {"http://", "https://"}) {
    const std::string_view wanted = scheme;
    if (url.size() > wanted.size() && strncasecmp(url.data(), wanted.data(), wanted.size()) == 0) {
      return true;
    }
  }
  return false;
}

void read_address(const cJSON* config, const std::string& place, Settings& out) {
  out.base_url = oc::text(config, "baseUrl", out.id == kOpenAi ? out.base_url : "");
  while (!out.base_url.empty() && out.base_url.back() == '/') out.base_url.pop_back();
  if (is_http(out.base_url)) return;
  out.problem = place + "baseUrl must be an address that begins with http:// or https://";
}

void read_headers(const cJSON* config, const std::string& place, const Environment& environment,
                  Settings& out) {
  const cJSON* header = nullptr;
  cJSON_ArrayForEach(header, oc::get(config, "headers")) {
    const KeyAnswer value =
        read_secret(header, place + "headers." + std::string(header->string), environment);
    if (out.problem.empty()) out.problem = value.problem;
    out.headers.emplace_back(header->string, value.key);
  }
}

void read_key(const cJSON* config, const std::string& place, const Environment& environment,
              Settings& out) {
  const std::string key_place = place + "apiKey";
  KeyAnswer found =
      find_key({out.id, out.base_url, key_place, oc::get(config, "apiKey")}, environment);
  out.api_key = std::move(found.key);
  const std::string_view auth = oc::text(config, "auth", "api-key");
  if (auth != "api-key" && auth != "token") {
    found.problem = place + "auth is \"" + std::string(auth) +
                    "\", which this build does not do; use \"api-key\" and " + key_place;
  }
  if (out.problem.empty()) out.problem = std::move(found.problem);
}

Settings read_one(const std::string& id, const cJSON* config, const std::string& place,
                  bool known_models, const Environment& environment) {
  Settings out;
  out.id = id;
  read_address(config, place, out);
  read_headers(config, place, environment, out);
  read_key(config, place, environment, out);
  // Which models a server of one's own has is not known.
  const bool known = known_models && id == kOpenAi && is_openais_own(out.base_url);
  out.models = Models({id, out.base_url, place, known ? kKnownModels : "", config});
  return out;
}

// What both places say of OpenAI: the product's own goes before the plugin's.
oc::Json merged(const cJSON* own, const cJSON* provider) {
  oc::Json out(cJSON_Duplicate(own, 1));
  const cJSON* member = nullptr;
  cJSON_ArrayForEach(member, provider) {
    cJSON_DeleteItemFromObjectCaseSensitive(out.get(), member->string);
    cJSON_AddItemToObject(out.get(), member->string, cJSON_Duplicate(member, 1));
  }
  return out;
}

std::string place_of(const std::string& id) { return "models.providers." + id + '.'; }

}  // namespace

std::map<std::string, Settings> read_settings(const ConfigTexts& texts,
                                              const Environment& environment) {
  const oc::Json own_tree = oc::parse(texts.own.empty() ? "{}" : texts.own);
  const oc::Json providers = oc::parse(texts.providers);
  const bool known = texts.mode != R"("replace")";
  std::map<std::string, Settings> out;
  const cJSON* openai = oc::get(providers.get(), kOpenAi);
  if (speaks_here(kOpenAi, openai)) {
    const oc::Json both = merged(own_tree.get(), openai);
    const bool own_key = oc::get(own_tree.get(), "apiKey") && !oc::get(openai, "apiKey");
    const std::string place = own_key ? kOwnPlace : place_of(kOpenAi);
    out[kOpenAi] = read_one(kOpenAi, both.get(), place, known, environment);
    out[kOpenAi].configured = openai != nullptr;
  }
  const cJSON* provider = nullptr;
  cJSON_ArrayForEach(provider, providers.get()) {
    const std::string id = provider->string;
    if (id == kOpenAi || !speaks_here(id, provider)) continue;
    out[id] = read_one(id, provider, place_of(id), known, environment);
    out[id].configured = true;
  }
  for (auto& [id, settings] : out) {
    read_patience(own_tree.get(), settings);
    const cJSON* entry = oc::get(providers.get(), id.c_str());
    const std::int64_t seconds = oc::integer(entry, "timeoutSeconds", 0);
    if (seconds > 0 && seconds <= 86'400) {
      settings.total_ms = static_cast<std::uint32_t>(seconds * 1000);
    }
  }
  return out;
}

}  // namespace openai
