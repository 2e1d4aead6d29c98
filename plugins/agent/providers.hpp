// SPDX-License-Identifier: MIT
// The model providers that plugins serve, and their models.
#pragma once
#include <openclaw/iface/model-provider.h>

#include <cstdint>
#include <openclaw/plugin.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace agent {

struct ModelRow {
  std::string provider;
  std::string id;
  std::string name;
  std::int64_t context_window = 0;
  bool reasoning = false;
  bool available = true;
  std::string unavailable_reason;
};

class Providers {
 public:
  explicit Providers(oc::Host host) : host_(host) {}

  // Who serves a provider by its id; ops nullptr: nobody. The first plugin counts.
  [[nodiscard]] oc_iface find(const std::string& id) const;
  // All ids, in the order of the plugins.
  [[nodiscard]] std::vector<std::string> ids() const;
  [[nodiscard]] std::vector<ModelRow> models() const;
  // The providers that list a model by this id.
  [[nodiscard]] std::vector<std::string> that_list(std::string_view model) const;

 private:
  oc::Host host_;
};

}  // namespace agent
