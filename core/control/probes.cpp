// SPDX-License-Identifier: MIT
#include "core/http/routes.hpp"
#include "core/json/json.hpp"

namespace openclaw {
namespace {

HttpReply probe_reply(int status, std::string body) {
  HttpReply reply = json_reply(status, std::move(body));
  reply.headers.push_back({"cache-control", "no-store"});
  return reply;
}

HttpReply health(const ProbeFacts& facts) {
  const std::uint64_t uptime = facts.uptime_ms();
  JsonWriter w;
  w.object().key("ok").value(true).key("status").value("ok");
  w.key("version").value(facts.version).key("uptime").value(uptime / 1000);
  w.key("uptimeMs").value(uptime).end();
  return probe_reply(200, w.take());
}

// Only the owner learns what is not ready; the rest of the world, that it is not.
HttpReply ready(const ProbeFacts& facts, bool to_owner) {
  const std::vector<std::string> failing = facts.failing();
  JsonWriter w;
  w.object().key("ready").value(failing.empty());
  if (to_owner) {
    w.key("failing").array();
    for (const std::string& id : failing) w.value(id);
    w.end().key("uptimeMs").value(facts.uptime_ms());
    if (const std::string tls = facts.tls ? facts.tls() : ""; !tls.empty()) w.key("tls").raw(tls);
  }
  w.end();
  return probe_reply(failing.empty() ? 200 : 503, w.take());
}

HttpReply started(const ProbeFacts& facts, bool to_owner) {
  const std::vector<std::string> failing = facts.failing();
  JsonWriter w;
  w.object().key("ok").value(failing.empty());
  w.key("status").value(failing.empty() ? "started" : "starting");
  if (to_owner) {
    w.key("version").value(facts.version).key("uptimeMs").value(facts.uptime_ms());
    if (!failing.empty()) w.key("pendingReason").value(failing.front());
  }
  w.end();
  return probe_reply(failing.empty() ? 200 : 503, w.take());
}

// Who guesses at the secret here waits for the answer as elsewhere.
HttpReply for_owner(const HttpRoutes& routes, const HttpRequest& request, const ProbeFacts& facts,
                    HttpReply (*make)(const ProbeFacts&, bool)) {
  if (request.direct_local()) return make(facts, true);
  const std::optional<HttpReply> refusal = routes.refuse_secret(request);
  HttpReply reply = make(facts, !refusal);
  if (refusal) reply.delay_ms = refusal->delay_ms;
  return reply;
}

}  // namespace

void add_probes(HttpRoutes& routes, ProbeFacts facts) {
  const auto shared = std::make_shared<const ProbeFacts>(std::move(facts));
  const auto add = [&routes](const char* path, bool for_strangers, auto make) {
    HttpRoute route;
    route.for_strangers = for_strangers;
    route.method = "GET";
    route.path = path;
    route.open = true;
    route.serve = [make](const std::shared_ptr<Exchange>& exchange) {
      exchange->respond(make(exchange->request()));
    };
    [[maybe_unused]] const bool added = routes.add(std::move(route));
  };
  add("/healthz", true,
      [](const HttpRequest&) { return probe_reply(200, R"({"ok":true,"status":"live"})"); });
  add("/health", true, [shared](const HttpRequest&) { return health(*shared); });
  for (const char* path : {"/readyz", "/ready"}) {
    add(path, false, [shared, &routes](const HttpRequest& request) {
      return for_owner(routes, request, *shared, ready);
    });
  }
  for (const char* path : {"/startupz", "/startup"}) {
    add(path, false, [shared, &routes](const HttpRequest& request) {
      return for_owner(routes, request, *shared, started);
    });
  }
}

}  // namespace openclaw
