// SPDX-License-Identifier: MIT
#include "core/client/proxy_identity.hpp"

#include <gtest/gtest.h>

#include "core/client/auth.hpp"
#include "core/http/attribution.hpp"

namespace openclaw {
namespace {

std::optional<bool> foreign(const Address&) { return false; }
std::optional<bool> own(const Address&) { return true; }
std::optional<bool> unknown(const Address&) { return std::nullopt; }

ProxyRules proxies() {
  ProxyRules rules;
  for (const char* text : {"127.0.0.1", "10.0.0.0/24"}) {
    rules.trusted.push_back(*AddressRange::parse(text));
  }
  return rules;
}

HttpRequest request(const std::string& peer, std::vector<HttpHeader> headers) {
  HttpRequest out;
  out.peer = peer;
  out.headers = std::move(headers);
  attribute(out, proxies());
  return out;
}

HttpRequest from_alice(const std::string& peer = "10.0.0.1") {
  return request(peer, {{"x-forwarded-for", "203.0.113.9"}, {"x-user", " alice "}});
}

ProxyUserRules by_header() {
  ProxyUserRules rules;
  rules.user_header = "X-User";
  return rules;
}

std::string reason(const HttpRequest& asked, const ProxyUserRules& rules = by_header(),
                   OwnAddress is_own = foreign) {
  const ProxyUser user = judge_proxy_user(asked, rules, is_own);
  EXPECT_NE(user.identity.has_value(), !user.reason.empty());
  return user.reason;
}

TEST(ProxyIdentity, TheUserIsWhomTheProxyNames) {
  const ProxyUser user = judge_proxy_user(from_alice(), by_header(), foreign);
  ASSERT_TRUE(user.identity);
  EXPECT_EQ(user.identity->login, "alice");
  EXPECT_EQ(user.identity->method, "trusted-proxy");
}

TEST(ProxyIdentity, WhoIsNoTrustedProxyNamesNobody) {
  EXPECT_EQ(reason(from_alice("10.0.1.1")), "trusted_proxy_untrusted_source");
  EXPECT_EQ(reason(from_alice("127.0.0.2")), "trusted_proxy_untrusted_source");
}

TEST(ProxyIdentity, AProxyOfThisMachineCountsOnlyWhereThatIsAllowed) {
  EXPECT_EQ(reason(from_alice("127.0.0.1")), "trusted_proxy_loopback_source");
  EXPECT_EQ(reason(from_alice(), by_header(), own), "trusted_proxy_local_interface_source");
  EXPECT_EQ(reason(from_alice(), by_header(), unknown),
            "trusted_proxy_local_interface_check_failed");
  ProxyUserRules rules = by_header();
  rules.allow_loopback = true;
  EXPECT_EQ(reason(from_alice("127.0.0.1"), rules), "");
  EXPECT_EQ(reason(from_alice(), rules, own), "trusted_proxy_local_interface_source");
}

int asked = 0;
std::optional<bool> counting(const Address&) {
  ++asked;
  return false;
}

TEST(ProxyIdentity, TheInterfacesAreAskedOnceAndOnlyWhereItMatters) {
  asked = 0;
  ProxyUserRules rules = by_header();
  rules.allow_users = {"bob"};
  EXPECT_EQ(reason(from_alice(), rules, counting), "trusted_proxy_user_not_allowed");
  EXPECT_EQ(reason(from_alice("10.0.1.1"), by_header(), counting),
            "trusted_proxy_untrusted_source");
  EXPECT_EQ(asked, 0);
  const HttpRequest request = from_alice();
  EXPECT_EQ(reason(request, by_header(), counting), "");
  const HttpRequest again = request;
  EXPECT_EQ(reason(again, by_header(), counting), "");
  EXPECT_EQ(asked, 1);
}

TEST(ProxyIdentity, AMissingHeaderIsNamedAsItIsConfigured) {
  ProxyUserRules rules = by_header();
  rules.required_headers = {"X-Forwarded-For", "X-Proof"};
  EXPECT_EQ(reason(from_alice(), rules), "trusted_proxy_missing_header_X-Proof");
  HttpRequest proven = from_alice();
  proven.headers.push_back({"x-proof", " "});
  EXPECT_EQ(reason(proven, rules), "trusted_proxy_missing_header_X-Proof");
  proven.headers.back().value = "1";
  EXPECT_EQ(reason(proven, rules), "");
}

TEST(ProxyIdentity, OnlyOneGoodNameIsAName) {
  const HttpHeader hop{"x-forwarded-for", "203.0.113.9"};
  EXPECT_EQ(reason(request("10.0.0.1", {hop})), "trusted_proxy_user_missing");
  EXPECT_EQ(reason(request("10.0.0.1", {hop, {"x-user", "  "}})), "trusted_proxy_user_missing");
  EXPECT_EQ(reason(request("10.0.0.1", {hop, {"x-user", "mallory"}, {"x-user", "alice"}})),
            "trusted_proxy_user_ambiguous");
  EXPECT_EQ(reason(request("10.0.0.1", {hop, {"x-user", "\xff"}})), "trusted_proxy_user_invalid");
  for (const char* hidden : {"a\tb",
                             "a\xC2\x9B"
                             "31m",
                             "a\xE2\x80\xAE"
                             "b",
                             "a\xE2\x81\xA6"
                             "b",
                             "\x7f"}) {
    EXPECT_EQ(reason(request("10.0.0.1", {hop, {"x-user", hidden}})), "trusted_proxy_user_invalid");
  }
  EXPECT_EQ(reason(request("10.0.0.1", {hop, {"x-user", "\xC3\xA9lan\xE2\x80\x94"}})), "");
  EXPECT_EQ(reason(request("10.0.0.1", {hop, {"x-user", std::string(257, 'a')}})),
            "trusted_proxy_user_invalid");
}

TEST(ProxyIdentity, AListOfUsersIsExact) {
  ProxyUserRules rules = by_header();
  rules.allow_users = {"bob", "alice"};
  EXPECT_EQ(reason(from_alice(), rules), "");
  rules.allow_users = {"Alice", "alic", "alice@example.com"};
  const ProxyUser user = judge_proxy_user(from_alice(), rules, foreign);
  EXPECT_EQ(user.reason, "trusted_proxy_user_not_allowed");
  EXPECT_EQ(user.claimed, "alice");
}

TEST(ProxyIdentity, AUserForWhomNoAddressStandsIsNobody) {
  ProxyUserRules rules = by_header();
  rules.allow_loopback = true;
  EXPECT_EQ(reason(request("127.0.0.1", {{"x-user", "alice"}}), rules),
            "proxy_attribution_required");
  EXPECT_EQ(reason(request("127.0.0.1", {{"x-forwarded-for", "junk"}, {"x-user", "alice"}}), rules),
            "proxy_attribution_required");
}

TEST(ProxyIdentity, APasswordIsForProgramsBesideTheProxy) {
  ProxyUserRules rules = by_header();
  rules.allow_loopback = true;
  const Auth auth(AuthMode::kTrustedProxy, Secret("pw"), rules);
  const HttpRequest beside = request("127.0.0.1", {});
  const SecretVerdict in = auth.judge(beside, {}, "pw");
  EXPECT_EQ(in.state, SecretState::kMatch);
  EXPECT_EQ(in.method, "password");
  EXPECT_EQ(auth.judge(beside, {}, "no").state, SecretState::kMismatch);
  EXPECT_EQ(auth.judge(beside, "pw", {}).state, SecretState::kUnvouched);
  EXPECT_EQ(auth.judge(beside, {}, {}).state, SecretState::kUnvouched);
  const HttpRequest behind = request("127.0.0.1", {{"x-forwarded-for", "203.0.113.9"}});
  EXPECT_EQ(auth.judge(behind, {}, "pw").state, SecretState::kUnvouched);
  EXPECT_EQ(auth.judge(request("203.0.113.9", {}), {}, "pw").state, SecretState::kUnvouched);
  // A name beside it is a proxy's that does not say for whom it asks.
  const HttpRequest named = request("127.0.0.1", {{"x-user", "alice"}});
  EXPECT_EQ(auth.judge(named, {}, "pw").state, SecretState::kUnvouched);
}

TEST(ProxyIdentity, WithoutAPasswordNobodyComesInBesideTheProxy) {
  const Auth auth(AuthMode::kTrustedProxy, Secret(""), by_header());
  const HttpRequest beside = request("127.0.0.1", {});
  for (const char* tried : {"", "x"}) {
    EXPECT_EQ(auth.judge(beside, tried, tried).state, SecretState::kUnvouched);
  }
}

TEST(ProxyIdentity, OtherRulesMakeAnotherGeneration) {
  ProxyUserRules rules = by_header();
  const std::string one = Auth(AuthMode::kTrustedProxy, Secret(""), rules).generation();
  rules.allow_users = {"alice"};
  const std::string two = Auth(AuthMode::kTrustedProxy, Secret(""), rules).generation();
  rules.allow_loopback = true;
  EXPECT_NE(one, two);
  EXPECT_NE(two, Auth(AuthMode::kTrustedProxy, Secret(""), rules).generation());
}

TEST(ProxyIdentity, ALoopbackAddressIsOneOfThisMachine) {
  EXPECT_EQ(is_own_address(*Address::parse("127.0.0.1")), true);
  EXPECT_EQ(is_own_address(*Address::parse("192.0.2.1")), false);
}

}  // namespace
}  // namespace openclaw
