// SPDX-License-Identifier: MIT
#include "core/http/attribution.hpp"

#include <gtest/gtest.h>

namespace openclaw {
namespace {

using Headers = std::vector<HttpHeader>;

ProxyRules rules(bool real_ip = false) {
  ProxyRules out;
  for (const char* one : {"127.0.0.1", "10.0.0.0/8"}) {
    out.trusted.push_back(*AddressRange::parse(one));
  }
  out.real_ip = real_ip;
  return out;
}

HttpRequest passed_on(Headers headers, std::string peer = "127.0.0.1") {
  HttpRequest request;
  request.peer = std::move(peer);
  request.headers = std::move(headers);
  return request;
}

// The client's address; "direct" where no proxy speaks, "nobody" where one does in vain.
std::string client(Headers headers, const ProxyRules& by = rules(),
                   const std::string& peer = "127.0.0.1") {
  HttpRequest request = passed_on(std::move(headers), peer);
  attribute(request, by);
  if (request.unattributed()) return "nobody";
  return request.proxied ? request.peer : "direct";
}

std::string forwarded_for(const std::string& value) { return client({{"x-forwarded-for", value}}); }

TEST(Attribution, TheLastHopThatIsNoProxyIsTheClient) {
  EXPECT_EQ(forwarded_for("203.0.113.9"), "203.0.113.9");
  EXPECT_EQ(forwarded_for("198.51.100.1, 203.0.113.9, 10.0.0.5"), "203.0.113.9");
  EXPECT_EQ(forwarded_for("127.0.0.9, 203.0.113.9"), "203.0.113.9") << "its own words do not count";
  EXPECT_EQ(forwarded_for("junk, 203.0.113.9"), "203.0.113.9");
  EXPECT_EQ(forwarded_for(", 203.0.113.9 ,"), "203.0.113.9");
  EXPECT_EQ(forwarded_for("203.0.113.9, unknown"), "203.0.113.9") << "what is no address is no hop";
  EXPECT_EQ(forwarded_for("203.0.113.9, 127.0.0.9"), "nobody") << "who called the proxy made it up";
}

TEST(Attribution, AHeaderOfItsOwnStandsForTheEndOfTheList) {
  EXPECT_EQ(client({{"x-forwarded-for", "198.51.100.1"}, {"x-forwarded-for", "203.0.113.9"}}),
            "203.0.113.9");
}

TEST(Attribution, PortsAndBracketsAreNoPartOfTheAddress) {
  EXPECT_EQ(forwarded_for("203.0.113.9:4711"), "203.0.113.9");
  EXPECT_EQ(forwarded_for("[2001:db8::1]:443"), "2001:db8::1");
  EXPECT_EQ(forwarded_for("[2001:db8::1]"), "2001:db8::1");
  EXPECT_EQ(forwarded_for("2001:db8::1"), "2001:db8::1");
  EXPECT_EQ(forwarded_for("::ffff:203.0.113.9"), "203.0.113.9");
}

TEST(Attribution, AProxyThatNamesNobodyIsNotBelieved) {
  for (const char* value : {"", "junk", "junk, 10.0.0.5", "10.0.0.5", "127.0.0.1", "127.0.0.9",
                            "::1", "[", "unknown", "localhost", "203.0.113.9.1"}) {
    EXPECT_EQ(forwarded_for(value), "nobody") << value;
  }
  EXPECT_EQ(client({{"forwarded", "for=203.0.113.9"}}), "nobody");
  EXPECT_EQ(client({{"x-forwarded-proto", "https"}}), "nobody");
  EXPECT_EQ(client({{"x-forwarded-user", "alice"}}), "nobody");
}

TEST(Attribution, XRealIpCountsWhereTheOwnerSaysSo) {
  const Headers real = {{"x-real-ip", "203.0.113.9"}};
  EXPECT_EQ(client(real), "nobody");
  EXPECT_EQ(client(real, rules(true)), "203.0.113.9");
  EXPECT_EQ(client({{"x-real-ip", "junk"}}, rules(true)), "nobody");
  EXPECT_EQ(client({{"x-real-ip", "127.0.0.1"}}, rules(true)), "nobody");
  EXPECT_EQ(
      client({{"x-forwarded-for", "198.51.100.2"}, {"x-real-ip", "203.0.113.9"}}, rules(true)),
      "198.51.100.2");
}

TEST(Attribution, OnlyATrustedProxyIsBelieved) {
  const Headers named = {{"x-forwarded-for", "203.0.113.9"}};
  EXPECT_EQ(client(named, rules(), "127.0.0.2"), "nobody");
  EXPECT_EQ(client(named, rules(), "192.0.2.1"), "nobody");
  EXPECT_EQ(client(named, rules(), "10.9.9.9"), "203.0.113.9");
  EXPECT_EQ(client(named, rules(), "::ffff:10.9.9.9"), "203.0.113.9");
  EXPECT_EQ(client(named, {}), "nobody");
  EXPECT_EQ(client({}, rules()), "direct");
}

TEST(Attribution, AProxyOfAnotherMachineNeverAsksForItself) {
  EXPECT_EQ(client({}, rules(), "10.9.9.9"), "nobody");
  EXPECT_EQ(client({}, rules(), "192.0.2.1"), "direct");
  EXPECT_EQ(client({{"via", "1.1 x"}}, rules(), "10.9.9.9"), "nobody");
}

TEST(Attribution, WhatTailscaleAddsIsTheMarkOfAProxy) {
  EXPECT_EQ(client({{"tailscale-user-login", "alice"}}), "nobody");
}

TEST(Attribution, AClientOfAProxyIsNeverOfThisMachine) {
  HttpRequest request = passed_on({{"x-forwarded-for", "203.0.113.9"}});
  attribute(request, rules());
  EXPECT_FALSE(request.direct_local());
  EXPECT_TRUE(rules().trusted.front().holds(*Address::parse(request.proxy)));
  EXPECT_EQ(request.peer, "203.0.113.9");
  request.peer = "127.0.0.1";
  request.headers.clear();
  EXPECT_FALSE(request.direct_local()) << "even when its headers are gone";
}

std::string by_front(Headers headers) {
  HttpRequest request = passed_on(std::move(headers));
  request.front = "tailscale";
  attribute_front(request);
  EXPECT_FALSE(request.direct_local());
  return request.unattributed() ? "nobody" : request.peer;
}

TEST(Attribution, OfAFrontOnlyTheHopThatItAddedCounts) {
  EXPECT_EQ(by_front({{"x-forwarded-for", "203.0.113.1, 100.64.0.9"}}), "100.64.0.9");
  EXPECT_EQ(by_front({{"x-forwarded-for", "203.0.113.1, 127.0.0.1"}}), "nobody");
  EXPECT_EQ(by_front({{"x-forwarded-for", "100.64.0.9, unknown"}}), "nobody");
  EXPECT_EQ(by_front({{"x-real-ip", "100.64.0.9"}}), "nobody");
  EXPECT_EQ(by_front({}), "nobody");
}

}  // namespace
}  // namespace openclaw
