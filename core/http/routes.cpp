// SPDX-License-Identifier: MIT
#include "core/http/routes.hpp"

#include <algorithm>

#include "core/control/scope.hpp"
#include "core/http/field.hpp"
#include "core/json/json.hpp"
#include "core/loop.hpp"

namespace openclaw {
namespace {

bool covers(const HttpRoute& route, std::string_view path) {
  if (path == route.path) return true;
  if (!route.prefix || !path.starts_with(route.path)) return false;
  return route.path.ends_with('/') || path[route.path.size()] == '/';
}

bool answers(const HttpRoute& route, std::string_view method) {
  return route.method == "*" || route.method == method ||
         (route.method == "GET" && method == "HEAD");
}

std::string_view bearer(const HttpRequest& request) {
  constexpr std::string_view kScheme = "bearer ";
  std::string_view value = request.header("authorization");
  if (!same_http_name(value.substr(0, kScheme.size()), kScheme)) return {};
  value.remove_prefix(kScheme.size());
  while (value.starts_with(' ')) value.remove_prefix(1);
  return value;
}

HttpReply too_many_failures(std::uint64_t locked_ms) {
  HttpReply reply = error_reply(
      429, "Too many failed authentication attempts. Please try again later.", "rate_limited");
  reply.headers.push_back({"retry-after", std::to_string((locked_ms + 999) / 1000)});
  return reply;
}

}  // namespace

bool HttpRoutes::add(HttpRoute route) {
  const bool taken = std::any_of(routes_.begin(), routes_.end(), [&route](const HttpRoute& other) {
    return other.method == route.method && other.path == route.path;
  });
  if (!taken) routes_.push_back(std::move(route));
  return !taken;
}

void HttpRoutes::remove_owner(const void* owner) {
  std::erase_if(routes_, [owner](const HttpRoute& route) { return route.owner == owner; });
}

HttpRoutes::Found HttpRoutes::find(const HttpRequest& request) const {
  std::size_t longest = 0;
  for (const HttpRoute& route : routes_) {
    if (covers(route, request.path)) longest = std::max(longest, route.path.size());
  }
  Found found;
  for (const HttpRoute& route : routes_) {
    if (longest == 0 || route.path.size() != longest || !covers(route, request.path)) continue;
    if (answers(route, request.method)) {
      found.route = &route;
      return found;
    }
    if (!found.allow.empty()) found.allow += ", ";
    found.allow += route.method == "GET" ? "GET, HEAD" : route.method;
  }
  return found;
}

namespace {

// A page has a picture of it, a frame or a link: browsers send no Origin with these, and say who
// asks.
bool fetched_by_foreign_page(const HttpRequest& request) {
  const std::string_view site = request.header("sec-fetch-site");
  return request.header("origin").empty() && !site.empty() && site != "same-origin" &&
         site != "none";
}

HttpReply missing_scope_reply(std::string_view scope) {
  JsonWriter w;
  w.object().key("ok").value(false).key("error").object();
  w.key("type").value("forbidden").key("message").value("missing scope: " + std::string(scope));
  w.key("details").object().key("code").value("MISSING_SCOPE").key("missingScope").value(scope);
  w.key("requiredScopes").array().value(scope).end().end().end().end();
  return json_reply(403, w.take());
}

}  // namespace

std::optional<HttpReply> HttpRoutes::refuse_secret(const HttpRequest& request) const {
  HttpReply unauthorised = error_reply(401, "Unauthorized", "unauthorized");
  if (auth_.mode() == AuthMode::kNone) {
    return may_lack_secret(request) ? std::nullopt : std::optional(std::move(unauthorised));
  }
  const std::string_view secret = bearer(request);
  const SecretVerdict verdict = auth_.judge(request, secret, secret);
  if (verdict.identity) {
    const bool own_page = judge_origin(request, false, origins_) == OriginVerdict::kAllowed;
    return own_page && !fetched_by_foreign_page(request) ? std::nullopt
                                                         : std::optional(std::move(unauthorised));
  }
  if (!verdict.compared) return unauthorised;
  const std::uint64_t now = Loop::now_ms();
  if (const std::uint64_t locked_ms = limiter_.locked_ms(request, now)) {
    return too_many_failures(locked_ms);
  }
  if (verdict.state == SecretState::kMatch) {
    limiter_.succeeded(request);
    return std::nullopt;
  }
  unauthorised.delay_ms = limiter_.failed(request, now);
  return unauthorised;
}

std::optional<HttpReply> HttpRoutes::refuse_stranger(const HttpRequest& request) const {
  if (request.unattributed()) return proxy_refusal();
  if (!may_lack_secret(request)) {
    if (auto reply = refuse_secret(request)) return reply;
  }
  return refuse_scope(request);
}

// The holder of the secret has all scopes, whatever a header says. A user whom a proxy names has
// those that the proxy leaves, as far as it speaks of them.
std::optional<HttpReply> HttpRoutes::refuse_scope(const HttpRequest& request) const {
  const bool by_name = auth_.mode() == AuthMode::kTrustedProxy && request.proxied;
  if (!by_name && auth_.mode() != AuthMode::kNone) return std::nullopt;
  for (const HttpHeader& header : request.headers) {
    if (header.name != "x-openclaw-scopes") continue;
    if (!Scopes(split_scopes(header.value)).allow(kWriteScope)) {
      return missing_scope_reply(kWriteScope);
    }
  }
  return std::nullopt;
}

std::optional<HttpReply> HttpRoutes::refuse(const Found& found, const HttpRequest& request) const {
  const bool for_strangers = found.route && found.route->for_strangers;
  if (request.unattributed() && !for_strangers) return proxy_refusal();
  if (!found.route && !found.allow.empty()) {
    return HttpReply{405,
                     {{"content-type", "text/plain; charset=utf-8"}, {"allow", found.allow}},
                     "Method Not Allowed"};
  }
  if (!found.route) return error_reply(404, "Not Found", "not_found");
  if (found.route->open) return std::nullopt;
  if (auto reply = refuse_secret(request)) return reply;
  return refuse_scope(request);
}

std::optional<HttpReply> HttpRoutes::refuse_body(const HttpRequest& head,
                                                 std::uint64_t length) const {
  const Found found = find(head);
  if (auto reply = refuse(found, head)) return reply;
  if (length > found.route->max_body) {
    return error_reply(413, "Payload too large", "invalid_request_error");
  }
  return std::nullopt;
}

void HttpRoutes::serve(const std::shared_ptr<Exchange>& exchange) const {
  const Found found = find(exchange->request());
  if (auto reply = refuse(found, exchange->request())) {
    exchange->respond(std::move(*reply));
    return;
  }
  found.route->serve(exchange);
}

}  // namespace openclaw
