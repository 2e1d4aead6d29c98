// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <openclaw/container.hpp>

#include "plugins/mdns/links.hpp"
#include "plugins/mdns/names.hpp"
#include "plugins/mdns/records.hpp"
#include "plugins/mdns/settings.hpp"

namespace mdns {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Environment environment(std::map<std::string, std::string> values) {
  return [values = std::move(values)](const char* name) {
    const auto found = values.find(name);
    return found == values.end() ? std::string() : found->second;
  };
}
const auto kInside = [] { return true; };
const auto kOutside = [] { return false; };

TEST(MdnsNamesTest, AnInstanceSaysOpenClawOnce) {
  EXPECT_EQ(instance_name("gwhost"), "gwhost (OpenClaw)");
  EXPECT_EQ(instance_name(" my OPENCLAW box "), "my OPENCLAW box");
  EXPECT_EQ(instance_name(""), "OpenClaw");
  EXPECT_EQ(instance_name("a\nb\x1b[31m"), "a b [31m (OpenClaw)");
  EXPECT_EQ(display_name("gwhost (OpenClaw)"), "gwhost");
  EXPECT_EQ(display_name("gw  host  (openclaw) "), "gw host");
  EXPECT_EQ(display_name("my openclaw box"), "my openclaw box");
  EXPECT_EQ(display_name("OpenClaw"), "OpenClaw");
}

TEST(MdnsNamesTest, TheNextOneOfANameGetsANumber) {
  EXPECT_EQ(numbered("gwhost (OpenClaw)", 1), "gwhost (OpenClaw)");
  EXPECT_EQ(numbered("gwhost (OpenClaw)", 2), "gwhost (OpenClaw) (2)");
  EXPECT_EQ(numbered("gwhost (OpenClaw)", 13), "gwhost (OpenClaw) (13)");
}

TEST(MdnsNamesTest, ALongNameFitsALabelAndIsCutBetweenLetters) {
  std::string name;
  for (int i = 0; i < 60; ++i) name += "\xC3\xA4";
  EXPECT_EQ(instance_name(name).size(), 63U);
  EXPECT_EQ(numbered(name, 1).size(), 62U);
  EXPECT_EQ(numbered(name, 10).size(), 63U);
  EXPECT_EQ(host_label(std::string(80, 'x')).size(), 63U);
}

TEST(MdnsNamesTest, WhatIsNoUtf8IsReplaced) {
  EXPECT_EQ(instance_name("gw\xE4"), "gw\xEF\xBF\xBD (OpenClaw)");
  EXPECT_EQ(instance_name("\xC0\xAF\xED\xA0\x80"), instance_name("\xFF\xFF\xFF\xFF\xFF"));
  EXPECT_EQ(instance_name("a\xC2\x9Bz\xF0\x9F\xA6\x9E"), "a z\xF0\x9F\xA6\x9E (OpenClaw)");
  EXPECT_TRUE(is_utf8("gw\xC3\xA4"));
  for (const char* bad : {"gw\xC3", "\xE4x", "\xE0\x80\x80", "\xF4\x90\x80\x80", "\x80"}) {
    EXPECT_FALSE(is_utf8(bad)) << bad;
  }
}

TEST(MdnsNamesTest, AHostsNumberFitsItsLabelBehindAWholeCharacter) {
  EXPECT_EQ(numbered_label("studio", 1), "studio");
  EXPECT_EQ(numbered_label("studio", 2), "studio-2");
  EXPECT_EQ(numbered_label(std::string(63, 'x'), 10), std::string(60, 'x') + "-10");
  std::string name;
  for (int i = 0; i < 31; ++i) name += "\xC3\xA9";
  EXPECT_EQ(numbered_label(name + "x", 2), name.substr(0, 60) + "-2");
}

TEST(MdnsNamesTest, AHostHasLettersDigitsAndHyphens) {
  EXPECT_EQ(host_label("Studio-7.local"), "Studio-7");
  for (const char* bad : {"st\xFF", "st\xC3\xA4", "st_1", "a b", "-a", "a\nb", "---"}) {
    EXPECT_EQ(host_label(bad), "") << bad;
  }
}

TEST(MdnsNamesTest, AHostIsItsFirstPart) {
  EXPECT_EQ(machine_name("studio.Local"), "studio");
  EXPECT_EQ(machine_name("studio.example.org"), "studio.example.org");
  EXPECT_EQ(host_label("studio.local"), "studio");
  EXPECT_EQ(host_label("a.b.c"), "a");
  EXPECT_EQ(host_label("  "), "");
}

TEST(MdnsRecordsTest, TheLeastIsSaidInTheProductsOrder) {
  Facts facts;
  facts.port = 18789;
  facts.lan_host = "gwhost.local";
  facts.display_name = "gwhost";
  facts.tailnet_name = "gw.tail1.ts.net";
  facts.cli_path = "/usr/bin/openclaw";
  EXPECT_THAT(txt_records(facts),
              ElementsAre("role=gateway", "gatewayPort=18789", "lanHost=gwhost.local",
                          "displayName=gwhost", "transport=gateway"));
  facts.direct = true;
  facts.tls_sha256 = "ab12";
  EXPECT_THAT(txt_records(facts),
              ElementsAre("role=gateway", "gatewayPort=18789", "lanHost=gwhost.local",
                          "displayName=gwhost", "gatewayTls=1", "gatewayTlsSha256=ab12",
                          "gatewayDirectReachable=1", "transport=gateway"));
}

TEST(MdnsRecordsTest, TheRestIsSaidOnlyInFull) {
  Facts facts;
  facts.full = true;
  facts.tailnet_name = "gw.tail1.ts.net";
  facts.ssh_port = 2222;
  facts.cli_path = "/usr/bin/openclaw";
  EXPECT_THAT(txt_records(facts),
              ElementsAre("role=gateway", "gatewayPort=0",
                          "lanHost=", "displayName=", "tailnetDns=gw.tail1.ts.net",
                          "cliPath=/usr/bin/openclaw", "transport=gateway", "sshPort=2222"));
  facts.cli_path = std::string(248, 'x');
  EXPECT_THAT(txt_records(facts), ::testing::Not(::testing::Contains("cliPath=" + facts.cli_path)));
}

Mode mode_of(const std::string& mode, const Environment& set, const std::function<bool()>& inside) {
  return chosen_mode({mode, {}}, set, inside).mode;
}

TEST(MdnsSettingsTest, TheEnvironmentCountsBeforeContainersAndTheConfigurationsOff) {
  const std::string off = "OPENCLAW_DISABLE_BONJOUR";
  EXPECT_EQ(mode_of("", environment({}), kOutside), Mode::kAuto);
  EXPECT_EQ(mode_of("\"minimal\"", environment({}), kOutside), Mode::kMinimal);
  EXPECT_EQ(mode_of("\"full\"", environment({}), kOutside), Mode::kFull);
  EXPECT_EQ(mode_of("\"off\"", environment({{off, "0"}}), kOutside), Mode::kOff);
  for (const char* yes : {"1", "true", " YES ", "on"}) {
    EXPECT_EQ(mode_of("\"full\"", environment({{off, yes}}), kOutside), Mode::kOff) << yes;
  }
  EXPECT_EQ(mode_of("\"full\"", environment({}), kInside), Mode::kOff);
  EXPECT_EQ(mode_of("\"full\"", environment({{off, "maybe"}}), kInside), Mode::kOff);
  for (const char* no : {"0", "false", "No", "off"}) {
    EXPECT_EQ(mode_of("\"full\"", environment({{off, no}}), kInside), Mode::kFull) << no;
  }
}

TEST(MdnsSettingsTest, WhatSwitchesItOffIsNamed) {
  const Choice product = chosen_mode({"\"full\"", "false"}, environment({}), kOutside);
  EXPECT_EQ(product.mode, Mode::kOff);
  EXPECT_EQ(product.why, "plugins.entries.bonjour.enabled is false");
  EXPECT_TRUE(product.unasked);
  EXPECT_EQ(chosen_mode({"", "true"}, environment({}), kOutside).mode, Mode::kAuto);
  const Choice variable =
      chosen_mode({}, environment({{"OPENCLAW_DISABLE_BONJOUR", "1"}}), kOutside);
  EXPECT_EQ(variable.why, "OPENCLAW_DISABLE_BONJOUR is set");
  EXPECT_FALSE(variable.unasked);
  EXPECT_THAT(chosen_mode({}, environment({}), kInside).why, ::testing::HasSubstr("container"));
  EXPECT_EQ(chosen_mode({"\"off\"", "false"}, environment({}), kInside).why, "");
}

TEST(MdnsSettingsTest, AContainerIsKnownByItsControlGroup) {
  for (const char* groups : {"0::/docker/12ab", "1:cpu:/kubepods/pod1", "0::/lxc/one",
                             "0::/system.slice/cri-containerd-1.scope"}) {
    EXPECT_TRUE(oc::is_containers(groups)) << groups;
  }
  for (const char* groups : {"", "0::/init.scope", "0::/system.slice/docker.service"}) {
    EXPECT_FALSE(oc::is_containers(groups)) << groups;
  }
}

TEST(MdnsSettingsTest, WhatTheEnvironmentNamesIsToldInstead) {
  const Extras own = read_extras(environment({}), "/usr/bin/openclaw");
  EXPECT_EQ(own.ssh_port, 22);
  EXPECT_EQ(own.cli_path, "/usr/bin/openclaw");
  EXPECT_EQ(own.host_label + own.tailnet_name, "");
  const Extras named = read_extras(environment({{"OPENCLAW_MDNS_HOSTNAME", "studio.local"},
                                                {"OPENCLAW_TAILNET_DNS", "a.ts.net."},
                                                {"OPENCLAW_SSH_PORT", "2222"},
                                                {"OPENCLAW_CLI_PATH", "/opt/openclaw"}}),
                                   "/usr/bin/openclaw");
  EXPECT_EQ(named.host_label, "studio");
  EXPECT_EQ(named.tailnet_name, "a.ts.net");
  EXPECT_EQ(named.ssh_port, 2222);
  EXPECT_EQ(named.cli_path, "/opt/openclaw");
  EXPECT_EQ(read_extras(environment({{"OPENCLAW_SSH_PORT", "70000"}}), "").ssh_port, 22);
  EXPECT_FALSE(own.label_refused || named.label_refused);
  const Extras bad = read_extras(environment({{"OPENCLAW_MDNS_HOSTNAME", "st\xFF"}}), "");
  EXPECT_EQ(bad.host_label, "");
  EXPECT_TRUE(bad.label_refused);
}

TEST(MdnsSettingsTest, WhetherItIsStillAnnouncedIsAskedEachMinuteUnlessToldOtherwise) {
  EXPECT_EQ(look_pause_ms(""), 60000U);
  EXPECT_EQ(look_pause_ms("{}"), 60000U);
  EXPECT_EQ(look_pause_ms(R"({"checkSeconds":5})"), 5000U);
}

std::vector<int> indices(const std::vector<Link>& links) {
  std::vector<int> out;
  for (const Link& link : links) out.push_back(link.index);
  return out;
}
Link loopback() { return {1, true, false, {"127.0.0.1", "::1"}}; }
Link ethernet() { return {2, false, true, {"10.0.0.5", "fe80::1"}}; }
Link wireless() { return {3, false, true, {"192.168.1.5"}}; }
Link tunnel() { return {4, false, false, {"100.64.0.1"}}; }

TEST(MdnsLinksTest, OfAllAddressesItTellsEverywhereButOnTheLoopback) {
  const std::vector<Link> all = {loopback(), ethernet(), wireless(), tunnel()};
  EXPECT_THAT(indices(chosen_links(all, {"0.0.0.0"})), ElementsAre(2, 3));
  EXPECT_THAT(indices(chosen_links(all, {"127.0.0.1", "::1"})), ElementsAre(2, 3));
  EXPECT_THAT(indices(chosen_links({loopback(), tunnel()}, {"0.0.0.0"})), ElementsAre(1));
}

TEST(MdnsLinksTest, OnlyWhoListensOnAllAddressesIsToldOfEverywhere) {
  EXPECT_TRUE(are_all({ethernet(), wireless()}, {"0.0.0.0"}));
  EXPECT_TRUE(are_all({ethernet()}, {"127.0.0.1", "::1"}));
  EXPECT_FALSE(are_all({ethernet()}, {"10.0.0.5", "127.0.0.1"}));
  EXPECT_FALSE(are_all({loopback()}, {"0.0.0.0"}));
  EXPECT_FALSE(are_all({}, {"0.0.0.0"}));
}

TEST(MdnsLinksTest, ALinkWithoutAnAddressOfItsProtocolsIsLeftOut) {
  const Link six{5, false, true, {"fe80::2"}};
  EXPECT_THAT(indices(chosen_links({six, ethernet()}, {"0.0.0.0"})), ElementsAre(2));
  EXPECT_THAT(indices(chosen_links({six, ethernet()}, {"0.0.0.0", "::"})), ElementsAre(5, 2));
}

TEST(MdnsLinksTest, OfAllAddressesItTellsThoseOfItsProtocols) {
  EXPECT_THAT(chosen_links({ethernet()}, {"0.0.0.0"}).front().addresses, ElementsAre("10.0.0.5"));
  EXPECT_THAT(chosen_links({ethernet()}, {"0.0.0.0", "::"}).front().addresses,
              ElementsAre("10.0.0.5", "fe80::1"));
}

TEST(MdnsLinksTest, OfParticularAddressesItTellsOnlyWhereTheyAre) {
  const std::vector<Link> all = {loopback(), ethernet(), wireless(), tunnel()};
  const auto chosen = chosen_links(all, {"10.0.0.5", "127.0.0.1"});
  EXPECT_THAT(indices(chosen), ElementsAre(2));
  EXPECT_THAT(chosen.front().addresses, ElementsAre("10.0.0.5"));
  EXPECT_THAT(chosen_links(all, {"100.64.0.1", "127.0.0.1"}), IsEmpty());
}

}  // namespace
}  // namespace mdns
