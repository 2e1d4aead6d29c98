// SPDX-License-Identifier: MIT
// The URLs that other plugins give to clients (oc.plugin-surface/1): in the hello of a node whose
// surface has been approved, and anew when a client asks.
#pragma once
#include "world.hpp"

struct oc_hello;

namespace nodes {

class Surfaces {
 public:
  explicit Surfaces(World& world) : world_(world) {}
  // Of a node that has been let in; `session` is what it will be.
  void welcome(const oc_client& client, const Session& session, oc_hello* hello) const;
  // node.pluginSurface.refresh and plugin.surface.refresh.
  void refresh(oc::Request request, std::string_view params);
  // node.canvas.capability.refresh, its older name.
  void refresh_canvas(oc::Request request, std::string_view params);

 private:
  World& world_;
};

}  // namespace nodes
