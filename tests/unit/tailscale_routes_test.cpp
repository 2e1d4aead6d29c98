// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plugins/tailscale/answers.hpp"

namespace tailscale {
namespace {

using testing::HasSubstr;
using Kind = Route::Kind;

constexpr std::uint16_t kPort = 18789;

std::string web(const std::string& handlers, const std::string& more = "") {
  return R"({"TCP":{"443":{"HTTPS":true}},"Web":{"gw.x.ts.net:443":{"Handlers":)" + handlers +
         "}}" + more + "}";
}
Kind kind(const std::string& text) { return read_route(text, kPort).kind; }

TEST(TailscaleRoutesTest, NothingIsThereOrOnlyElsewhere) {
  EXPECT_EQ(kind("{}"), Kind::none);
  EXPECT_EQ(kind(""), Kind::none);
  EXPECT_EQ(kind(R"({"TCP":{"8443":{"HTTPS":true}},"Web":{"gw.x.ts.net:8443":{"Handlers":)"
                 R"({"/":{"Proxy":"http://127.0.0.1:3000"}}}}})"),
            Kind::none);
}

TEST(TailscaleRoutesTest, OursIsTheRootAloneAndExactlyToTheGatewaysPort) {
  EXPECT_EQ(kind(web(R"({"/":{"Proxy":"http://127.0.0.1:18789"}})")), Kind::ours);
  EXPECT_EQ(kind(web(R"({"/":{"Proxy":"http://localhost:18789/"}})")), Kind::ours);
  EXPECT_EQ(kind(web(R"({"/":{"Proxy":"https+insecure://127.0.0.1:18789"}})")), Kind::ours);
  for (const char* handlers :
       {R"({"/":{"Proxy":"http://127.0.0.1:1878"}})",
        R"({"/":{"Proxy":"https://127.0.0.1:18789"}})",
        R"({"/":{"Proxy":"http://127.0.0.1:18789/x"}})", R"({"/":{"Proxy":"http://[::1]:18789"}})",
        R"({"/":{"Proxy":"http://127.0.0.1:18789"},"/x":{"Text":"y"}})",
        R"({"/x":{"Proxy":"http://127.0.0.1:18789"}})", R"({"/":{"Path":"/srv"}})", "{}"}) {
    EXPECT_EQ(kind(web(handlers)), Kind::background) << handlers;
  }
  EXPECT_EQ(kind(R"({"TCP":{"443":{"HTTPS":true}},"Web":{"a:443":{"Handlers":{"/":{"Proxy":)"
                 R"("http://127.0.0.1:18789"}}},"b:443":{"Handlers":{"/":{"Text":"x"}}}}})"),
            Kind::background)
      << "another name has it too";
}

TEST(TailscaleRoutesTest, AForeignRouteIsToldWithTheCommandThatTakesItAway) {
  const Route route = read_route(web(R"({"/app":{"Proxy":"http://127.0.0.1:3000"}})"), kPort);
  EXPECT_EQ(route.words, "https://gw.x.ts.net/app -> http://127.0.0.1:3000");
  EXPECT_EQ(route.remedy, "tailscale serve --yes --https=443 --set-path=/app off");
  const Route tcp = read_route(R"({"TCP":{"443":{"TCPForward":"127.0.0.1:22"}}})", kPort);
  EXPECT_EQ(tcp.words, "port 443 -> 127.0.0.1:22");
  EXPECT_EQ(tcp.remedy, "tailscale serve --yes --tcp=443 off");
}

TEST(TailscaleRoutesTest, WhatAProgramHoldsHasNoSuchCommand) {
  const Route route = read_route(
      "{\"Foreground\":{\"s\":" + web(R"({"/":{"Proxy":"http://127.0.0.1:18789"}})") + "}}", kPort);
  EXPECT_EQ(route.kind, Kind::foreground);
  EXPECT_EQ(route.words, "https://gw.x.ts.net/ -> http://127.0.0.1:18789");
  EXPECT_EQ(route.remedy, "");
}

TEST(TailscaleRoutesTest, AFunnelIsTold) {
  const std::string handlers = R"({"/":{"Proxy":"http://127.0.0.1:18789"}})";
  const std::string funnel = R"(,"AllowFunnel":{"gw.x.ts.net:443":true})";
  EXPECT_FALSE(read_route(web(handlers), kPort).is_funnel);
  EXPECT_TRUE(read_route(web(handlers, funnel), kPort).is_funnel);
  EXPECT_TRUE(has_funnel_to(web(handlers, funnel), kPort));
  EXPECT_FALSE(has_funnel_to(web(handlers, funnel), 18790));
  EXPECT_FALSE(has_funnel_to(web(handlers), kPort));
  for (const char* target : {"18789", "localhost:18789", "http://[::1]:18789/x", "::1:18789"}) {
    EXPECT_TRUE(
        has_funnel_to(web(std::string(R"({"/":{"Proxy":")") + target + "\"}}", funnel), kPort))
        << target;
  }
  EXPECT_FALSE(has_funnel_to(web(R"({"/":{"Proxy":"http://10.0.0.1:18789"}})", funnel), kPort));
}

TEST(TailscaleRoutesTest, HostileShapesAreNoRoutesOfOurs) {
  for (const char* text :
       {R"({"TCP":[{"443":{}}]})", R"({"TCP":{"443":7}})", R"({"Web":[{"Handlers":{}}]})",
        R"({"Foreground":[{"TCP":{"443":{}}}]})", R"({"Foreground":{"s":"x"}})",
        R"({"AllowFunnel":[true]})", R"({"TCP":null,"Web":null,"Foreground":null})"}) {
    EXPECT_EQ(kind(text), Kind::none) << text;
    EXPECT_FALSE(has_funnel_to(text, kPort)) << text;
  }
  for (const char* web :
       {R"([1])", R"({"gw:443":[1]})", R"({"gw:443":{"Handlers":[{"Proxy":"x"}]}})",
        R"({"gw:443":{"Handlers":{"/":"x"}}})", R"({"gw:443":{"Handlers":{"/":{"Proxy":7}}}})"}) {
    EXPECT_EQ(kind(std::string(R"({"TCP":{"443":{"HTTPS":true}},"Web":)") + web + "}"),
              Kind::background)
        << web;
  }
  const Route route = read_route(web("{\"/\":{\"Proxy\":\"http://x\\u001b[2J\\ny\"}}"), kPort);
  EXPECT_THAT(route.words, HasSubstr("http://x [2J y"));
}

}  // namespace
}  // namespace tailscale
