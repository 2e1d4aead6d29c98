// SPDX-License-Identifier: MIT
// oc.ws-routes/1 and oc.ws/1.
#include <openclaw/iface/draft/ws-routes.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "core/http/routes.hpp"
#include "core/http/ws_routes.hpp"
#include "core/plugin/host.hpp"
#include "core/plugin/host_table.hpp"
#include "core/plugin/self.hpp"

namespace openclaw {
namespace {

constexpr std::size_t kMaxUnread = 1024 * 1024;
constexpr std::size_t kMostSockets = 256;  // of one plugin

oc_ws_upgrade read_upgrade(const HttpRequest& request, bool permitted) {
  oc_ws_upgrade out{};
  out.size = sizeof out;
  out.permitted = permitted ? 1 : 0;
  out.path = borrow(request.path);
  out.query = borrow(request.query);
  out.host = borrow(request.header("host"));
  out.origin = borrow(request.header("origin"));
  out.peer = borrow(request.peer);
  return out;
}

class PluginSocket final : public SocketEvents {
 public:
  PluginSocket(oc_self& plugin, const oc_ws_route& row, Socket& socket) : row_(row) {
    ws_.socket = &socket;
    ws_.plugin = &plugin;
    plugin.sockets.insert(&ws_);
  }
  void opened(const HttpRequest& request) {
    const oc_ws_upgrade upgrade = read_upgrade(request, true);
    enter_plugin(*ws_.plugin, row_.path, [&] { row_.opened(ws_.plugin->state, &ws_, &upgrade); });
  }

  void message(std::string_view text) override {
    if (!ws_.plugin || !row_.message) return;
    enter_plugin(*ws_.plugin, row_.path,
                 [&] { row_.message(ws_.plugin->state, &ws_, borrow(text)); });
  }
  [[nodiscard]] std::size_t message_limit() const override { return row_.max_message; }
  void congested() override {
    if (ws_.socket->queued() <= kMaxUnread || std::exchange(ws_.closing, true)) return;
    ws_.socket->abandon(1008, "slow consumer");
  }
  void closed() override {
    if (!ws_.plugin) return;
    oc_self& plugin = *ws_.plugin;
    enter_plugin(plugin, row_.path, [&] { row_.closed(plugin.state, &ws_); });
    plugin.sockets.erase(&ws_);
  }

 private:
  oc_ws ws_;
  const oc_ws_route row_;
};

std::optional<HttpReply> judge(oc_self& plugin, const oc_ws_route& row,
                               const HttpRequest& request) {
  auto refusal = plugin.host.world().routes().refuse_stranger(request);
  if (plugin.sockets.size() >= kMostSockets) {
    return error_reply(503, "Too many sockets", "unavailable");
  }
  if (!row.judge) return refusal;
  const oc_ws_upgrade upgrade = read_upgrade(request, !refusal);
  int status = 503;
  enter_plugin(plugin, row.path, [&] { status = row.judge(plugin.state, &upgrade); });
  if (status == 0) return std::nullopt;
  if (refusal && status == 401) return refusal;
  const bool is_known = status >= 400 && status <= 503;
  return error_reply(is_known ? status : 503, status == 404 ? "Not Found" : "Refused",
                     status == 404 ? "not_found" : "refused");
}

int ws_send(oc_ws* ws, oc_str text) {
  if (!ws || !ws->plugin || !on_loop(ws->plugin, "send")) return -EINVAL;
  if (ws->closing) return -EPIPE;
  ws->socket->send({view(text)});
  return 0;
}

void ws_close(oc_ws* ws, int code, oc_str reason) {
  if (!ws || !ws->plugin || !on_loop(ws->plugin, "close")) return;
  if (std::exchange(ws->closing, true)) return;
  const bool is_code = code >= 1000 && code <= 4999;
  ws->socket->close(static_cast<std::uint16_t>(is_code ? code : 1000), view(reason));
}

std::string enter_row(PluginHost& host, oc_self& plugin, const oc_ws_route& row) {
  if (!row.path || row.path[0] != '/' || !row.opened || !row.closed) {
    return "a WebSocket route has no path that begins with '/', no opened() or no closed()";
  }
  WsRoute route;
  route.path = row.path;
  route.prefix = row.flags & OC_ROUTE_PREFIX;
  route.owner = &plugin;
  route.judge = [&plugin, row](const HttpRequest& request) { return judge(plugin, row, request); };
  route.open = [&plugin, row](Socket& socket, const HttpRequest& request) {
    auto events = std::make_unique<PluginSocket>(plugin, row, socket);
    events->opened(request);
    return events;
  };
  if (host.world().ws_routes().add(std::move(route))) return {};
  return std::string("the WebSocket route ") + row.path + " is already taken; choose another path";
}

}  // namespace

std::string add_ws_routes(PluginHost& host, oc_self& plugin, const void* ops) {
  const auto& routes = *static_cast<const oc_ws_routes*>(ops);
  if (routes.size < sizeof(oc_ws_routes) || routes.row_size < sizeof(oc_ws_route) ||
      (routes.count > 0 && !routes.rows)) {
    return "its oc_ws_routes is too small or has no rows; set size, row_size and rows";
  }
  const auto* at = reinterpret_cast<const char*>(routes.rows);
  for (std::size_t i = 0; i < routes.count; ++i, at += routes.row_size) {
    oc_ws_route row{};
    std::memcpy(&row, at, sizeof row);
    if (std::string problem = enter_row(host, plugin, row); !problem.empty()) return problem;
  }
  return {};
}

void drop_sockets(oc_self& plugin) {
  const std::set<oc_ws*> open = std::exchange(plugin.sockets, {});
  for (oc_ws* ws : open) {
    ws->plugin = nullptr;
    if (!std::exchange(ws->closing, true)) ws->socket->close(1012, "service restart");
  }
}

oc_iface ws_iface(PluginHost& host) {
  static const oc_ws_sockets table = {
      .size = sizeof(oc_ws_sockets), .send = ws_send, .close = ws_close};
  return {&table, &host};
}

}  // namespace openclaw
