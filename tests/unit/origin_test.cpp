// SPDX-License-Identifier: MIT
#include "core/client/origin.hpp"

#include <gtest/gtest.h>

namespace openclaw {
namespace {

struct Case {
  const char* origin;
  const char* host = "127.0.0.1:18789";
  const char* peer = "127.0.0.1";
  bool needed = false;
  std::vector<std::string> allowed = {};
};

OriginVerdict verdict(const Case& c) {
  HttpRequest request;
  request.peer = c.peer;
  request.headers = {{"host", c.host}};
  if (*c.origin) request.headers.push_back({"origin", c.origin});
  return judge_origin(request, c.needed, c.allowed);
}

TEST(Origin, WhoSendsNoneIsNoBrowser) {
  EXPECT_EQ(verdict({.origin = ""}), OriginVerdict::kAllowed);
  EXPECT_EQ(verdict({.origin = "", .needed = true}), OriginVerdict::kMissing);
}

TEST(Origin, PagesOfThisMachineMayComeFromThisMachine) {
  for (const char* origin :
       {"http://localhost:3000", "http://127.0.0.1", "https://[::1]:1", "HTTP://LocalHost"}) {
    EXPECT_EQ(verdict({.origin = origin}), OriginVerdict::kAllowed) << origin;
    EXPECT_EQ(verdict({.origin = origin, .peer = "192.0.2.1"}), OriginVerdict::kRefused) << origin;
  }
}

TEST(Origin, PagesOfOtherSitesAreRefused) {
  for (const char* origin : {"https://evil.example", "http://localhost.evil.example",
                             "http://127.0.0.1.evil.example", "http://evil.example:127"}) {
    EXPECT_EQ(verdict({.origin = origin}), OriginVerdict::kRefused) << origin;
  }
}

TEST(Origin, ANameThatResolvesToThisMachineIsNotEnough) {
  EXPECT_EQ(verdict({.origin = "http://evil.example", .host = "evil.example"}),
            OriginVerdict::kRefused);
}

TEST(Origin, WhatIsNoWebOriginIsMissing) {
  for (const char* origin : {"null", "file://", "chrome-extension://abc", "localhost"}) {
    EXPECT_EQ(verdict({.origin = origin}), OriginVerdict::kMissing) << origin;
  }
}

TEST(Origin, ThePageOfThePrivateAddressItselfMayCome) {
  EXPECT_EQ(
      verdict({.origin = "http://192.168.1.5:1", .host = "192.168.1.5:1", .peer = "192.168.1.9"}),
      OriginVerdict::kAllowed);
  EXPECT_EQ(
      verdict({.origin = "http://192.168.1.5:2", .host = "192.168.1.5:1", .peer = "192.168.1.9"}),
      OriginVerdict::kRefused);
  EXPECT_EQ(verdict({.origin = "http://8.8.8.8", .host = "8.8.8.8", .peer = "8.8.8.1"}),
            OriginVerdict::kRefused);
}

TEST(Origin, TheConfigurationAllowsExactOriginsOrAll) {
  const std::vector<std::string> one = {"https://ui.example"};
  EXPECT_EQ(verdict({.origin = "https://UI.example", .allowed = one}), OriginVerdict::kAllowed);
  EXPECT_EQ(verdict({.origin = "https://ui.example:8443", .allowed = one}),
            OriginVerdict::kRefused);
  EXPECT_EQ(verdict({.origin = "https://evil.example", .allowed = {"*"}}), OriginVerdict::kAllowed);
}

TEST(Origin, APageThatThisMachineDidNotServeIsForeign) {
  const auto foreign = [](const std::string& origin) {
    HttpRequest request;
    if (!origin.empty()) request.headers.push_back({"origin", origin});
    return is_foreign_page(request);
  };
  for (const char* origin :
       {"", "http://localhost:3000", "https://127.0.0.1", "http://[::1]:1", "HTTP://LOCALHOST"}) {
    EXPECT_FALSE(foreign(origin)) << origin;
  }
  for (const char* origin : {"null", "https://evil.example", "file://localhost", "localhost",
                             "http://localhost.evil.example", "http://192.168.1.5"}) {
    EXPECT_TRUE(foreign(origin)) << origin;
  }
}

TEST(Origin, LoopbackHostsAreNamesAndAddresses) {
  for (const char* host :
       {"localhost", "LOCALHOST:1", "127.0.0.1", "127.8.9.10:1", "[::1]:1", "::1"}) {
    EXPECT_TRUE(is_loopback_host(host)) << host;
  }
  for (const char* host : {"", "localhost.example", "example", "1.127.0.0.1", "127.0.0.1.example",
                           "127.evil", "127.1", "[::2]", "my.ts.net", "localhost:evil"}) {
    EXPECT_FALSE(is_loopback_host(host)) << host;
  }
}

}  // namespace
}  // namespace openclaw
