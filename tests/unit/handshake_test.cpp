// SPDX-License-Identifier: MIT
#include "core/client/handshake.hpp"

#include <gtest/gtest.h>

#include <string>

namespace openclaw {
namespace {

HandshakePolicy policy(AuthMode mode = AuthMode::kToken) {
  HandshakePolicy out;
  out.auth = Auth(mode, Secret(mode == AuthMode::kNone ? "" : "secret"));
  return out;
}

HttpRequest from(std::string host = "127.0.0.1:18789", std::string origin = {}) {
  HttpRequest request;
  request.peer = "127.0.0.1";
  request.headers.push_back({"host", std::move(host)});
  if (!origin.empty()) request.headers.push_back({"origin", std::move(origin)});
  return request;
}

struct Asked {
  std::string id = "cli";
  std::string mode = "cli";
  std::string role = "operator";
  std::string auth = R"({"token":"secret"})";
  int oldest = 4;
  int newest = 4;
};

std::string params(const Asked& asked) {
  return R"({"minProtocol":)" + std::to_string(asked.oldest) + R"(,"maxProtocol":)" +
         std::to_string(asked.newest) + R"(,"client":{"id":")" + asked.id +
         R"(","version":"1","platform":"linux","mode":")" + asked.mode + R"("},"role":")" +
         asked.role + R"(","scopes":["operator.read","operator.odd"],"auth":)" + asked.auth + '}';
}

HandshakeOutcome judge(const Asked& asked, const HandshakePolicy& by = policy(),
                       const HttpRequest& upgrade = from(), Circumstances now = {}) {
  return judge_connect(params(asked), upgrade, by, now);
}

// The code in the details of a refusal, or "admitted".
std::string verdict(const HandshakeOutcome& outcome) {
  const auto* refusal = std::get_if<Refusal>(&outcome);
  if (!refusal) return "admitted";
  const std::string& details = refusal->error.details_json;
  const std::string mark = R"("code":")";
  const std::size_t at = details.find(mark);
  if (at == std::string::npos) return refusal->error.message;
  const std::size_t from = at + mark.size();
  return details.substr(from, details.find('"', from) - from);
}

std::vector<std::string> scopes(const Asked& asked, const HttpRequest& upgrade = from()) {
  const HandshakeOutcome outcome = judge(asked, policy(), upgrade);
  const auto* admission = std::get_if<Admission>(&outcome);
  EXPECT_NE(admission, nullptr) << verdict(outcome);
  return admission ? admission->scopes : std::vector<std::string>{"refused"};
}

using Names = std::vector<std::string>;

TEST(Handshake, TheRightSecretAdmitsTheConsoleWithTheScopesItAskedFor) {
  EXPECT_EQ(scopes({}), (Names{"operator.read", "operator.odd"}));
  EXPECT_EQ(scopes({.id = "gateway-client", .mode = "backend"}),
            (Names{"operator.read", "operator.odd"}));
}

TEST(Handshake, OtherClientsWithoutADeviceGetNoScopes) {
  EXPECT_EQ(scopes({.id = "test", .mode = "test"}), Names{});
  EXPECT_EQ(scopes({.id = "cli", .mode = "probe"}), Names{});
  EXPECT_EQ(scopes({.id = "gateway-client", .mode = "ui"}), Names{});
}

TEST(Handshake, TheScopesHeaderOnlyTakesAway) {
  HttpRequest capped = from();
  capped.headers.push_back({"x-openclaw-scopes", "operator.read, operator.admin2"});
  EXPECT_EQ(scopes({}, capped), Names{"operator.read"});
}

TEST(Handshake, AScopesHeaderThatNamesNoneLeavesNone) {
  HttpRequest capped = from();
  capped.headers.push_back({"x-openclaw-scopes", ""});
  EXPECT_TRUE(std::get<Admission>(judge({}, policy(), capped)).scopes.empty());
}

TEST(Handshake, WrongAndMissingSecrets) {
  EXPECT_EQ(verdict(judge({.auth = R"({"token":"wrong"})"})), "AUTH_TOKEN_MISMATCH");
  EXPECT_EQ(verdict(judge({.auth = R"({"password":"wrong"})"})), "AUTH_TOKEN_MISMATCH");
  EXPECT_EQ(verdict(judge({.auth = "{}"})), "DEVICE_IDENTITY_REQUIRED");
  EXPECT_EQ(verdict(judge({.auth = R"({"password":"wrong"})"}, policy(AuthMode::kPassword))),
            "AUTH_PASSWORD_MISMATCH");
}

TEST(Handshake, OnlyAWrongSecretIsMarkedAsOne) {
  const auto marked = [](const Asked& asked) {
    const HandshakeOutcome outcome = judge(asked);
    const auto* refusal = std::get_if<Refusal>(&outcome);
    return refusal && refusal->wrong_secret;
  };
  EXPECT_TRUE(marked({.auth = R"({"token":"wrong"})"}));
  EXPECT_FALSE(marked({.auth = "{}"}));
  EXPECT_FALSE(marked({.role = "node"}));
}

TEST(Handshake, WhoIsLockedOutIsRefusedWithTheRightSecretToo) {
  EXPECT_EQ(verdict(judge({}, policy(), from(), {.locked_ms = 5})), "AUTH_RATE_LIMITED");
  EXPECT_EQ(verdict(judge({.auth = "{}"}, policy(), from(), {.locked_ms = 5})),
            "DEVICE_IDENTITY_REQUIRED");
}

TEST(Handshake, NodesAndUserInterfacesNeedADevice) {
  EXPECT_EQ(verdict(judge({.role = "node"})), "DEVICE_IDENTITY_REQUIRED");
  EXPECT_EQ(verdict(judge({.id = "openclaw-tui", .mode = "ui"})),
            "CONTROL_UI_DEVICE_IDENTITY_REQUIRED");
  EXPECT_EQ(verdict(judge({.id = "openclaw-control-ui", .mode = "ui"}, policy(),
                          from("127.0.0.1:1", "http://127.0.0.1:1"))),
            "CONTROL_UI_DEVICE_IDENTITY_REQUIRED");
}

TEST(Handshake, ModeNoneAdmitsTheBackendOfThisMachineAlone) {
  const HandshakePolicy open = policy(AuthMode::kNone);
  const Asked backend{.id = "gateway-client", .mode = "backend", .auth = "{}"};
  EXPECT_EQ(verdict(judge(backend, open)), "admitted");
  EXPECT_EQ(verdict(judge(backend, open, from("rebound.example"))), "DEVICE_IDENTITY_REQUIRED");
  EXPECT_EQ(verdict(judge({.auth = "{}"}, open)), "DEVICE_IDENTITY_REQUIRED");
  HttpRequest elsewhere = from();
  elsewhere.peer = "192.0.2.1";
  EXPECT_EQ(verdict(judge(backend, open, elsewhere)), "DEVICE_IDENTITY_REQUIRED");
  HttpRequest passed_on = from();
  passed_on.headers.push_back({"x-forwarded-for", "127.0.0.1"});
  EXPECT_EQ(verdict(judge(backend, open, passed_on)), "DEVICE_IDENTITY_REQUIRED");
  passed_on.headers.back() = {"via", "1.1 proxy"};
  EXPECT_EQ(verdict(judge(backend, open, passed_on)), "DEVICE_IDENTITY_REQUIRED");
  HandshakePolicy any_page = open;
  any_page.origins.allowed = {"*"};
  EXPECT_EQ(verdict(judge(backend, any_page, from("127.0.0.1", "https://evil.example"))),
            "DEVICE_IDENTITY_REQUIRED");
}

TEST(Handshake, AForeignPageIsRefusedBeforeItsSecretIsLookedAt) {
  const HandshakeOutcome outcome =
      judge({.auth = R"({"token":"wrong"})"}, policy(), from("127.0.0.1", "https://evil.example"));
  EXPECT_EQ(verdict(outcome), "CONTROL_UI_ORIGIN_NOT_ALLOWED");
}

TEST(Handshake, ABrowserClientNeedsAnOrigin) {
  EXPECT_EQ(verdict(judge({.id = "webchat-ui", .mode = "webchat"})),
            "CONTROL_UI_ORIGIN_NOT_ALLOWED");
}

TEST(Handshake, ProtocolNumbersMustMeet) {
  EXPECT_EQ(verdict(judge({.oldest = 3, .newest = 3})), "admitted");
  EXPECT_EQ(verdict(judge({.oldest = 1, .newest = 9})), "admitted");
  EXPECT_EQ(verdict(judge({.oldest = 5, .newest = 9})), "PROTOCOL_MISMATCH");
  EXPECT_EQ(verdict(judge({.oldest = 1, .newest = 2})), "PROTOCOL_MISMATCH");
  EXPECT_EQ(verdict(judge({.oldest = 4, .newest = 3})), "PROTOCOL_MISMATCH");
}

TEST(Handshake, WhoSpeaksOnlyTheOldOneIsToldTheOldOne) {
  const auto told = [](int oldest, int newest) {
    const HandshakeOutcome outcome = judge({.oldest = oldest, .newest = newest});
    return std::get<Admission>(outcome).protocol;
  };
  EXPECT_EQ(told(3, 3), 3);
  EXPECT_EQ(told(3, 4), 4);
  EXPECT_EQ(told(4, 4), 4);
}

TEST(Handshake, OtherRolesAreRefusedAndWorkersAreNotAnswered) {
  EXPECT_EQ(verdict(judge({.role = "admin"})), "invalid role");
  const HandshakeOutcome outcome = judge({.role = "worker"});
  EXPECT_TRUE(std::get<Refusal>(outcome).silent);
  EXPECT_EQ(std::get<Refusal>(outcome).close_reason, "invalid-handshake");
}

TEST(Handshake, WhoComesEarlyIsAskedToComeAgain) {
  const HandshakeOutcome outcome = judge({}, policy(), from(), {.starting = true});
  EXPECT_EQ(std::get<Refusal>(outcome).close_code, 1013);
  EXPECT_EQ(std::get<Refusal>(outcome).error.retryable, true);
}

TEST(Handshake, ParametersAreCheckedFirst) {
  const HandshakeOutcome outcome = judge_connect(R"({"minProtocol":4})", from(), policy(), {});
  EXPECT_TRUE(std::get<Refusal>(outcome).error.message.starts_with("invalid connect params: "));
}

}  // namespace
}  // namespace openclaw
