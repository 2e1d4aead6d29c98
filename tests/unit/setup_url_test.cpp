// SPDX-License-Identifier: MIT
#include "core/device/setup_url.hpp"

#include <gtest/gtest.h>

namespace openclaw {
namespace {

SetupNetwork network(std::vector<std::string> addresses, std::string outward = {}) {
  return {[addresses = std::move(addresses)] { return addresses; },
          [outward = std::move(outward)] { return outward; }};
}

SetupPlaces bound(BindMode mode, std::string host = {}) {
  SetupPlaces places;
  places.bind = {mode, std::move(host)};
  places.port = 18789;
  return places;
}

std::string found(const SetupPlaces& places, const SetupNetwork& there = network({}),
                  const SetupWish& wish = {}) {
  const auto url = find_setup_url(places, wish, there);
  return url ? url->url + " by " + url->source : url.error().message;
}

TEST(SetupUrl, IsReadAsABrowserReadsIt) {
  EXPECT_EQ(normal_gateway_url(" HTTPS://Gw.Example:443/ "), "wss://gw.example");
  EXPECT_EQ(normal_gateway_url("http://h:80/p/?q#f"), "ws://h/p/");
  EXPECT_EQ(normal_gateway_url("ws://[FD00::1]:7"), "ws://[fd00::1]:7");
  EXPECT_EQ(normal_gateway_url("10.0.0.1:18789/x"), "ws://10.0.0.1:18789");
  for (const char* bad : {"", "ftp://h", "wss://u:p@h", "ws://", "ws://h:x", "ws://h:70000",
                          "ws://[zz]", "ws://a b", "ws://h/\"", "ws://[::1"}) {
    EXPECT_EQ(normal_gateway_url(bad), "") << bad;
  }
}

TEST(SetupUrl, TheAddressInTheNetworkThatLeadsOutIsTaken) {
  const SetupPlaces lan = bound(BindMode::kLan);
  EXPECT_EQ(found(lan, network({"8.8.8.8", "192.168.1.2"})),
            "ws://192.168.1.2:18789 by gateway.bind=lan");
  EXPECT_EQ(found(lan, network({"172.17.0.1", "192.168.1.2"}, "192.168.1.2")),
            "ws://192.168.1.2:18789 by gateway.bind=lan");
  EXPECT_EQ(found(lan, network({"172.17.0.1", "192.168.1.2"}, "8.8.8.8")),
            "ws://172.17.0.1:18789 by gateway.bind=lan");
  EXPECT_EQ(found(lan, network({"8.8.8.8"})),
            "gateway.bind=lan set, but no private LAN IP was found.");
}

TEST(SetupUrl, WhereThePortSpeaksTlsTheAddressSaysSo) {
  SetupPlaces lan = bound(BindMode::kLan);
  lan.tls = true;
  EXPECT_EQ(found(lan, network({"192.168.1.2"})), "wss://192.168.1.2:18789 by gateway.bind=lan");
}

TEST(SetupUrl, EachWayToBindHasItsWords) {
  EXPECT_EQ(found(bound(BindMode::kCustom, "10.1.1.1")),
            "ws://10.1.1.1:18789 by gateway.bind=custom");
  EXPECT_EQ(found(bound(BindMode::kCustom)),
            "gateway.bind=custom requires gateway.customBindHost.");
  EXPECT_EQ(found(bound(BindMode::kTailnet), network({"10.0.0.1"})),
            "gateway.bind=tailnet set, but no tailnet IP was found.");
  EXPECT_EQ(found(bound(BindMode::kTailnet), network({"100.64.0.9"})).substr(0, 38),
            "Tailscale and public mobile pairing re");
  EXPECT_EQ(found(bound(BindMode::kLoopback)).substr(0, 34), "Gateway is only bound to loopback.");
}

TEST(SetupUrl, WhatIsNamedGoesBeforeWhatIsBound) {
  SetupPlaces places = bound(BindMode::kCustom, "10.1.1.1");
  places.remote_url = "wss://remote";
  EXPECT_EQ(found(places), "wss://remote by gateway.remote.url");
  places.is_elsewhere = true;
  EXPECT_EQ(found(places), "ws://10.1.1.1:18789 by gateway.bind=custom");
  places.public_url = "wss://public";
  EXPECT_EQ(found(places), "wss://public by plugins.entries.device-pair.config.publicUrl");
  EXPECT_EQ(found(places, network({}), {{}, true}), "wss://remote by gateway.remote.url");
  EXPECT_EQ(found(places, network({}), {"wss://asked", true}), "wss://asked by request.publicUrl");
  places.remote_url = "wss://u@h";
  EXPECT_EQ(found(places, network({}), {{}, true}), "Configured gateway.remote.url is invalid.");
}

TEST(SetupUrl, ATailnetIsNamedByItsNameThere) {
  SetupPlaces places = bound(BindMode::kLoopback);
  places.tailscale = "serve";
  const std::string not_yet =
      " is enabled, but the gateway has no name in the tailnet yet: its route is not up, or "
      "MagicDNS "
      "is off. `openclaw gateway status` shows which.";
  EXPECT_EQ(found(places), "Tailscale Serve" + not_yet);
  places.tailscale = "funnel";
  EXPECT_EQ(found(places), "Tailscale Funnel" + not_yet);
  places.tailscale = "serve";
  places.tailnet_name = "gw.x.ts.net";
  EXPECT_EQ(found(places), "wss://gw.x.ts.net by gateway.tailscale.mode=serve");
}

TEST(SetupUrl, OnlyWhatNobodyCanOverhearIsPrivate) {
  EXPECT_TRUE(is_private_url("wss://gw.example"));
  EXPECT_TRUE(is_private_url("ws://localhost:1"));
  EXPECT_TRUE(is_private_url("ws://127.0.0.1:1/x"));
  EXPECT_TRUE(is_private_url("ws://[::1]:1"));
  EXPECT_FALSE(is_private_url("ws://192.168.1.1"));
  EXPECT_FALSE(is_private_url("ws://localhost.example"));
}

}  // namespace
}  // namespace openclaw
