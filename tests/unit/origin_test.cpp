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
  bool any_same_host = false;
  bool proxied = false;
};

OriginVerdict verdict(const Case& c) {
  HttpRequest request;
  request.peer = c.peer;
  request.proxied = c.proxied;
  request.headers = {{"host", c.host}};
  if (*c.origin) request.headers.push_back({"origin", c.origin});
  return judge_origin(request, c.needed, {c.allowed, c.any_same_host});
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

TEST(Origin, ThePortOfTheSchemeMayStandInTheHost) {
  const auto own = [](const char* origin, const char* host) {
    return verdict({.origin = origin, .host = host, .peer = "192.0.2.1", .any_same_host = true});
  };
  EXPECT_EQ(own("https://ui.example", "ui.example:443"), OriginVerdict::kAllowed);
  EXPECT_EQ(own("https://ui.example:443", "ui.example"), OriginVerdict::kAllowed);
  EXPECT_EQ(own("http://ui.example", "ui.example:80"), OriginVerdict::kAllowed);
  EXPECT_EQ(own("https://ui.example", "ui.example:80"), OriginVerdict::kRefused);
  EXPECT_EQ(own("http://ui.example", "ui.example:443"), OriginVerdict::kRefused);
}

TEST(Origin, ANameThatResolvesToThisMachineIsNotEnough) {
  EXPECT_EQ(verdict({.origin = "http://evil.example", .host = "evil.example"}),
            OriginVerdict::kRefused);
}

TEST(Origin, WhatNamesNoHostIsMissing) {
  for (const char* origin : {"null", "file://", "localhost", "http:///", "http://a@localhost"}) {
    EXPECT_EQ(verdict({.origin = origin}), OriginVerdict::kMissing) << origin;
    EXPECT_EQ(verdict({.origin = origin, .allowed = {"*"}}), OriginVerdict::kMissing) << origin;
  }
  for (const char* origin : {"file://localhost", "chrome-extension://abc", "ws://localhost"}) {
    EXPECT_EQ(verdict({.origin = origin}), OriginVerdict::kRefused) << origin;
  }
}

TEST(Origin, ThePageOfThePrivateAddressItselfMayCome) {
  for (const char* host :
       {"192.168.1.5:1", "10.1.2.3", "172.31.0.1:8443", "100.127.0.1", "169.254.1.1", "[fd00::1]:5",
        "[fe80::1]", "box.local", "box.tail12.ts.net:8443"}) {
    const std::string origin = std::string("http://") + host;
    for (const bool proxied : {false, true}) {
      EXPECT_EQ(
          verdict(
              {.origin = origin.c_str(), .host = host, .peer = "198.51.100.9", .proxied = proxied}),
          OriginVerdict::kAllowed)
          << host;
    }
  }
  for (const char* host :
       {"8.8.8.8", "172.32.0.1", "100.128.0.1", "[2001:db8::1]", "box.lan", "box",
        "box.local.evil.example", "gw.example.com", "localhost:5", "[::1]:5"}) {
    const std::string origin = std::string("http://") + host;
    EXPECT_EQ(verdict({.origin = origin.c_str(), .host = host, .peer = "198.51.100.9"}),
              OriginVerdict::kRefused)
        << host;
  }
}

TEST(Origin, AnotherPortIsAnotherHost) {
  EXPECT_EQ(verdict({.origin = "http://192.168.1.5:2", .host = "192.168.1.5:1"}),
            OriginVerdict::kRefused);
  EXPECT_EQ(verdict({.origin = "http://192.168.1.5:80", .host = "192.168.1.5"}),
            OriginVerdict::kAllowed);
  EXPECT_EQ(verdict({.origin = "https://192.168.1.5:80", .host = "192.168.1.5"}),
            OriginVerdict::kRefused);
}

TEST(Origin, APageOfThisMachineIsNoneBehindAProxy) {
  EXPECT_EQ(verdict({.origin = "http://localhost:3000", .proxied = true}), OriginVerdict::kRefused);
  EXPECT_EQ(verdict({.origin = "http://localhost:5", .host = "localhost:5", .proxied = true}),
            OriginVerdict::kRefused);
}

TEST(Origin, TheDangerousFallbackTakesTheHostsWordForIt) {
  const char* page = "https://gw.example.com";
  EXPECT_EQ(verdict({.origin = page, .host = "gw.example.com"}), OriginVerdict::kRefused);
  EXPECT_EQ(verdict({.origin = page, .host = "GW.example.com", .any_same_host = true}),
            OriginVerdict::kAllowed);
  EXPECT_EQ(verdict({.origin = page, .host = "other.example.com", .any_same_host = true}),
            OriginVerdict::kRefused);
  EXPECT_EQ(verdict({.origin = "file://gw", .host = "gw", .any_same_host = true}),
            OriginVerdict::kRefused);
}

TEST(Origin, TheConfigurationAllowsExactOriginsOrAll) {
  const std::vector<std::string> one = {"https://ui.example"};
  EXPECT_EQ(verdict({.origin = "https://UI.example", .allowed = one}), OriginVerdict::kAllowed);
  EXPECT_EQ(verdict({.origin = "https://ui.example:8443", .allowed = one}),
            OriginVerdict::kRefused);
  EXPECT_EQ(verdict({.origin = "https://evil.example", .allowed = {"*"}}), OriginVerdict::kAllowed);
  EXPECT_EQ(verdict({.origin = "https://ui.example", .allowed = {"https://UI.example:443/"}}),
            OriginVerdict::kAllowed);
  EXPECT_EQ(verdict({.origin = "http://ui.example", .allowed = one}), OriginVerdict::kRefused);
  EXPECT_EQ(verdict({.origin = "app://ui", .allowed = {"app://ui"}}), OriginVerdict::kAllowed);
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
