// SPDX-License-Identifier: MIT
#include "providers.hpp"

#include <algorithm>
#include <openclaw/json.hpp>

#include "model_policy.hpp"

namespace agent {
namespace {

constexpr std::int64_t kUsualWindow = 128'000;

std::vector<oc_iface> all(oc::Host host) {
  std::vector<oc_iface> out;
  host.raw()->each(
      host.self(), OC_MODEL_PROVIDER,
      [](void* arg, const char*, oc_iface found) {
        static_cast<std::vector<oc_iface>*>(arg)->push_back(found);
      },
      &out);
  return out;
}

const oc_model_provider& ops_of(const oc_iface& found) {
  return *static_cast<const oc_model_provider*>(found.ops);
}

std::vector<std::string> ids_of(const oc_iface& found) {
  const oc_model_provider& ops = ops_of(found);
  if (!OC_HAS(&ops, providers)) return {ops.provider};
  const oc::Json list = oc::parse(oc::view(ops.providers(found.state)));
  std::vector<std::string> out;
  const cJSON* id = nullptr;
  cJSON_ArrayForEach(id, list.get()) {
    if (cJSON_IsString(id)) out.emplace_back(id->valuestring);
  }
  return out;
}

ModelRow read_row(const cJSON* model, const char* provider) {
  ModelRow row;
  row.provider = oc::text(model, "provider", provider);
  row.id = oc::text(model, "id");
  row.name = oc::text(model, "name", row.id);
  row.context_window = oc::integer(model, "contextWindow", kUsualWindow);
  row.reasoning = oc::flag(model, "reasoning", false);
  row.available = oc::flag(model, "available", true);
  row.unavailable_reason = oc::text(model, "unavailableReason");
  return row;
}

}  // namespace

oc_iface Providers::find(const std::string& id) const {
  for (const oc_iface& found : all(host_)) {
    if (holds(ids_of(found), id)) return found;
  }
  return {nullptr, nullptr};
}

std::vector<std::string> Providers::ids() const {
  std::vector<std::string> out;
  for (const oc_iface& found : all(host_)) {
    for (std::string& id : ids_of(found)) {
      if (!holds(out, id)) out.push_back(std::move(id));
    }
  }
  return out;
}

std::vector<ModelRow> Providers::models() const {
  std::vector<ModelRow> out;
  for (const oc_iface& found : all(host_)) {
    const oc_model_provider& ops = ops_of(found);
    const oc::Json models = oc::parse(oc::view(ops.models(found.state)));
    const cJSON* model = nullptr;
    cJSON_ArrayForEach(model, models.get()) out.push_back(read_row(model, ops.provider));
  }
  return out;
}

std::vector<std::string> Providers::that_list(std::string_view model) const {
  std::vector<std::string> out;
  for (const ModelRow& row : models()) {
    if (row.id == model && !holds(out, row.provider)) out.push_back(row.provider);
  }
  return out;
}

}  // namespace agent
