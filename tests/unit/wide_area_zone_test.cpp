// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "plugins/wide-area/names.hpp"
#include "plugins/wide-area/settings.hpp"
#include "plugins/wide-area/zone.hpp"
#include "plugins/wide-area/zone_file.hpp"

namespace wide_area {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr std::int64_t kDayMs = 1'795'132'800'000;  // 2026-11-20

ZoneFacts facts() {
  ZoneFacts out;
  out.domain = "openclaw.internal.";
  out.host_name = "gwhost";
  out.display_name = "gwhost (OpenClaw)";
  out.ipv4 = "100.64.0.1";
  out.port = 18789;
  return out;
}

std::string read(const std::string& path) {
  std::ostringstream out;
  out << std::ifstream(path).rdbuf();
  return out.str();
}

TEST(WideAreaZoneTest, AMinimalZoneIsThatOfTheProduct) {
  EXPECT_EQ(zone_text(facts(), 2026112101),
            "; openclaw-content-hash: 252925d5\n"
            "$ORIGIN openclaw.internal.\n"
            "$TTL 60\n"
            "@ IN SOA ns1 hostmaster 2026112101 7200 3600 1209600 60\n"
            "@ IN NS ns1\n"
            "ns1 IN A 100.64.0.1\n"
            "gwhost IN A 100.64.0.1\n"
            "_openclaw-gw._tcp IN PTR gwhost-gateway._openclaw-gw._tcp\n"
            "gwhost-gateway._openclaw-gw._tcp IN SRV 0 0 18789 gwhost\n"
            "gwhost-gateway._openclaw-gw._tcp IN TXT \"displayName=gwhost (OpenClaw)\" "
            "\"role=gateway\" \"transport=gateway\" \"gatewayPort=18789\"\n");
}

TEST(WideAreaZoneTest, AFullZoneIsThatOfTheProductAndItsHashIsOfUtf16) {
  ZoneFacts all = facts();
  all.ipv6 = "fd7a:115c:a1e0::1";
  for (int i = 0; i < 32; ++i) all.tls_sha256 += "ab";
  all.direct = true;
  all.tailnet_name = "gw.tail1234.ts.net";
  all.ssh_port = 22;
  all.cli_path = "/opt/w\xC3\xB6rk \"x\"\\y/\xF0\x9F\x98\x80/openclaw";
  const std::string text = zone_text(all, 7);
  EXPECT_EQ(zone_hash(text), "2614338b");
  EXPECT_THAT(text, HasSubstr("gwhost IN AAAA fd7a:115c:a1e0::1\n_openclaw-gw"));
  EXPECT_THAT(text, HasSubstr("\"gatewayTls=1\" \"gatewayTlsSha256=" + all.tls_sha256 +
                              "\" \"gatewayDirectReachable=1\" \"tailnetDns=gw.tail1234.ts.net\" "
                              "\"sshPort=22\" \"cliPath=/opt/w\xC3\xB6rk \\\"x\\\"\\\\y/"));
}

TEST(WideAreaZoneTest, WhatNoTxtRecordHoldsIsLeftOut) {
  ZoneFacts all = facts();
  all.cli_path = '/' + std::string(300, 'x');
  EXPECT_THAT(zone_text(all, 1), Not(HasSubstr("cliPath")));
}

TEST(WideAreaZoneTest, NoControlCharacterEndsALineOfIt) {
  ZoneFacts all = facts();
  all.display_name = "a\nb\tc\x7F\x01";
  EXPECT_THAT(zone_text(all, 1), HasSubstr("\"displayName=a\\010b\\009c\\127\\001\" \"role"));
}

TEST(WideAreaZoneTest, TheHashDoesNotDependOnTheSerialAndOnAllElse) {
  const std::string first = zone_text(facts(), 1);
  EXPECT_EQ(zone_hash(first), zone_hash(zone_text(facts(), 2)));
  ZoneFacts other = facts();
  other.port = 1;
  EXPECT_NE(zone_hash(first), zone_hash(zone_text(other, 1)));
  EXPECT_EQ(zone_serial(first), 1U);
  EXPECT_EQ(zone_hash("no zone"), "");
  EXPECT_EQ(zone_serial("@ IN SOA ns1 hostmaster x 1\n"), std::nullopt);
  EXPECT_EQ(zone_serial("@ IN SOA ns1 hostmaster 99999999999 1\n"), std::nullopt);
}

TEST(WideAreaZoneTest, ASerialIsThatOfTheDayOrOneMore) {
  EXPECT_EQ(next_serial(std::nullopt, kDayMs), 2026112001U);
  EXPECT_EQ(next_serial(2026111907U, kDayMs), 2026112001U);
  EXPECT_EQ(next_serial(2026112001U, kDayMs), 2026112002U);
  EXPECT_EQ(next_serial(2026112199U, kDayMs), 2026112200U) << "a clock that goes back";
  EXPECT_EQ(next_serial(0xFFFFFFFFU, kDayMs), 2026112001U) << "it begins anew behind the largest";
}

TEST(WideAreaNamesTest, LabelsAreTheProducts) {
  EXPECT_EQ(dns_label("My Host_1", "x"), "my-host-1");
  EXPECT_EQ(dns_label("--a__b--", "x"), "a-b");
  EXPECT_EQ(dns_label("--a__b---gateway", "x"), "a-b---gateway");
  EXPECT_EQ(dns_label("\xC3\x84\xC3\x96-gateway", "x"), "gateway");
  EXPECT_EQ(dns_label("\xC3\x84\xC3\x96", "x"), "x");
  EXPECT_EQ(dns_label(std::string(70, 'x'), "x").size(), 63U);
  EXPECT_EQ(dns_label(std::string(62, 'x') + "--gateway", "x"), std::string(62, 'x'));
}

TEST(WideAreaNamesTest, ADomainIsNormalOrNone) {
  EXPECT_EQ(normal_domain("openclaw.internal"), "openclaw.internal.");
  EXPECT_EQ(normal_domain(" A.b. "), "A.b.");
  for (const std::string& text :
       std::vector<std::string>{"", ".", "a..b", "-a.b", "a_b", "a/../b", std::string(64, 'x'),
                                "a.b\n", std::string(254, 'x')}) {
    EXPECT_EQ(normal_domain(text), text == "a.b\n" ? "a.b." : "") << text;
  }
}

TEST(WideAreaNamesTest, TailnetsHaveTheirAddresses) {
  for (const char* yes : {"100.64.0.0", "100.127.255.255"})
    EXPECT_TRUE(is_tailnet_ipv4(yes)) << yes;
  for (const char* no : {"100.63.255.255", "100.128.0.0", "10.64.0.1", "x", ""}) {
    EXPECT_FALSE(is_tailnet_ipv4(no)) << no;
  }
  EXPECT_TRUE(is_tailnet_ipv6("fd7a:115c:a1e0:ab12::1"));
  EXPECT_FALSE(is_tailnet_ipv6("fd7a:115c:a1e1::1"));
}

TEST(WideAreaNamesTest, PeopleReadTheMachinesName) {
  EXPECT_EQ(display_name("gwhost"), "gwhost (OpenClaw)");
  EXPECT_EQ(display_name("gwhost.local"), "gwhost (OpenClaw)");
  EXPECT_EQ(display_name("my-OpenClaw"), "my-OpenClaw");
  EXPECT_EQ(display_name(""), "openclaw");
}

TEST(WideAreaSettingsTest, ADomainIsEnoughAndTheVariableIsForWhatIsOnWithoutOne) {
  const auto settle = [](const char* json, const char* variable) {
    return read_settings(json, "", {variable, "", "", ""}, "");
  };
  EXPECT_EQ(settle(R"({"domain":"a.b"})", "").domain, "a.b.");
  EXPECT_EQ(settle(R"({"enabled":true,"domain":"a.b"})", "c.d").domain, "a.b.");
  EXPECT_EQ(settle(R"({"enabled":true})", "c.d").domain, "c.d.");
  EXPECT_EQ(settle(R"({"enabled":false,"domain":"a.b"})", "").domain, "");
  EXPECT_EQ(settle("", "c.d").domain, "");
  EXPECT_EQ(settle("", "").problem, "");
  EXPECT_THAT(settle(R"({"enabled":true})", "").problem,
              StartsWith("discovery.wideArea.enabled is true, but no domain was configured"));
  EXPECT_THAT(settle(R"({"domain":"a/b"})", "").problem,
              StartsWith("discovery.wideArea.domain is \"a/b\", which is no DNS name"));
}

TEST(WideAreaSettingsTest, WhereTheProgramIsOnlyTheFullModeTells) {
  const Variables variables{"", "gw.x.ts.net.", "2222", ""};
  const auto minimal = read_settings(R"({"domain":"a.b"})", "\"minimal\"", variables, "/bin/oc");
  EXPECT_EQ(minimal.ssh_port, 0);
  EXPECT_EQ(minimal.cli_path, "");
  EXPECT_EQ(minimal.tailnet_name, "gw.x.ts.net");
  const auto full = read_settings(R"({"domain":"a.b"})", "\"full\"", variables, "/bin/oc");
  EXPECT_EQ(full.ssh_port, 2222);
  EXPECT_EQ(full.cli_path, "/bin/oc");
  const Variables other{"", "", "99999", "/opt/oc"};
  EXPECT_EQ(read_settings(R"({"domain":"a.b"})", "\"full\"", other, "").ssh_port, 0);
  EXPECT_EQ(read_settings(R"({"domain":"a.b"})", "\"full\"", other, "/x").cli_path, "/opt/oc");
}

class WideAreaFileTest : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::remove_all(state_); }
  std::string state_ = testing::TempDir() + "wide-area-test";
  std::string path_ = state_ + "/dns/openclaw.internal.db";
};

TEST_F(WideAreaFileTest, ItIsWrittenOnceAndTouchedOnlyWhenItChanges) {
  std::filesystem::create_directories(state_);
  const Written first = write_zone(state_, facts(), kDayMs);
  EXPECT_EQ(first.problem, "");
  EXPECT_TRUE(first.changed);
  EXPECT_EQ(first.path, path_);
  EXPECT_EQ(read(path_), zone_text(facts(), 2026112001));
  struct stat before {
  }, after{};
  ASSERT_EQ(::stat(path_.c_str(), &before), 0);
  EXPECT_EQ(before.st_mode & 0777U, 0644U);
  EXPECT_FALSE(write_zone(state_, facts(), kDayMs).changed);
  ASSERT_EQ(::stat(path_.c_str(), &after), 0);
  EXPECT_EQ(before.st_ino, after.st_ino);
  ::chmod(path_.c_str(), 0640);
  ZoneFacts other = facts();
  other.port = 1;
  EXPECT_TRUE(write_zone(state_, other, kDayMs).changed);
  EXPECT_EQ(zone_serial(read(path_)), 2026112002U);
  ASSERT_EQ(::stat(path_.c_str(), &after), 0);
  EXPECT_EQ(after.st_mode & 0777U, 0640U) << "its mode is kept";
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(state_ + "/dns")) {
    files += entry.is_regular_file() ? 1 : 0;
  }
  EXPECT_EQ(files, 1) << "nothing is left beside it";
}

TEST_F(WideAreaFileTest, WhatCannotBeWrittenIsSaid) {
  EXPECT_THAT(write_zone(state_, facts(), kDayMs).problem, HasSubstr("cannot make"));
  std::filesystem::create_directories(path_ + "/in-the-way");
  EXPECT_THAT(write_zone(state_, facts(), kDayMs).problem, HasSubstr("cannot write " + path_));
}

}  // namespace
}  // namespace wide_area
