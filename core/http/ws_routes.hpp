// SPDX-License-Identifier: MIT
// The paths whose WebSockets are not the control plane's.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/net/server.hpp"

namespace openclaw {

struct WsRoute {
  std::string path;
  bool prefix = false;
  // A reply refuses the upgrade.
  std::function<std::optional<HttpReply>(const HttpRequest&)> judge;
  std::function<std::unique_ptr<SocketEvents>(Socket&, const HttpRequest&)> open;
  const void* owner = nullptr;
};

class WsRoutes {
 public:
  // False when the path is taken.
  [[nodiscard]] bool add(WsRoute route);
  void remove_owner(const void* owner);
  // The route with the longest path that covers this one; nullptr: it is the control plane's.
  [[nodiscard]] const WsRoute* find(std::string_view path) const;

 private:
  std::vector<WsRoute> routes_;
};

}  // namespace openclaw
