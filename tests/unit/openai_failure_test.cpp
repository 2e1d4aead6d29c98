// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "plugins/provider-openai/failure.hpp"

namespace openai {
namespace {

constexpr std::int64_t kNow = 784'111'777;  // Sun, 06 Nov 1994 08:49:37 GMT

TEST(OpenaiFailure, RetryAfterIsSecondsOrADate) {
  EXPECT_EQ(retry_after_ms("", kNow), -1);
  EXPECT_EQ(retry_after_ms("0", kNow), 0);
  EXPECT_EQ(retry_after_ms("7", kNow), 7000);
  EXPECT_EQ(retry_after_ms("1.5", kNow), 1500);
  EXPECT_EQ(retry_after_ms("Sun, 06 Nov 1994 08:50:00 GMT", kNow), 23'000);
  EXPECT_EQ(retry_after_ms("Sun, 06 Nov 1994 08:00:00 GMT", kNow), 0);
  EXPECT_EQ(retry_after_ms("1e300", kNow), 86'400'000);
  for (const char* bad : {"-1", "nan", "soon", "7 s", "Sun, 06 Nov"}) {
    EXPECT_EQ(retry_after_ms(bad, kNow), -1) << bad;
  }
}

TEST(OpenaiFailure, TheMessageIsThePeersOwn) {
  EXPECT_EQ(refused(400, R"({"error":{"message":"bad\nidea"}})", "", kNow).message,
            "HTTP 400: bad idea");
  EXPECT_EQ(refused(400, R"({"error":"bad idea"})", "", kNow).message, "HTTP 400: bad idea");
  EXPECT_EQ(refused(400, R"({"message":"bad idea"})", "", kNow).message, "HTTP 400: bad idea");
  EXPECT_EQ(refused(502, "<html>Bad Gateway</html>", "", kNow).message,
            "HTTP 502: <html>Bad Gateway</html>");
  EXPECT_EQ(refused(502, "", "", kNow).message, "HTTP 502");
  EXPECT_EQ(refused(500, std::string(1000, 'x'), "", kNow).message.size(),
            std::string("HTTP 500: ...").size() + 300);
}

TEST(OpenaiFailure, SecretsAreMaskedBeforeTheMessageIsCut) {
  Settings settings;
  settings.api_key = "sk-test-0123456789abcdef";
  settings.headers = {{"X-Secret", "hush-9876543210"}, {"Authorization", "Bearer abcdefghijkl"}};
  const Secrets secrets(settings);
  for (const char* secret : {"sk-test-0123456789abcdef", "hush-9876543210", "abcdefghijkl"}) {
    for (std::size_t before = 270; before <= 300; ++before) {
      const std::string text = std::string(before, '.') + secret + " and more";
      const std::string event = R"({"error":{"message":")" + text + R"("}})";
      for (const Failure& failure :
           {refused(401, text, "", kNow, secrets), refused(401, event, "", kNow, secrets),
            reported(event, 0, secrets)}) {
        EXPECT_EQ(failure.message.find(std::string(secret, 2)), std::string::npos)
            << failure.message;
      }
    }
  }
}

TEST(OpenaiFailure, ASecretThatWasCutIsMaskedToo) {
  Settings settings;
  settings.api_key = "sk-test-0123456789abcdef";
  const Secrets secrets(settings);
  EXPECT_EQ(secrets.masked("wrong key sk-test-01234"), "wrong key ***");
  EXPECT_EQ(secrets.masked("wrong key sk-test"), "wrong key sk-test");
  EXPECT_EQ(secrets.masked("sk-test-0123456789abcdef, sk-test-0123456789abcdef"), "***, ***");
}

TEST(OpenaiFailure, AnErrorInTheStreamMayCarryItsStatusAsItsCode) {
  const Failure limit = reported(R"({"message":"slow down","code":429})", 0);
  EXPECT_STREQ(limit.kind, "rate_limit");
  EXPECT_TRUE(limit.retryable);
  EXPECT_EQ(reported("{}", 0).message, "the provider reported an error without a text");
}

TEST(OpenaiFailure, WhatWasLostOnTheWayMayBeAskedAgain) {
  for (const char* kind : {"resolve", "connect", "closed", "timeout"}) {
    EXPECT_TRUE(lost(kind, "x").retryable) << kind;
  }
  for (const char* kind : {"tls", "invalid", "unavailable"}) {
    EXPECT_FALSE(lost(kind, "x").retryable) << kind;
  }
  EXPECT_STREQ(lost("timeout", "x").kind, "timeout");
}

}  // namespace
}  // namespace openai
