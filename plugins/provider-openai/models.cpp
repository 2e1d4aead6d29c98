// SPDX-License-Identifier: MIT
#include "models.hpp"

#include <openclaw/json.hpp>

#include "api_key.hpp"

namespace openai {
namespace {

constexpr std::string_view kOllamaPort = ":11434";

std::uint64_t positive(const cJSON* object, const char* key, std::uint64_t fallback) {
  const std::int64_t found = oc::integer(object, key, 0);
  return found > 0 ? static_cast<std::uint64_t>(found) : fallback;
}

// Ollama cuts a conversation silently where nobody says how long it may be.
bool wants_num_ctx(const ModelList& list) {
  const bool ollama =
      list.provider == "ollama" || list.base_url.find(kOllamaPort) != std::string_view::npos;
  return ollama && oc::flag(list.configured, "injectNumCtxForOpenAICompat", true);
}

void read_efforts(const cJSON* compat, Model& out) {
  for (const char* level : {"minimal", "low", "medium", "high"}) out.efforts[level] = level;
  for (const char* level : {"xhigh", "max", "ultra"}) out.efforts[level] = "high";
  out.efforts["adaptive"] = "medium";
  const cJSON* word = nullptr;
  cJSON_ArrayForEach(word, oc::get(compat, "reasoningEffortMap")) {
    if (cJSON_IsString(word)) out.efforts[word->string] = word->valuestring;
  }
  if (!oc::flag(compat, "supportsReasoningEffort", true)) out.efforts.clear();
}

std::string problem_of(const ModelList& list, const cJSON* model) {
  const std::string named =
      std::string(list.place) + "models: \"" + std::string(oc::text(model, "id")) + "\" ";
  const std::string_view api = oc::text(model, "api", api_of(list.provider, list.configured));
  if (api != kApi) {
    return named + "has the api \"" + std::string(api) + "\", which this build does not speak; " +
           "use \"" + kApi + "\" where the server offers it";
  }
  for (const char* key : {"baseUrl", "headers"}) {
    if (!oc::get(model, key)) continue;
    return named + "has " + key +
           " of its own, which this build does not use; make it a provider "
           "of its own in models.providers";
  }
  return {};
}

Model read_model(const ModelList& list, const cJSON* model) {
  const cJSON* compat = oc::get(model, "compat");
  Model out;
  out.reasoning = oc::flag(model, "reasoning", false);
  out.usage_in_stream = oc::flag(compat, "supportsUsageInStreaming", true);
  out.max_tokens = positive(model, "maxTokens", positive(list.configured, "maxTokens", 0));
  out.max_tokens_field =
      oc::text(compat, "maxTokensField",
               is_openais_own(list.base_url) ? "max_completion_tokens" : "max_tokens");
  read_efforts(compat, out);
  if (wants_num_ctx(list)) out.num_ctx = positive(model, "contextWindow", 0);
  return out;
}

}  // namespace

Models::Models(const ModelList& list) {
  const cJSON* model = nullptr;
  cJSON_ArrayForEach(model, oc::get(list.configured, "models")) {
    add(list, model, true);
    Model& added = models_[std::string(oc::text(model, "id"))];
    added.problem = problem_of(list, model);
  }
  const oc::Json known = oc::parse(list.known);
  cJSON_ArrayForEach(model, known.get()) {
    if (!models_.count(std::string(oc::text(model, "id")))) add(list, model, false);
  }
}

void Models::add(const ModelList& list, const cJSON* model, bool configured) {
  const std::string_view id = oc::text(model, "id");
  if (id.empty()) return;
  models_.insert_or_assign(std::string(id), read_model(list, model));
  std::string row = oc::Object()
                        .add("id", id)
                        .add("name", oc::text(model, "name", id))
                        .add("provider", list.provider)
                        .add("reasoning", oc::flag(model, "reasoning", false))
                        .take();
  row.pop_back();
  for (const char* key : {"contextWindow", "maxTokens", "input"}) {
    const cJSON* member = oc::get(model, key);
    if (member) row += std::string(",\"") + key + "\":" + oc::printed(member);
  }
  rows_.push_back({std::move(row), configured});
}

Model Models::of(const std::string& id) const {
  const auto found = models_.find(id);
  if (found != models_.end()) return found->second;
  Model unlisted;
  read_efforts(nullptr, unlisted);
  return unlisted;
}

void Models::append_rows(std::string& out, bool problem) const {
  for (const Row& row : rows_) {
    if (problem && !row.configured) continue;
    if (!out.empty()) out += ',';
    out += row.json;
    if (problem) out += R"(,"available":false,"unavailableReason":"missing-auth")";
    out += '}';
  }
}

std::string_view api_of(std::string_view id, const cJSON* provider) {
  return oc::text(provider, "api", id == "anthropic" ? "anthropic-messages" : kApi);
}

bool speaks_here(std::string_view id, const cJSON* provider) {
  if (api_of(id, provider) == kApi) return true;
  const cJSON* model = nullptr;
  cJSON_ArrayForEach(model, oc::get(provider, "models")) {
    if (oc::text(model, "api") == kApi) return true;
  }
  return false;
}

}  // namespace openai
