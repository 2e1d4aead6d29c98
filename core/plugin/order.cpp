// SPDX-License-Identifier: MIT
#include "core/plugin/order.hpp"

#include <algorithm>
#include <numeric>
#include <string_view>

namespace openclaw {
namespace {

using Places = std::vector<std::size_t>;

class Ordering {
 public:
  explicit Ordering(const std::vector<const oc_plugin*>& plugins)
      : plugins_(plugins), left_(plugins.size()) {
    std::iota(left_.begin(), left_.end(), std::size_t{0});
  }

  PluginOrder run() {
    PluginOrder order;
    while (!left_.empty()) {
      auto next = std::find_if(left_.begin(), left_.end(),
                               [this](std::size_t place) { return blocker(place) == left_.end(); });
      if (next == left_.end()) {
        order.circles.push_back(circle());
        next = std::find(left_.begin(), left_.end(), order.circles.back().front());
      }
      order.starts.push_back(*next);
      left_.erase(next);
    }
    return order;
  }

 private:
  [[nodiscard]] bool waits(std::size_t place, std::size_t other) const {
    for (const char* const* at = plugins_[place]->after; at && *at; ++at) {
      if (std::string_view(*at) == plugins_[other]->id) return true;
    }
    return false;
  }
  [[nodiscard]] Places::const_iterator blocker(std::size_t place) const {
    return std::find_if(left_.begin(), left_.end(),
                        [this, place](std::size_t other) { return waits(place, other); });
  }
  // Everybody waits: whoever follows from one to the next comes by somebody twice.
  [[nodiscard]] Places circle() const {
    Places way;
    std::size_t at = left_.front();
    Places::iterator seen = way.end();
    while (seen == way.end()) {
      way.push_back(at);
      at = *blocker(at);
      seen = std::find(way.begin(), way.end(), at);
    }
    return {seen, way.end()};
  }

  const std::vector<const oc_plugin*>& plugins_;
  Places left_;
};

}  // namespace

PluginOrder order_plugins(const std::vector<const oc_plugin*>& plugins) {
  return Ordering(plugins).run();
}

std::vector<std::string> missing_before(const oc_plugin& plugin,
                                        const std::vector<const oc_plugin*>& plugins) {
  std::vector<std::string> missing;
  for (const char* const* at = plugin.after; at && *at; ++at) {
    const std::string_view name = *at;
    const bool there = std::any_of(plugins.begin(), plugins.end(),
                                   [name](const oc_plugin* other) { return name == other->id; });
    if (!there) missing.emplace_back(name);
  }
  return missing;
}

}  // namespace openclaw
