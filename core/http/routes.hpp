// SPDX-License-Identifier: MIT
// The table of HTTP routes: exact paths first, then the longest prefix.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/client/auth.hpp"
#include "core/client/auth_limiter.hpp"
#include "core/client/origin.hpp"
#include "core/net/server.hpp"

namespace openclaw {

struct HttpRoute {
  std::string method;  // "GET" answers HEAD too; "*": any
  std::string path;
  bool prefix = false;
  bool open = false;           // no credentials asked
  bool for_strangers = false;  // also for a request that is unattributed()
  std::uint64_t max_body = 0;
  std::function<void(const std::shared_ptr<Exchange>&)> serve;
  const void* owner = nullptr;
};

class HttpRoutes {
 public:
  // `origins`: the web pages whose users a trusted proxy may vouch for.
  HttpRoutes(const Auth& auth, AuthLimiter& limiter, OriginRules origins = {})
      : auth_(auth), limiter_(limiter), origins_(std::move(origins)) {}
  // False when the method and path are taken.
  [[nodiscard]] bool add(HttpRoute route);
  void remove_owner(const void* owner);
  // A reply that refuses a request before its body is read.
  [[nodiscard]] std::optional<HttpReply> refuse_body(const HttpRequest& head,
                                                     std::uint64_t length) const;
  void serve(const std::shared_ptr<Exchange>& exchange) const;
  // What somebody is told who has neither the secret nor is a program or a page of this machine
  // that calls directly; nothing for others. A wrong secret is counted, once a call. Who needs no
  // secret may be held to less by x-openclaw-scopes: a route takes operator.write.
  [[nodiscard]] std::optional<HttpReply> refuse_stranger(const HttpRequest& request) const;
  // The same for whoever has not got the secret, and is not known to a trusted proxy.
  [[nodiscard]] std::optional<HttpReply> refuse_secret(const HttpRequest& request) const;

 private:
  struct Found {
    const HttpRoute* route = nullptr;
    std::string allow;  // the methods that the path does answer, when the request's is not one
  };
  [[nodiscard]] Found find(const HttpRequest& request) const;
  [[nodiscard]] std::optional<HttpReply> refuse_scope(const HttpRequest& request) const;
  [[nodiscard]] std::optional<HttpReply> refuse(const Found& found,
                                                const HttpRequest& request) const;

  const Auth& auth_;
  AuthLimiter& limiter_;
  const OriginRules origins_;
  std::vector<HttpRoute> routes_;
};

// The probes: /healthz /readyz /health and their short names.
struct ProbeFacts {
  std::string version;
  std::function<std::uint64_t()> uptime_ms;
  std::function<std::vector<std::string>()> failing;  // what is not ready
  std::function<std::string()> tls = {};              // its state as JSON; empty: it is off
};
void add_probes(HttpRoutes& routes, ProbeFacts facts);

}  // namespace openclaw
