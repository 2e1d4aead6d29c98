// SPDX-License-Identifier: MIT
#include "core/access_settings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace openclaw {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

class AccessSettingsTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "openclaw-access-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    dir_ = name;
  }
  void TearDown() override { std::filesystem::remove_all(dir_); }
  Result<AccessSettings> read(const std::string& gateway) {
    const std::string path = dir_ + "/openclaw.json";
    std::ofstream(path) << "{gateway:" << gateway << "}";
    const Result<Config> config = Config::load(path);
    EXPECT_TRUE(config.ok());
    return read_access_settings(*config);
  }
  Result<AccessSettings> limits(const std::string& text) {
    return read("{auth:{rateLimit:" + text + "}}");
  }
  std::string refusal(const Result<AccessSettings>& settings) {
    return settings ? "accepted" : settings.error().message;
  }

  std::string dir_;
};

TEST_F(AccessSettingsTest, NothingWrittenLeavesTheDefaults) {
  const auto settings = read("{}");
  ASSERT_TRUE(settings.ok());
  EXPECT_EQ(settings->auth_limits.max_attempts, 10);
  EXPECT_EQ(settings->auth_limits.window_ms, 60'000U);
  EXPECT_EQ(settings->auth_limits.lockout_ms, 300'000U);
  EXPECT_TRUE(settings->auth_limits.exempt_loopback);
  EXPECT_TRUE(settings->proxies.trusted.empty());
  EXPECT_FALSE(settings->proxies.real_ip);
  EXPECT_TRUE(settings->origins.allowed.empty());
  EXPECT_FALSE(settings->origins.any_same_host);
}

TEST_F(AccessSettingsTest, TheLimitsOfFailuresAreRead) {
  const auto settings = limits("{maxAttempts:3,windowMs:1,lockoutMs:2,exemptLoopback:false}");
  ASSERT_TRUE(settings.ok());
  EXPECT_EQ(settings->auth_limits.max_attempts, 3);
  EXPECT_EQ(settings->auth_limits.window_ms, 1U);
  EXPECT_EQ(settings->auth_limits.lockout_ms, 2U);
  EXPECT_FALSE(settings->auth_limits.exempt_loopback);
}

TEST_F(AccessSettingsTest, LimitsThatLimitNothingAreRefusedByName) {
  for (const char* text : {"{maxAttempts:0}", "{maxAttempts:1001}", "{maxAttempts:-1}",
                           "{maxAttempts:1.5}", "{maxAttempts:'3'}", "{maxAttempts:4294967296}"}) {
    EXPECT_THAT(refusal(limits(text)),
                AllOf(HasSubstr("gateway.auth.rateLimit.maxAttempts"), HasSubstr("from 1 to 1000"),
                      HasSubstr("remove the key")))
        << text;
  }
  EXPECT_THAT(refusal(limits("{windowMs:0}")), HasSubstr("gateway.auth.rateLimit.windowMs"));
  EXPECT_THAT(refusal(limits("{lockoutMs:-5}")), HasSubstr("gateway.auth.rateLimit.lockoutMs"));
  EXPECT_THAT(refusal(limits("{lockoutMs:604800001}")), HasSubstr("from 1 to 604800000"));
  EXPECT_EQ(refusal(limits("{maxAttempts:1000,windowMs:604800000}")), "accepted");
}

TEST_F(AccessSettingsTest, ProxiesAreAddressesAndRanges) {
  const auto settings = read(
      R"({trustedProxies:["192.0.2.1","10.0.0.0/8","2001:db8::/32"],allowRealIpFallback:true})");
  ASSERT_TRUE(settings.ok());
  EXPECT_EQ(settings->proxies.trusted.size(), 3U);
  EXPECT_TRUE(settings->proxies.real_ip);
}

TEST_F(AccessSettingsTest, AProxyThatIsNoAddressIsRefusedByItsPlace) {
  EXPECT_THAT(refusal(read(R"({trustedProxies:["192.0.2.1","proxy.example"]})")),
              AllOf(HasSubstr("gateway.trustedProxies.1"), HasSubstr("proxy.example"),
                    HasSubstr("192.0.2.0/24")));
}

TEST_F(AccessSettingsTest, AProxyThatIsEverybodyIsRefused) {
  for (const char* all : {"0.0.0.0/0", "::/0", "::ffff:0.0.0.0/96"}) {
    EXPECT_THAT(refusal(read(std::string(R"({trustedProxies:[")") + all + "\"]}")),
                AllOf(HasSubstr("gateway.trustedProxies.0"), HasSubstr("takes every client")));
  }
}

TEST_F(AccessSettingsTest, TheUsersOfAProxyAreRead) {
  const auto settings =
      read(R"({auth:{trustedProxy:{userHeader:"X-User",requiredHeaders:["X-Proof"],)"
           R"(allowUsers:["alice"],allowLoopback:true}}})");
  ASSERT_TRUE(settings.ok());
  EXPECT_EQ(settings->proxy_user.user_header, "X-User");
  EXPECT_THAT(settings->proxy_user.required_headers, ElementsAre("X-Proof"));
  EXPECT_THAT(settings->proxy_user.allow_users, ElementsAre("alice"));
  EXPECT_TRUE(settings->proxy_user.allow_loopback);
}

TEST_F(AccessSettingsTest, WhatIsNoNameOfAHeaderIsRefusedByItsPlace) {
  EXPECT_THAT(refusal(read(R"({auth:{trustedProxy:{userHeader:"X User"}}})")),
              AllOf(HasSubstr("gateway.auth.trustedProxy.userHeader"), HasSubstr("X User")));
  EXPECT_THAT(refusal(read(R"({auth:{trustedProxy:{userHeader:"x",requiredHeaders:["a",""]}}})")),
              HasSubstr("gateway.auth.trustedProxy.requiredHeaders.1"));
}

TEST_F(AccessSettingsTest, AHeaderThatHasAnotherUseNamesNoUser) {
  const auto by = [this](const std::string& name) {
    return refusal(read("{auth:{trustedProxy:{userHeader:'" + name + "'}}}"));
  };
  for (const char* name :
       {"Authorization", "HOST", "Cookie", "connection", "Upgrade", "Origin", "X-Forwarded-For",
        "X-Forwarded-Host", "X-Real-IP", "Forwarded", "Transfer-Encoding", "Sec-WebSocket-Key",
        "Content-Length", "X-OpenClaw-Scopes", "User-Agent", "Accept-Language"}) {
    EXPECT_THAT(by(name), AllOf(HasSubstr("gateway.auth.trustedProxy.userHeader"), HasSubstr(name),
                                HasSubstr("X-Remote-User")));
  }
  for (const char* name : {"X-Forwarded-User", "x-forwarded-email", "Remote-User", "X-Host"}) {
    EXPECT_EQ(by(name), "accepted") << name;
  }
  EXPECT_EQ(refusal(read("{auth:{trustedProxy:{userHeader:'X-User',"
                         "requiredHeaders:['X-Forwarded-Proto']}}}")),
            "accepted");
}

TEST_F(AccessSettingsTest, StrictTransportIsWhatBrowsersObey) {
  const auto with = [this](const std::string& value) {
    return read("{http:{securityHeaders:{strictTransportSecurity:" + value + "}}}");
  };
  EXPECT_EQ(with(R"(" max-age=31536000; includeSubDomains ")")->strict_transport,
            "max-age=31536000; includeSubDomains");
  EXPECT_EQ(with(R"("includeSubDomains;Max-Age=0;preload;")")->strict_transport,
            "includeSubDomains;Max-Age=0;preload;");
  for (const char* none : {"false", R"("")", R"("  ")"}) {
    EXPECT_EQ(with(none)->strict_transport, "") << none;
  }
  for (const char* good : {R"(max-age="1")", R"( Max-Age = "31\\536" ;; preload)",
                           R"(max-age=1;x="a;\\"b";includesubdomains)"}) {
    std::string text = "'" + std::string(good) + "'";
    EXPECT_EQ(refusal(with(text)), "accepted") << good;
  }
  for (const char* bad :
       {R"("max-age=1;includeSubDomains;INCLUDESUBDOMAINS")", R"("max-age=1;preload;preload")",
        R"("max-age=1;includeSubDomains=1")", R"("max-age=1;x=")", R"("max-age=1;=x")",
        R"('max-age="1')", R"('max-age="1"2')", R"('max-age=""')", R"('max-age="1 "')",
        R"("max-age=1 2")", R"("31536000")", R"("max-age")", R"("max-age=")", R"("max-age=1y")",
        R"("includeSubDomains")", R"("max-age=1; max-age=2")", R"("max-age=1, preload")",
        R"("max-age=1\r\nX: y")"}) {
    EXPECT_THAT(refusal(with(bad)),
                AllOf(HasSubstr("gateway.http.securityHeaders.strictTransportSecurity"),
                      HasSubstr("max-age=31536000"), HasSubstr("false")))
        << bad;
  }
}

TEST_F(AccessSettingsTest, ThePagesThatMayAskAreRead) {
  const auto settings = read(R"({controlUi:{allowedOrigins:["https://a"],)"
                             R"(dangerouslyAllowHostHeaderOriginFallback:true}})");
  ASSERT_TRUE(settings.ok());
  EXPECT_THAT(settings->origins.allowed, ElementsAre("https://a"));
  EXPECT_TRUE(settings->origins.any_same_host);
}

}  // namespace
}  // namespace openclaw
