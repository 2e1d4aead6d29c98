// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plugins/tailscale/answers.hpp"
#include "plugins/tailscale/settings.hpp"

namespace tailscale {
namespace {

using testing::IsEmpty;

TEST(TailscaleAnswersTest, ANodeHasItsNameWithoutTheDotAndItsFirstAddress) {
  const Node node = read_node(
      "# noise\n{\"BackendState\":\"Running\",\"Self\":{\"DNSName\":"
      "\"gw.x.ts.net.\",\"TailscaleIPs\":[\"100.64.0.1\",\"fd7a::1\"]}}\n");
  EXPECT_EQ(node.backend, "Running");
  EXPECT_EQ(node.dns_name, "gw.x.ts.net");
  EXPECT_EQ(node.address, "100.64.0.1");
  EXPECT_EQ(node.host(), "gw.x.ts.net");
  EXPECT_EQ(read_node(R"({"Self":{"TailscaleIPs":["100.64.0.1"]}})").host(), "100.64.0.1");
}

TEST(TailscaleAnswersTest, ANodeThatComesUpIsBooting) {
  EXPECT_TRUE(read_node(R"({"BackendState":"NoState"})").is_booting());
  EXPECT_TRUE(read_node(R"({"BackendState":"Starting"})").is_booting());
  EXPECT_FALSE(read_node(R"({"BackendState":"Running"})").is_booting());
  EXPECT_FALSE(read_node("").is_booting());
}

TEST(TailscaleAnswersTest, WhatHasAnotherShapeSaysNothing) {
  for (const char* text : {"", "{", "}", "}{", "[]", "null", "{\"Self\":[]}", "{\"Self\":\"x\"}",
                           "{\"Self\":{\"DNSName\":7,\"TailscaleIPs\":{}}}",
                           "{\"Self\":{\"TailscaleIPs\":[{}]}}", "{\"BackendState\":[1]}"}) {
    const Node node = read_node(text);
    EXPECT_THAT(node.backend + node.dns_name + node.address, IsEmpty()) << text;
    EXPECT_EQ(read_person(text), std::nullopt) << text;
  }
  const std::string deep = "{\"Self\":" + std::string(100'000, '[') + "}";
  EXPECT_THAT(read_node(deep).host(), IsEmpty());
}

TEST(TailscaleAnswersTest, APersonIsFoundUnderEachOfItsNames) {
  for (const char* text :
       {R"({"UserProfile":{"LoginName":" a@b.c ","DisplayName":"A"}})",
        R"({"userProfile":{"Login":"a@b.c","Name":"A"}})",
        R"({"User":{"login":"a@b.c","displayName":"A"}})", R"({"LoginName":"a@b.c","name":"A"})",
        R"({"login":"a@b.c","DisplayName":"A"})"}) {
    const auto person = read_person(text);
    ASSERT_TRUE(person) << text;
    EXPECT_EQ(person->login, "a@b.c");
    EXPECT_EQ(person->name, "A");
  }
  EXPECT_EQ(read_person(R"({"UserProfile":{"LoginName":"  ","DisplayName":"A"}})"), std::nullopt);
}

TEST(TailscaleAnswersTest, RootSudoAndTheDaemonAreAskedForInManyWords) {
  EXPECT_TRUE(says_root_is_needed("error: Access denied: serve config denied"));
  EXPECT_TRUE(says_root_is_needed("this must be run as root"));
  EXPECT_FALSE(says_root_is_needed("error: foreground listener already exists"));
  EXPECT_TRUE(says_sudo_refuses("sudo: a password is required"));
  EXPECT_TRUE(says_sudo_refuses("gw is not in the sudoers file."));
  EXPECT_TRUE(
      says_sudo_refuses("Sorry, user gw is not allowed to execute '/usr/bin/tailscale' as root"));
  EXPECT_TRUE(
      says_sudo_refuses("sudo: The \"no new privileges\" flag is set, which prevents sudo"));
  EXPECT_FALSE(says_sudo_refuses("sudo: unable to resolve host"));
  EXPECT_TRUE(says_daemon_is_away("failed to connect to local tailscaled; it doesn't appear"));
  EXPECT_TRUE(says_daemon_is_away("dial unix /run/x.sock: connect: connection refused"));
  EXPECT_FALSE(says_daemon_is_away("invalid argument"));
}

TEST(TailscaleAnswersTest, ATakenPortIsRead) {
  EXPECT_EQ(taken_port("error: foreground listener already exists for port 8443"), 8443);
  EXPECT_EQ(taken_port("Listener already exists for port 443"), 443);
  EXPECT_EQ(taken_port("listener already exists for port x"), kHttpsPort);
  EXPECT_EQ(taken_port("listener already exists for port 99999"), kHttpsPort);
  EXPECT_EQ(taken_port("listener already exists for port"), 0);
}

TEST(TailscaleAnswersTest, OneLineHasNoControlCharactersAndABound) {
  EXPECT_EQ(one_line("  a\n\n\tb\x1b[31mc \n"), "a b [31mc");
  EXPECT_EQ(one_line(std::string(1000, 'x')).size(), 300U);
  EXPECT_EQ(one_line("\x01\x02"), "");
}

TEST(TailscaleAnswersTest, OneLineIsUtf8WhateverItWasAndNothingATerminalObeys) {
  EXPECT_EQ(one_line("a\xc2\x9b"
                     "b"),
            "a b")
      << "a control character of two bytes";
  EXPECT_EQ(one_line("gr\xc3\xbc\xc3\x9f \xf0\x9f\xa6\x9e"), "gr\xc3\xbc\xc3\x9f \xf0\x9f\xa6\x9e");
  const std::string instead = "\xef\xbf\xbd";
  for (const char* bad : {"\xff", "\xc3", "\x9b", "\xc0", "\xf5"}) {
    EXPECT_EQ(one_line(std::string("a") + bad + "b"), "a" + instead + "b") << bad;
  }
  EXPECT_EQ(one_line("\xed\xa0\x80"), instead + instead + instead) << "half of a pair";
  EXPECT_EQ(one_line("\xe0\x80\x80"), instead + instead + instead) << "longer than it must be";
}

TEST(TailscaleSettingsTest, IdentityCountsByItselfOnlyWithServeAndAToken) {
  const auto allowed = [](const char* mode, const char* allow, const char* auth) {
    return read_settings(std::string(R"({"mode":")") + mode + "\"}", allow, auth, "{}")
        .allow_identity;
  };
  EXPECT_TRUE(allowed("serve", "", "\"token\""));
  EXPECT_FALSE(allowed("serve", "", "\"password\""));
  EXPECT_FALSE(allowed("serve", "", "\"trusted-proxy\""));
  EXPECT_FALSE(allowed("funnel", "", "\"token\""));
  EXPECT_FALSE(allowed("off", "", "\"token\""));
  EXPECT_FALSE(allowed("serve", "false", "\"token\""));
  EXPECT_TRUE(allowed("serve", "true", "\"password\""));
  EXPECT_TRUE(allowed("off", "true", "\"token\""));
}

TEST(TailscaleSettingsTest, ARouteStaysOnlyWhereThatIsSaid) {
  EXPECT_FALSE(read_settings(R"({"mode":"serve"})", "", "", "{}").leave_at_exit);
  EXPECT_FALSE(read_settings(R"({"resetOnExit":true})", "", "", "{}").leave_at_exit);
  EXPECT_TRUE(read_settings(R"({"resetOnExit":false})", "", "", "{}").leave_at_exit);
  EXPECT_EQ(read_settings("", "", "", "").mode, Mode::off);
  EXPECT_EQ(read_settings("", "", "", "{}").program, "tailscale");
  EXPECT_EQ(read_settings("", "", "", "{}", "/y").program, "/y");
  EXPECT_EQ(read_settings("", "", "", R"({"binary":"/x/ts"})", "/y").program, "/x/ts");
}

}  // namespace
}  // namespace tailscale
