// SPDX-License-Identifier: MIT
// The methods agents.list and models.list.
#include <algorithm>
#include <openclaw/json.hpp>
#include <utility>

#include "agent.hpp"

namespace agent {
namespace {

constexpr const char* kRuntime =
    R"({"id":"auto","cloudPlacementSupported":false,"devicePlacementSupported":false,)"
    R"("source":"implicit"})";
constexpr const char* kLevels[] = {"off", "minimal", "low", "medium", "high"};

std::string joined(const std::vector<std::string>& items) {
  std::string out;
  for (const std::string& item : items) out += (out.empty() ? "" : ",") + item;
  return '[' + out + ']';
}

// The levels of thinking that a model has; one that does not reason has "off" alone.
std::vector<std::string> levels(bool reasoning) {
  if (!reasoning) return {kLevels[0]};
  return {std::begin(kLevels), std::end(kLevels)};
}

std::string levels_json(bool reasoning) {
  std::vector<std::string> out;
  for (const std::string& level : levels(reasoning)) {
    out.push_back(oc::Object().add("id", level).add("label", level).take());
  }
  return joined(out);
}

std::string options_json(bool reasoning) {
  std::vector<std::string> out;
  for (const std::string& level : levels(reasoning)) out.push_back(oc::quoted(level));
  return joined(out);
}

std::string reference(const ModelRow& row) { return row.provider + '/' + row.id; }

}  // namespace

// What is named is listed, also where no provider does; what nobody has configured is left out as
// soon as somebody has configured something.
std::vector<ModelRow> Agent::catalogue(std::string_view view) const {
  std::vector<ModelRow> rows = providers_.models();
  const std::vector<std::string> named = policy_.named();
  std::vector<std::string> providers;
  for (const auto& [id, api] : apis_) providers.push_back(id);
  if (view == "provider-config" || view == "all") {
    std::erase_if(rows, [&](const ModelRow& row) {
      return view != "all" && !holds(providers, row.provider);
    });
    return rows;
  }
  for (const std::string& text : named) {
    const bool listed = std::any_of(rows.begin(), rows.end(),
                                    [&](const ModelRow& row) { return reference(row) == text; });
    const std::size_t slash = text.find('/');
    if (slash == std::string::npos) continue;
    const std::string provider = text.substr(0, slash);
    providers.push_back(provider);
    if (listed) continue;
    const std::string id = text.substr(slash + 1);
    rows.push_back({provider, id, id, 0, false, providers_.find(provider).ops != nullptr, {}});
  }
  if (providers.empty()) return rows;
  std::erase_if(rows, [&](const ModelRow& row) {
    return policy_.lists_models() ? !policy_.allows(reference(row))
                                  : !holds(providers, row.provider);
  });
  return rows;
}

std::string Agent::row_json(const ModelRow& row) const {
  const std::string level = thinking_default(&row);
  oc::Object out;
  out.add("id", row.id).add("name", row.name).add("provider", row.provider);
  out.add_some("alias", policy_.alias_of(reference(row)));
  if (row.context_window > 0) out.add("contextWindow", row.context_window);
  out.add("reasoning", row.reasoning);
  if (reference(row) == policy_.primary()) out.raw("tags", R"(["default"])");
  out.raw("thinkingLevels", levels_json(row.reasoning));
  out.add("thinkingDefault", level.empty() ? kLevels[0] : level).add("available", row.available);
  return out.add_some("unavailableReason", row.unavailable_reason).take();
}

void Agent::models_list(oc::Request request, std::string_view params) {
  const oc::Json in = oc::parse(params);
  std::vector<std::string> rows;
  for (const ModelRow& row : catalogue(oc::text(in.get(), "view", "default"))) {
    rows.push_back(row_json(row));
  }
  oc::Object out;
  out.raw("models", joined(rows));
  out.raw("accountSelection", R"({"kind":"automatic","label":"Automatic account selection"})");
  request.reply(out.take());
}

void Agent::agents_list(oc::Request request, std::string_view) {
  const std::vector<ModelRow> rows = providers_.models();
  const auto row = std::find_if(rows.begin(), rows.end(), [this](const ModelRow& one) {
    return reference(one) == policy_.primary();
  });
  const bool reasoning = row != rows.end() && row->reasoning;
  const std::string level = thinking_default(row == rows.end() ? nullptr : &*row);
  oc::Object model;
  model.add("primary", policy_.primary());
  std::vector<std::string> fallbacks;
  for (const std::string& fallback : policy_.fallbacks()) {
    fallbacks.push_back(oc::quoted(fallback));
  }
  if (!fallbacks.empty()) model.raw("fallbacks", joined(fallbacks));
  const std::string agent = oc::Object()
                                .add("id", "main")
                                .add("kind", "agent")
                                .raw("agentRuntime", kRuntime)
                                .raw("thinkingLevels", levels_json(reasoning))
                                .raw("thinkingOptions", options_json(reasoning))
                                .add("thinkingDefault", level.empty() ? kLevels[0] : level)
                                .raw("model", model.take())
                                .take();
  oc::Object out;
  out.add("defaultId", "main").add("ownership", "sole").add("selectionRequired", false);
  out.add("mainKey", "main").add("scope", "per-sender").raw("agents", '[' + agent + ']');
  request.reply(out.take());
}

}  // namespace agent
