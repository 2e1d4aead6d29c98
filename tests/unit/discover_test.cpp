// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/discover.hpp"
#include "cli/discover/book.hpp"
#include "cli/discover/host_name.hpp"
#include "core/client/frame.hpp"
#include "dns_packet.hpp"

namespace openclaw::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;

const std::string kService = wire_name({"_openclaw-gw", "_tcp", "local"});
std::string instance(std::string_view name) {
  return wire_name({name, "_openclaw-gw", "_tcp", "local"});
}
std::string place(std::string_view name, unsigned ttl = 120) {
  return wire_record(instance(name), 33, wire_place(18789, wire_name({"gwhost", "local"})), ttl);
}
void feed(BeaconBook& book, unsigned count, const std::string& records) {
  const auto message = read_dns(wire_answer(count, records));
  ASSERT_TRUE(message);
  book.take(*message);
}

TEST(DiscoverBookTest, APlaceAndWordsMayComeInAnyOrder) {
  BeaconBook book("local.");
  feed(book, 1, wire_record(instance("gw"), 16, wire_texts({"role=gateway"})));
  EXPECT_THAT(book.missing(), IsEmpty());
  EXPECT_THAT(book.beacons(), IsEmpty());
  feed(book, 1, wire_record(kService, 12, instance("gw")));
  ASSERT_EQ(book.missing().size(), 1U);
  EXPECT_EQ(book.missing()[0].type, DnsType::kSrv);
  feed(book, 1, place("gw"));
  EXPECT_THAT(book.missing(), IsEmpty());
  ASSERT_EQ(book.beacons().size(), 1U);
  const Beacon beacon = book.beacons()[0];
  EXPECT_EQ(beacon.instance + '|' + beacon.domain + '|' + beacon.host, "gw|local.|gwhost.local");
  EXPECT_EQ(beacon.port, 18789);
  EXPECT_THAT(beacon.txt, ElementsAre(Pair("role", "gateway")));
}

TEST(DiscoverBookTest, WhatIsOfAnotherServiceOrSaysGoodByeIsNotTaken) {
  BeaconBook book("local.");
  feed(book, 3,
       wire_record(wire_name({"_http", "_tcp", "local"}), 12, instance("a")) +
           wire_record(kService, 12, wire_name({"b", "_http", "_tcp", "local"})) +
           wire_record(kService, 12, kService));
  EXPECT_TRUE(book.empty());
  feed(book, 2, wire_record(kService, 12, instance("gw")) + place("gw"));
  EXPECT_EQ(book.beacons().size(), 1U);
  feed(book, 1, wire_record(kService, 12, instance("gw"), 0));
  EXPECT_THAT(book.beacons(), IsEmpty());
}

TEST(DiscoverBookTest, LargeAndSmallLettersOfANameAreTheSame) {
  BeaconBook book("local.");
  feed(book, 1, wire_record(kService, 12, instance("Studio")));
  feed(book, 2, wire_record(kService, 12, instance("STUDIO")) + place("studio"));
  ASSERT_EQ(book.beacons().size(), 1U);
  EXPECT_EQ(book.beacons().front().instance, "Studio");
}

TEST(DiscoverBookTest, ThousandsOfInstancesAreNotKept) {
  BeaconBook book("local.");
  for (int i = 0; i < 5000; ++i) {
    const std::string name = "gw" + std::to_string(i);
    feed(book, 2, wire_record(kService, 12, instance(name)) + place(name));
  }
  EXPECT_EQ(book.beacons().size(), kMostBeacons);
}

TEST(DiscoverBookTest, QuestionsAreAskedAFewAtOnce) {
  BeaconBook book("local.");
  for (int i = 0; i < 200; ++i) {
    feed(book, 1, wire_record(kService, 12, instance("gw" + std::to_string(i))));
  }
  EXPECT_LE(book.missing().size(), 20U);
}

TEST(DiscoverBookTest, WordsAreKeysWithValuesAndTheFirstOfAKeyCounts) {
  EXPECT_THAT(read_txt({"a=1", "b", "=c", " d = e f ", "a=2", "g=", "h=i=j"}),
              ElementsAre(Pair("a", "1"), Pair("d", "e f"), Pair("g", ""), Pair("h", "i=j")));
  std::vector<std::string> many;
  for (int i = 0; i < 1000; ++i) many.push_back("k" + std::to_string(i) + "=v");
  EXPECT_EQ(read_txt(many).size(), 64U);
}

Beacon full() {
  return {"gw (OpenClaw)",
          "local.",
          "gwhost.local",
          18789,
          {{"role", "gateway"},
           {"gatewayPort", "18789"},
           {"lanHost", "gwhost.local"},
           {"displayName", "gw"},
           {"gatewayTls", "1"},
           {"gatewayTlsSha256", "ab"},
           {"tailnetDns", "gw.ts.net"},
           {"cliPath", "/bin/openclaw"},
           {"transport", "gateway"},
           {"sshPort", "22"}}};
}

TEST(DiscoverBeaconTest, ItsJsonHasTheProductsKeysInItsOrder) {
  EXPECT_EQ(beacon_json(full()),
            R"~({"instanceName":"gw (OpenClaw)","displayName":"gw","host":"gwhost.local",)~"
            R"~("port":18789,"txt":{"role":"gateway","gatewayPort":"18789",)~"
            R"~("lanHost":"gwhost.local","displayName":"gw","gatewayTls":"1",)~"
            R"~("gatewayTlsSha256":"ab","tailnetDns":"gw.ts.net","cliPath":"/bin/openclaw",)~"
            R"~("transport":"gateway","sshPort":"22"},"lanHost":"gwhost.local",)~"
            R"~("tailnetDns":"gw.ts.net","cliPath":"/bin/openclaw","role":"gateway",)~"
            R"~("transport":"gateway","gatewayPort":18789,"sshPort":22,"gatewayTls":true,)~"
            R"~("gatewayTlsFingerprintSha256":"ab","domain":"local.",)~"
            R"~("wsUrl":"wss://gwhost.local:18789"})~");
  EXPECT_EQ(beacon_json({"x", "local.", "", 0, {}}),
            R"~({"instanceName":"x","displayName":"x","domain":"local.","wsUrl":null})~");
}

TEST(DiscoverBeaconTest, ItsLinesAreTheProducts) {
  EXPECT_EQ(beacon_text(full()),
            "- gw local.\n  tailnet: gw.ts.net\n  lan: gwhost.local\n  host: gwhost.local\n"
            "  ws: wss://gwhost.local:18789\n  role: gateway\n  transport: gateway\n"
            "  tls: sha256 ab\n"
            "  ssh: ssh -N -L 18789:127.0.0.1:18789 <user>@gwhost.local -p 22\n");
}

TEST(DiscoverBeaconTest, NothingInItReachesTheTerminalAsACommand) {
  Beacon beacon = full();
  beacon.instance = "\x1b]0;x\x07\xff";
  beacon.txt = {{"displayName",
                 "a\x1b[2Jb\n\xE2\x80\xAE"
                 "c"},
                {"sshPort", "22"},
                {"lanHost",
                 "\x9b"
                 "1m"},
                {"role", std::string(300, '\n')}};
  beacon.host = "$(reboot)";
  const std::string text = beacon_text(beacon);
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  EXPECT_THAT(text, Not(HasSubstr("\x9b")));
  EXPECT_THAT(text, Not(HasSubstr("ssh -N")));
  EXPECT_THAT(text, Not(HasSubstr("ws:")));
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 4);
  EXPECT_TRUE(is_json(beacon_json(beacon)));
}

TEST(DiscoverBeaconTest, APortIsANumberInItsRange) {
  for (const char* bad : {"", "0", "65536", "-1", "22x", " 22", "99999999999999999999"}) {
    EXPECT_EQ((Beacon{"x", "local.", "h", 1, {{"sshPort", bad}}}.said_port("sshPort")), 0) << bad;
  }
}

TEST(DiscoverNamesTest, OnlyHostNamesPass) {
  for (const char* good : {"a", "gwhost.local", "a-b.c1.", "xn--4ca.example"}) {
    EXPECT_TRUE(is_host_name(good)) << good;
  }
  for (const char* bad :
       {"", ".", "-a", "a-", "a..b", "a b", "a;b", "a_b", "$(x)", "\xC3\xA4", "-oProxyCommand=x"}) {
    EXPECT_FALSE(is_host_name(bad)) << bad;
  }
  EXPECT_FALSE(is_host_name(std::string(64, 'a')));
  EXPECT_EQ(normal_domain(" openclaw.internal "), "openclaw.internal.");
  EXPECT_EQ(normal_domain("openclaw.internal."), "openclaw.internal.");
  EXPECT_EQ(normal_domain("no good"), "");
}

}  // namespace
}  // namespace openclaw::cli
