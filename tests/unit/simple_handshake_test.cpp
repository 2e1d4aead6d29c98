// SPDX-License-Identifier: MIT
#include "core/client/simple_handshake.hpp"

#include <gtest/gtest.h>

namespace openclaw {
namespace {

HttpRequest from(const std::string& peer, const std::string& host = "127.0.0.1:18789",
                 const std::string& origin = {}) {
  HttpRequest request;
  request.peer = peer;
  request.headers.push_back({"host", host});
  if (!origin.empty()) request.headers.push_back({"origin", origin});
  return request;
}

HandshakePolicy policy_of(AuthMode mode, bool local_open = false) {
  HandshakePolicy policy;
  policy.auth = Auth(mode, Secret(mode == AuthMode::kNone ? "" : "secret"));
  policy.local_open = local_open;
  return policy;
}

// "" when admitted, else the message.
std::string judged(std::optional<std::string_view> params, const HttpRequest& upgrade,
                   const HandshakePolicy& policy, const Circumstances& now = {}) {
  const HandshakeOutcome outcome = judge_simple(params, upgrade, policy, now);
  const auto* refusal = std::get_if<Refusal>(&outcome);
  return refusal ? refusal->error.message : "";
}

constexpr const char* kRight = R"({"token":"secret"})";
const std::string kMissing = "unauthorized: gateway token missing (provide gateway auth token)";

TEST(SimpleHandshake, TheSecretOpensItFromAnywhereInEitherField) {
  const HandshakePolicy policy = policy_of(AuthMode::kToken);
  EXPECT_EQ(judged(kRight, from("192.0.2.1"), policy), "");
  EXPECT_EQ(judged(R"({"password":"secret"})", from("127.0.0.1"), policy), "");
  EXPECT_EQ(judged(R"({"password":"secret"})", from("::1"), policy_of(AuthMode::kPassword)), "");
}

TEST(SimpleHandshake, WhoIsAdmittedReadsAndWritesAndManagesNothing) {
  const auto outcome = judge_simple(kRight, from("::1"), policy_of(AuthMode::kToken), {});
  const auto* admission = std::get_if<Admission>(&outcome);
  ASSERT_NE(admission, nullptr);
  EXPECT_EQ(admission->scopes, (std::vector<std::string>{"operator.read", "operator.write"}));
  EXPECT_EQ(admission->role, Role::kOperator);
  EXPECT_EQ(admission->auth_method, "token");
}

TEST(SimpleHandshake, AWrongSecretIsCountedAndClosedWith4008) {
  const auto outcome =
      judge_simple(R"({"token":"guess"})", from("::1"), policy_of(AuthMode::kToken), {});
  const auto* refusal = std::get_if<Refusal>(&outcome);
  ASSERT_NE(refusal, nullptr);
  EXPECT_TRUE(refusal->wrong_secret);
  EXPECT_EQ(refusal->close_code, kConnectFailed);
}

TEST(SimpleHandshake, AMissingSecretIsRefusedAndNotCounted) {
  for (const char* params : {"{}", "", R"({"token":""})"}) {
    const auto outcome = judge_simple(params, from("::1"), policy_of(AuthMode::kToken), {});
    const auto* refusal = std::get_if<Refusal>(&outcome);
    ASSERT_NE(refusal, nullptr) << params;
    EXPECT_EQ(refusal->error.message, kMissing);
    EXPECT_FALSE(refusal->wrong_secret);
  }
}

TEST(SimpleHandshake, WhoIsLockedOutIsRefusedEvenWithTheRightSecret) {
  const HandshakePolicy policy = policy_of(AuthMode::kToken);
  EXPECT_EQ(judged(kRight, from("192.0.2.1"), policy, {.starting = false, .locked_ms = 9}),
            "unauthorized: too many failed authentication attempts (retry later)");
}

TEST(SimpleHandshake, WhoComesTooEarlyIsAskedToComeAgain) {
  const auto outcome = judge_simple(kRight, from("::1"), policy_of(AuthMode::kToken),
                                    {.starting = true, .locked_ms = 0});
  const auto* refusal = std::get_if<Refusal>(&outcome);
  ASSERT_NE(refusal, nullptr);
  EXPECT_EQ(refusal->close_code, 1013);
}

TEST(SimpleHandshake, AForeignPageDoesNotComeInWithTheSecretEither) {
  const HandshakePolicy policy = policy_of(AuthMode::kToken);
  EXPECT_NE(judged(kRight, from("::1", "127.0.0.1:1", "https://evil.example"), policy), "");
  EXPECT_EQ(judged(kRight, from("::1", "127.0.0.1:1", "http://localhost:3000"), policy), "");
}

TEST(SimpleHandshake, AuthTakesATokenOrAPasswordAndNothingElse) {
  const HandshakePolicy policy = policy_of(AuthMode::kToken);
  const std::string begin = "invalid auth params: ";
  EXPECT_EQ(judged("[]", from("::1"), policy), begin + "must be object");
  EXPECT_EQ(judged(R"({"token":1})", from("::1"), policy), begin + "at /token: must be string");
  EXPECT_EQ(judged(R"({"tokin":"secret"})", from("::1"), policy),
            begin + "at root: unexpected property 'tokin'; it takes token or password");
}

TEST(SimpleHandshake, LocalProgramsNeedNoSecretWhereItStandsOpen) {
  const HandshakePolicy policy = policy_of(AuthMode::kToken, true);
  EXPECT_EQ(judged(std::nullopt, from("127.0.0.1"), policy), "");
  EXPECT_EQ(judged("{}", from("::1", "localhost:18789"), policy), "");
  EXPECT_EQ(judged("{}", from("::1", "[::1]:18789", "http://[::1]:18789"), policy), "");
  EXPECT_NE(judged(R"({"token":"guess"})", from("::1"), policy), "") << "a wrong one is wrong";
}

TEST(SimpleHandshake, NobodyElseComesInWithoutASecret) {
  for (const AuthMode mode : {AuthMode::kToken, AuthMode::kNone}) {
    const HandshakePolicy policy = policy_of(mode, mode == AuthMode::kToken);
    HttpRequest proxied = from("127.0.0.1");
    proxied.headers.push_back({"x-forwarded-for", "192.0.2.1"});
    for (const HttpRequest& request :
         {from("192.0.2.1"), from("::1", "evil.example"), from("::1", "box.tail1234.ts.net"),
          from("::1", "127.0.0.1:1", "null"), from("::1", "127.0.0.1:1", "https://evil.example"),
          from("::1", "127.0.0.1.evil.example"),
          from("::1", "[::1]:18789", "http://127.0.0.1:3000"), proxied}) {
      EXPECT_FALSE(stands_open(request, policy));
      EXPECT_NE(judged("{}", request, policy), "");
    }
  }
}

TEST(SimpleHandshake, AnAllowedForeignPageNeedsTheSecretStill) {
  HandshakePolicy policy = policy_of(AuthMode::kToken, true);
  policy.origins.allowed = {"*"};
  const HttpRequest page = from("::1", "127.0.0.1:1", "https://app.example");
  EXPECT_EQ(judged("{}", page, policy), kMissing);
  EXPECT_EQ(judged(kRight, page, policy), "");
}

TEST(SimpleHandshake, ModeNoneIsForLocalPrograms) {
  EXPECT_EQ(judged("{}", from("::1"), policy_of(AuthMode::kNone)), "");
  EXPECT_NE(judged("{}", from("192.0.2.1"), policy_of(AuthMode::kNone)), "");
}

}  // namespace
}  // namespace openclaw
