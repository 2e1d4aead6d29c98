// SPDX-License-Identifier: MIT
// oc.http-routes/1 and oc.http/1.
#include <openclaw/iface/http-routes.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <openclaw/text.hpp>

#include "core/http/routes.hpp"
#include "core/plugin/host.hpp"
#include "core/plugin/host_table.hpp"
#include "core/plugin/self.hpp"

namespace openclaw {
namespace {

Exchange* open_exchange(oc_http_req* req, const char* call) {
  if (!req || !req->plugin || !on_loop(req->plugin, call)) return nullptr;
  return req->exchange.get();
}

void give_back(oc_http_req* req) {
  oc_self& plugin = *req->plugin;
  plugin.exchanges.erase(req);
  req->exchange = nullptr;
  plugin.host.exchanges().give_back(req);
}

HttpReply read_reply(int status, const oc_http_header* headers, std::size_t n, oc_str body) {
  HttpReply reply;
  reply.status = status;
  for (std::size_t i = 0; i < n; ++i) {
    if (headers[i].name) {
      reply.headers.push_back({headers[i].name, std::string(view(headers[i].value))});
    }
  }
  reply.body = view(body);
  return reply;
}

oc_str http_method(oc_http_req* req) {
  const Exchange* exchange = open_exchange(req, "method");
  return exchange ? borrow(exchange->request().method) : oc_str{nullptr, 0};
}
oc_str http_path(oc_http_req* req) {
  const Exchange* exchange = open_exchange(req, "path");
  return exchange ? borrow(exchange->request().path) : oc_str{nullptr, 0};
}
oc_str http_query(oc_http_req* req) {
  const Exchange* exchange = open_exchange(req, "query");
  return exchange ? borrow(exchange->request().query) : oc_str{nullptr, 0};
}
oc_str http_body(oc_http_req* req) {
  const Exchange* exchange = open_exchange(req, "body");
  return exchange ? borrow(exchange->request().body) : oc_str{nullptr, 0};
}
oc_str http_peer(oc_http_req* req) {
  const Exchange* exchange = open_exchange(req, "peer");
  return exchange ? borrow(exchange->request().peer) : oc_str{nullptr, 0};
}

oc_str http_header(oc_http_req* req, const char* name) {
  const Exchange* exchange = open_exchange(req, "header");
  if (!exchange || !name) return {nullptr, 0};
  const std::string_view value = exchange->request().header(oc::lower(name));
  return value.data() ? borrow(value) : oc_str{nullptr, 0};
}

void http_respond(oc_http_req* req, int status, const oc_http_header* headers, std::size_t n,
                  oc_str body) {
  Exchange* exchange = open_exchange(req, "respond");
  if (!exchange) return;
  if (req->begun) {
    log_line(LogLevel::error, "plugins",
             "plugin " + req->plugin->id + " called respond for " + exchange->request().path +
                 ", which it had begun to answer; the answer is cut off");
  }
  exchange->respond(read_reply(status, headers, n, body));
  give_back(req);
}

void http_begin(oc_http_req* req, int status, const oc_http_header* headers, std::size_t n) {
  if (Exchange* exchange = open_exchange(req, "begin")) {
    req->begun = true;
    exchange->begin(read_reply(status, headers, n, {nullptr, 0}));
  }
}

int http_write(oc_http_req* req, oc_str piece) {
  Exchange* exchange = open_exchange(req, "write");
  if (!exchange) return -EINVAL;
  return exchange->write(view(piece)) ? 0 : -EPIPE;
}

void http_end(oc_http_req* req) {
  Exchange* exchange = open_exchange(req, "end");
  if (!exchange) return;
  exchange->end();
  give_back(req);
}

int http_permitted(oc_http_req* req) {
  const Exchange* exchange = open_exchange(req, "permitted");
  if (!exchange) return 0;
  req->refusal = req->plugin->host.world().routes().refuse_stranger(exchange->request());
  return req->refusal ? 0 : 1;
}

void http_refuse(oc_http_req* req) {
  Exchange* exchange = open_exchange(req, "refuse");
  if (!exchange) return;
  HttpReply reply =
      req->refusal ? std::move(*req->refusal) : error_reply(401, "Unauthorized", "unauthorized");
  exchange->respond(std::move(reply));
  give_back(req);
}

// Calls fn while the request is still the one that it was.
Callback guarded_call(oc_http_req* req, const char* what, void (*fn)(void*), void* arg) {
  return [req, plugin = req->plugin, asked = std::weak_ptr(req->exchange), what, fn, arg] {
    const std::shared_ptr<Exchange> exchange = asked.lock();
    // An answer that is complete lives on until it is sent, but its plugin is through with it.
    if (!exchange || req->exchange != exchange || plugin->stopped) return;
    enter_plugin(*plugin, what, [&] { fn(arg); });
  };
}

int http_on_room(oc_http_req* req, void (*fn)(void*), void* arg) {
  Exchange* exchange = open_exchange(req, "on_room");
  if (!exchange || !fn) return -EINVAL;
  Callback tell = guarded_call(req, "on_room", fn, arg);
  if (exchange->all_taken()) {
    req->plugin->host.world().loop().post(std::move(tell));
  } else {
    exchange->on_room(std::move(tell));
  }
  return 0;
}

int http_on_gone(oc_http_req* req, void (*fn)(void*), void* arg) {
  Exchange* exchange = open_exchange(req, "on_gone");
  if (!exchange || !fn) return -EINVAL;
  exchange->on_gone(guarded_call(req, "on_gone", fn, arg));
  return 0;
}

void hand_over(oc_self& plugin, const oc_http_route& row,
               const std::shared_ptr<Exchange>& exchange) {
  oc_http_req* req = plugin.host.exchanges().take();
  req->exchange = exchange;
  req->plugin = &plugin;
  plugin.exchanges.insert(req);
  const bool returned = enter_plugin(plugin, row.path, [&] { row.handle(plugin.state, req); });
  if (returned || !req->exchange) return;
  exchange->respond(error_reply(500, "Internal Server Error", "internal_error"));
  give_back(req);
}

}  // namespace

std::string add_http_routes(PluginHost& host, oc_self& plugin, const void* ops) {
  const auto& routes = *static_cast<const oc_http_routes*>(ops);
  constexpr std::size_t kLeast = offsetof(oc_http_route, handle) + sizeof(oc_http_route::handle);
  if (routes.size < sizeof(oc_http_routes) || routes.row_size < kLeast ||
      (routes.count > 0 && !routes.rows)) {
    return "its oc_http_routes is too small or has no rows; set size, row_size and rows";
  }
  const auto* at = reinterpret_cast<const char*>(routes.rows);
  for (std::size_t i = 0; i < routes.count; ++i, at += routes.row_size) {
    oc_http_route row{};
    std::memcpy(&row, at, std::min<std::size_t>(routes.row_size, sizeof row));
    if (!row.method || !row.path || row.path[0] != '/' || !row.handle) {
      return "an HTTP route has no method, no path that begins with '/', or no handler";
    }
    HttpRoute route;
    route.method = row.method;
    route.path = row.path;
    route.prefix = row.flags & OC_ROUTE_PREFIX;
    route.open = row.flags & OC_ROUTE_PUBLIC;
    route.max_body = row.max_body;
    route.owner = &plugin;
    route.serve = [&plugin, row](const std::shared_ptr<Exchange>& exchange) {
      hand_over(plugin, row, exchange);
    };
    if (!host.world().routes().add(std::move(route))) {
      return std::string("the HTTP route ") + row.method + ' ' + row.path +
             " is already taken; choose another path";
    }
  }
  return {};
}

oc_iface http_iface(PluginHost& host) {
  static const oc_http table = {
      .size = sizeof(oc_http),
      .method = http_method,
      .path = http_path,
      .query = http_query,
      .header = http_header,
      .body = http_body,
      .peer = http_peer,
      .respond = http_respond,
      .begin = http_begin,
      .write = http_write,
      .end = http_end,
      .permitted = http_permitted,
      .refuse = http_refuse,
      .on_room = http_on_room,
      .on_gone = http_on_gone,
  };
  return {&table, &host};
}

}  // namespace openclaw
