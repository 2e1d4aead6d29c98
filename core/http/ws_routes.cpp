// SPDX-License-Identifier: MIT
#include "core/http/ws_routes.hpp"

#include <algorithm>

namespace openclaw {
namespace {

bool covers(const WsRoute& route, std::string_view path) {
  if (path == route.path) return true;
  if (!route.prefix || !path.starts_with(route.path)) return false;
  return route.path.ends_with('/') || path[route.path.size()] == '/';
}

}  // namespace

bool WsRoutes::add(WsRoute route) {
  const bool taken = std::any_of(routes_.begin(), routes_.end(), [&route](const WsRoute& other) {
    return other.path == route.path;
  });
  if (!taken) routes_.push_back(std::move(route));
  return !taken;
}

void WsRoutes::remove_owner(const void* owner) {
  std::erase_if(routes_, [owner](const WsRoute& route) { return route.owner == owner; });
}

const WsRoute* WsRoutes::find(std::string_view path) const {
  const WsRoute* best = nullptr;
  for (const WsRoute& route : routes_) {
    if (covers(route, path) && (!best || route.path.size() > best->path.size())) best = &route;
  }
  return best;
}

}  // namespace openclaw
