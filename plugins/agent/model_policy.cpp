// SPDX-License-Identifier: MIT
#include "model_policy.hpp"

#include <strings.h>

#include <algorithm>
#include <openclaw/json.hpp>
#include <openclaw/text.hpp>

namespace agent {
namespace {

bool same(const std::string& a, std::string_view b) {
  return a.size() == b.size() && strncasecmp(a.data(), b.data(), a.size()) == 0;
}

std::string quoted_list(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) out += (out.empty() ? "\"" : ", \"") + text + '"';
  return out;
}

}  // namespace

ModelPolicy::ModelPolicy(const PolicyTexts& texts) {
  const oc::Json models = oc::parse(texts.models);
  const cJSON* entry = nullptr;
  cJSON_ArrayForEach(entry, models.get()) {
    const cJSON* params = oc::get(entry, "params");
    entries_[entry->string] = {std::string(oc::text(entry, "alias")),
                               cJSON_IsObject(params) ? oc::printed(params, "") : ""};
  }
  const oc::Json model = oc::parse(texts.model);
  primary_ = cJSON_IsString(model.get()) ? std::string_view(model->valuestring)
                                         : oc::text(model.get(), "primary");
  chosen_ = !primary_.empty() || !entries_.empty();
  primary_ = primary_.empty() ? std::string(texts.usual) : resolve_alias(primary_);
  const cJSON* fallback = nullptr;
  cJSON_ArrayForEach(fallback, oc::get(model.get(), "fallbacks")) {
    if (cJSON_IsString(fallback)) fallbacks_.push_back(resolve_alias(fallback->valuestring));
  }
  const oc::Json thinking = oc::parse(texts.thinking_default);
  if (cJSON_IsString(thinking.get())) thinking_default_ = thinking->valuestring;
}

std::string ModelPolicy::resolve_alias(std::string_view text) const {
  for (const auto& [reference, entry] : entries_) {
    if (!entry.alias.empty() && same(entry.alias, text)) return reference;
  }
  return std::string(text);
}

std::vector<std::string> ModelPolicy::named() const {
  if (!chosen_) return {};
  std::vector<std::string> out{primary_};
  const auto add = [&out](const std::string& reference) {
    if (std::find(out.begin(), out.end(), reference) == out.end()) out.push_back(reference);
  };
  for (const std::string& reference : fallbacks_) add(reference);
  for (const auto& [reference, entry] : entries_) {
    if (reference.size() < 2 || reference.substr(reference.size() - 2) != "/*") add(reference);
  }
  return out;
}

bool ModelPolicy::allows(const std::string& reference) const {
  if (entries_.empty() || entries_.count(reference) > 0 || reference == primary_) return true;
  const std::string whole_provider = reference.substr(0, reference.find('/')) + "/*";
  return entries_.count(whole_provider) > 0 ||
         std::find(fallbacks_.begin(), fallbacks_.end(), reference) != fallbacks_.end();
}

std::string ModelPolicy::alias_of(const std::string& reference) const {
  const auto found = entries_.find(reference);
  return found != entries_.end() ? found->second.alias : std::string();
}

std::string ModelPolicy::params_of(const std::string& reference) const {
  const auto found = entries_.find(reference);
  return found != entries_.end() ? found->second.params : std::string();
}

bool ModelPolicy::find(std::string_view asked, const Providers& providers, ModelRef& out,
                       std::string& problem) const {
  const std::string text = resolve_alias(asked);
  if (text.find('/') != std::string::npos) {
    const auto [provider, model] = oc::split_model(text);
    out = {std::string(provider), std::string(model)};
    if (!out.provider.empty() && !out.model.empty()) return true;
    problem = "\"" + text + "\" is no model; write provider/model";
    return false;
  }
  const std::vector<std::string> found = providers(text);
  if (found.size() == 1) {
    out = {found.front(), text};
    return true;
  }
  problem = "the model \"" + text + "\" names no provider; write provider/model";
  if (!found.empty()) {
    std::vector<std::string> whole;
    for (const std::string& provider : found) whole.push_back(provider + '/' + text);
    problem += ", one of " + quoted_list(whole);
  } else {
    problem += " (models.list shows what there is)";
  }
  return false;
}

Choice ModelPolicy::choose(std::string_view asked, const Providers& providers) const {
  Choice out;
  ModelRef found;
  if (!asked.empty()) {
    if (!find(asked, providers, found, out.problem)) return out;
    if (!allows(found.text())) {
      out.problem = "the model \"" + found.text() + "\" is not in agents.defaults.models, which " +
                    "lists what may be asked; add it there, or use one of " + quoted_list(named());
      return out;
    }
    out.models.push_back(found);
    return out;
  }
  if (!find(primary_, providers, found, out.problem)) {
    out.problem = "agents.defaults.model: " + out.problem;
    return out;
  }
  out.models.push_back(found);
  for (const std::string& fallback : fallbacks_) {
    std::string unusable;
    if (find(fallback, providers, found, unusable)) out.models.push_back(found);
  }
  return out;
}

}  // namespace agent
