// SPDX-License-Identifier: MIT
// The order in which plugins start: whoever is named in `after` comes first; where nothing is said,
// the order of loading stays.
#pragma once
#include <openclaw/plugin.h>

#include <cstddef>
#include <string>
#include <vector>

namespace openclaw {

struct PluginOrder {
  std::vector<std::size_t> starts;  // places in the list, the first to start first
  // Each waits for the next, and the last for the first; the first starts all the same.
  std::vector<std::vector<std::size_t>> circles;
};

PluginOrder order_plugins(const std::vector<const oc_plugin*>& plugins);

// The names in `after` that none of the plugins has.
std::vector<std::string> missing_before(const oc_plugin& plugin,
                                        const std::vector<const oc_plugin*>& plugins);

}  // namespace openclaw
