// SPDX-License-Identifier: MIT
#include "core/http/routes.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "fake_exchange.hpp"

namespace openclaw {
namespace {

HttpRequest request(std::string path, const std::string& bearer = {}, std::string method = "GET") {
  HttpRequest out = local_request(std::move(path), std::move(method));
  if (!bearer.empty()) out.headers.push_back({"authorization", "Bearer " + bearer});
  return out;
}

class HttpRoutesTest : public testing::Test {
 protected:
  void add(const std::string& path, bool prefix = false, bool open = true) {
    HttpRoute route;
    route.method = "GET";
    route.path = path;
    route.prefix = prefix;
    route.open = open;
    route.max_body = 10;
    route.serve = [path](const std::shared_ptr<Exchange>& exchange) {
      exchange->respond(json_reply(200, path));
    };
    ASSERT_TRUE(routes_.add(std::move(route)));
  }
  HttpReply ask(HttpRequest asked) {
    const auto exchange = std::make_shared<FakeExchange>(std::move(asked));
    routes_.serve(exchange);
    return exchange->reply;
  }

  Auth auth_{AuthMode::kToken, Secret("secret")};
  AuthLimiter limiter_{{.max_attempts = 3, .lockout_ms = 5'000}};
  HttpRoutes routes_{auth_, limiter_};
};

TEST_F(HttpRoutesTest, TheLongestPathWins) {
  add("/a", true);
  add("/a/b", true);
  EXPECT_EQ(ask(request("/a")).body, "/a");
  EXPECT_EQ(ask(request("/a/x")).body, "/a");
  EXPECT_EQ(ask(request("/a/b/c")).body, "/a/b");
  EXPECT_EQ(ask(request("/ab")).status, 404) << "a prefix ends at a slash";
  EXPECT_EQ(ask(request("/a/../b")).body, "/a") << "nothing is resolved here";
}

TEST_F(HttpRoutesTest, OtherVerbsAreNotAllowedAndToldWhichAre) {
  add("/a");
  const HttpReply reply = ask(request("/a", {}, "POST"));
  EXPECT_EQ(reply.status, 405);
  EXPECT_EQ(reply.headers.back().value, "GET, HEAD");
  EXPECT_EQ(ask(request("/a", {}, "HEAD")).status, 200);
}

TEST_F(HttpRoutesTest, ABodyIsRefusedBeforeItIsRead) {
  add("/a");
  EXPECT_FALSE(routes_.refuse_body(request("/a"), 10));
  EXPECT_EQ(routes_.refuse_body(request("/a"), 11)->status, 413);
  EXPECT_EQ(routes_.refuse_body(request("/none"), 1)->status, 404);
}

TEST_F(HttpRoutesTest, ARouteThatIsNotOpenNeedsTheSecret) {
  add("/a", false, false);
  EXPECT_EQ(ask(request("/a")).status, 401);
  EXPECT_EQ(ask(request("/a", "wrong")).status, 401);
  EXPECT_EQ(ask(request("/a", "secret")).status, 200);
  EXPECT_EQ(routes_.refuse_body(request("/a", "wrong"), 1)->status, 401);
}

TEST_F(HttpRoutesTest, AUserMayDoWhatTheProxyLeaves) {
  ProxyUserRules rules;
  rules.user_header = "X-User";
  rules.allow_loopback = true;
  const Auth auth(AuthMode::kTrustedProxy, Secret("pw"), rules);
  const HttpRoutes routes(auth, limiter_);
  HttpRequest named = request("/a");
  named.headers.push_back({"x-user", "alice"});
  named.from_proxy = named.proxied = true;
  named.proxy = std::exchange(named.peer, "203.0.113.9");
  EXPECT_FALSE(routes.refuse_stranger(named));
  named.headers.push_back({"x-openclaw-scopes", "operator.read, operator.write"});
  EXPECT_FALSE(routes.refuse_stranger(named));
  for (const char* less : {"operator.read", "", "Operator.Write"}) {
    named.headers.back().value = less;
    const auto refused = routes.refuse_stranger(named);
    ASSERT_TRUE(refused) << less;
    EXPECT_EQ(refused->status, 403);
    EXPECT_NE(refused->body.find("missing scope: operator.write"), std::string::npos);
  }
}

TEST_F(HttpRoutesTest, TheHolderOfTheSecretMayDoAllWhateverAHeaderSays) {
  add("/a", false, false);
  HttpRequest asked = request("/a", "secret");
  asked.headers.push_back({"x-openclaw-scopes", "operator.read"});
  EXPECT_EQ(ask(asked).status, 200);
}

TEST_F(HttpRoutesTest, WrongSecretsFromTheLoopbackAreAnsweredLater) {
  add("/a", false, false);
  EXPECT_EQ(ask(request("/a")).delay_ms, 0U) << "a missing secret is no failure";
  EXPECT_EQ(ask(request("/a", "wrong")).delay_ms, 250U);
  EXPECT_EQ(routes_.refuse_body(request("/a", "wrong"), 1)->delay_ms, 500U);
  EXPECT_EQ(ask(request("/a", "secret")).delay_ms, 0U);
  EXPECT_EQ(ask(request("/a", "wrong")).delay_ms, 250U);
}

TEST_F(HttpRoutesTest, OthersAreLockedOut) {
  add("/a", false, false);
  HttpRequest wrong = request("/a", "wrong");
  wrong.peer = "192.0.2.1";
  for (int i = 0; i < 3; ++i) EXPECT_EQ(ask(wrong).status, 401);
  HttpRequest right = request("/a", "secret");
  right.peer = "192.0.2.1";
  const HttpReply reply = ask(right);
  EXPECT_EQ(reply.status, 429);
  EXPECT_EQ(reply.headers.back().name, "retry-after");
  EXPECT_EQ(reply.headers.back().value, "5");
  EXPECT_EQ(ask(request("/a", "secret")).status, 200) << "another address";
}

TEST(HttpRoutes, ModeNoneIsForThisMachineAndItsOwnPages) {
  const Auth none(AuthMode::kNone, Secret(""));
  AuthLimiter limiter({});
  HttpRoutes routes(none, limiter);
  HttpRoute route;
  route.method = "POST";
  route.path = "/a";
  route.max_body = 10;
  ASSERT_TRUE(routes.add(std::move(route)));
  EXPECT_FALSE(routes.refuse_body(request("/a", {}, "POST"), 1));
  HttpRequest foreign = request("/a", {}, "POST");
  foreign.headers.push_back({"origin", "https://evil.example"});
  EXPECT_EQ(routes.refuse_body(foreign, 1)->status, 401);
  HttpRequest rebound = request("/a", {}, "POST");
  rebound.headers[0].value = "evil.example";
  EXPECT_EQ(routes.refuse_body(rebound, 1)->status, 401);
  HttpRequest marked = request("/a", {}, "POST");
  marked.headers.push_back({"via", "1.1 proxy"});
  EXPECT_EQ(routes.refuse_body(marked, 1)->status, 401);
  HttpRequest passed_on = request("/a", {}, "POST");
  passed_on.proxied = true;
  EXPECT_EQ(routes.refuse_body(passed_on, 1)->status, 401);
  passed_on.proxied = false;
  passed_on.headers.push_back({"x-forwarded-for", "192.0.2.1"});
  EXPECT_EQ(routes.refuse_body(passed_on, 1)->status, 403) << "for nobody knows whom";
}

}  // namespace
}  // namespace openclaw
