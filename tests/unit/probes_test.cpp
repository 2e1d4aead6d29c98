// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "core/http/routes.hpp"
#include "core/json/json.hpp"
#include "fake_exchange.hpp"

namespace openclaw {
namespace {

using testing::HasSubstr;

class ProbesTest : public testing::Test {
 protected:
  void SetUp() override {
    ProbeFacts facts;
    facts.version = "9.8.7";
    facts.uptime_ms = [] { return 61'500U; };
    facts.failing = [this] { return failing_; };
    facts.tls = [this] { return tls_; };
    add_probes(routes_, std::move(facts));
  }
  HttpReply ask(HttpRequest request) {
    const auto exchange = std::make_shared<FakeExchange>(std::move(request));
    routes_.serve(exchange);
    EXPECT_TRUE(parse_json(exchange->reply.body)) << exchange->reply.body;
    return exchange->reply;
  }
  HttpReply ask(const std::string& path, const std::string& peer = "127.0.0.1") {
    HttpRequest request = local_request(path);
    request.peer = peer;
    return ask(std::move(request));
  }

  std::vector<std::string> failing_;
  std::string tls_;
  Auth auth_{AuthMode::kToken, Secret("secret")};
  AuthLimiter limiter_{{}};
  HttpRoutes routes_{auth_, limiter_};
};

TEST_F(ProbesTest, AllAnswerWithoutASecretAndAreNotKept) {
  for (const char* path : {"/healthz", "/health", "/readyz", "/ready", "/startupz", "/startup"}) {
    const HttpReply reply = ask(path, "192.0.2.1");
    EXPECT_EQ(reply.status, 200) << path;
    ASSERT_EQ(reply.headers.size(), 2U);
    EXPECT_EQ(reply.headers[1].name + '=' + reply.headers[1].value, "cache-control=no-store");
  }
  EXPECT_EQ(ask("/healthz/").status, 404);
}

TEST_F(ProbesTest, TheStateOfTlsIsForDirectLocalCallers) {
  EXPECT_THAT(ask("/readyz").body, testing::Not(HasSubstr("tls")));
  tls_ = R"({"enabled":true})";
  EXPECT_THAT(ask("/readyz").body, HasSubstr(R"("tls":{"enabled":true})"));
  EXPECT_THAT(ask("/readyz", "192.0.2.1").body, testing::Not(HasSubstr("tls")));
}

TEST_F(ProbesTest, LivenessDoesNotDependOnPlugins) {
  failing_ = {"telegram"};
  EXPECT_EQ(ask("/healthz").status, 200);
  EXPECT_EQ(ask("/healthz").body, R"({"ok":true,"status":"live"})");
  EXPECT_EQ(ask("/health").status, 200);
}

TEST_F(ProbesTest, HealthTellsVersionAndAge) {
  EXPECT_EQ(ask("/health").body,
            R"({"ok":true,"status":"ok","version":"9.8.7","uptime":61,"uptimeMs":61500})");
}

TEST_F(ProbesTest, ReadinessFollowsWhatFails) {
  EXPECT_EQ(ask("/readyz").body, R"({"ready":true,"failing":[],"uptimeMs":61500})");
  failing_ = {"telegram", "irc"};
  EXPECT_EQ(ask("/readyz").status, 503);
  EXPECT_EQ(ask("/ready").body, R"({"ready":false,"failing":["telegram","irc"],"uptimeMs":61500})");
  EXPECT_EQ(ask("/startupz").status, 503);
  EXPECT_THAT(ask("/startup").body, HasSubstr(R"("pendingReason":"telegram")"));
}

TEST_F(ProbesTest, OthersLearnThatSomethingFailsButNotWhat) {
  failing_ = {"telegram"};
  EXPECT_EQ(ask("/readyz", "192.0.2.1").status, 503);
  EXPECT_EQ(ask("/readyz", "192.0.2.1").body, R"({"ready":false})");
  EXPECT_EQ(ask("/startupz", "192.0.2.1").body, R"({"ok":false,"status":"starting"})");
  HttpRequest passed_on = local_request("/startupz");
  passed_on.proxied = true;
  EXPECT_EQ(ask(passed_on).body, R"({"ok":false,"status":"starting"})");
}

TEST_F(ProbesTest, BehindAnUnknownProxyOnlyLifeIsTold) {
  const auto passed_on = [this](const char* path) {
    HttpRequest request = local_request(path);
    request.headers.push_back({"forwarded", "for=127.0.0.1"});
    return ask(request);
  };
  for (const char* path : {"/readyz", "/ready", "/startupz", "/startup"}) {
    EXPECT_EQ(passed_on(path).status, 403) << path;
    EXPECT_THAT(passed_on(path).body, HasSubstr("gateway.trustedProxies"));
  }
  for (const char* path : {"/healthz", "/health"}) EXPECT_EQ(passed_on(path).status, 200) << path;
}

}  // namespace
}  // namespace openclaw
