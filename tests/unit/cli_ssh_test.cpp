// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "cli/probe_budget.hpp"
#include "cli/ssh_target.hpp"
#include "cli/ssh_words.hpp"

namespace openclaw::cli {
namespace {

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

std::string shown(const char* text) {
  const auto target = read_ssh_target(text);
  return target ? show_ssh_target(*target) : "refused";
}

TEST(CliSsh, ReadsWhatPeopleCallATarget) {
  EXPECT_EQ(shown("host"), "host");
  EXPECT_EQ(shown(" me@host "), "me@host");
  EXPECT_EQ(shown("ssh me@host:2222"), "me@host:2222");
  EXPECT_EQ(shown("me@host:22"), "me@host");
  EXPECT_EQ(shown("me@2001:db8::1"), "me@2001:db8::1");
  EXPECT_EQ(shown("me@[2001:db8::1]:2222"), "me@2001:db8::1:2222");
}

TEST(CliSsh, RefusesWhatSshCouldTakeForAnOption) {
  for (const char* text : {"",
                           "  ",
                           "-oProxyCommand=x",
                           "ssh -oProxyCommand=x",
                           "-l@host",
                           "me@-host",
                           "a b",
                           "me@h i",
                           "me@",
                           "me@a@b",
                           "host:",
                           "host:0",
                           "host:70000",
                           "host:-1",
                           "me@host\x7f",
                           ":22",
                           "a;b",
                           "$(x)",
                           "`x`@host",
                           "a'b",
                           "me@a|b",
                           "a/b",
                           "a#b"}) {
    EXPECT_EQ(shown(text), "refused") << text;
  }
}

TEST(CliSsh, ATunnelIsCalledWithTheWordsOfTheProduct) {
  EXPECT_EQ(joined(tunnel_command("/usr/bin/ssh", {"me", "host", 2222}, "", {4001, 18789}, {})),
            "/usr/bin/ssh -N -L 127.0.0.1:4001:127.0.0.1:18789 -p 2222 -o ExitOnForwardFailure=yes "
            "-o BatchMode=yes -o StrictHostKeyChecking=yes -o UpdateHostKeys=yes "
            "-o ConnectTimeout=5 -o ServerAliveInterval=15 -o ServerAliveCountMax=3 "
            "-o ControlMaster=no -o ControlPath=none -- me@host");
  const std::string other =
      joined(tunnel_command("ssh", {"", "host", 0}, "/k", {1, 2}, SshSettings{}.overrides));
  EXPECT_EQ(other.find(" -p "), std::string::npos) << other;
  EXPECT_TRUE(
      other.ends_with(" -o IgnoreUnknown=ForkAfterAuthentication "
                      "-o ForkAfterAuthentication=no -i /k -- host"))
      << other;
}

TEST(CliSsh, HowFarAHostKeyIsBelievedMayBeLeftToSsh) {
  const std::string words =
      joined(tunnel_command("ssh", {"", "host", 0}, "", {1, 2}, {}, HostKeys::as_ssh_says));
  EXPECT_EQ(words.find("HostKey"), std::string::npos) << words;
  EXPECT_NE(words.find("BatchMode=yes"), std::string::npos) << words;
}

TEST(CliSsh, AliasesAreAskedForAndRead) {
  EXPECT_EQ(joined(settings_command("ssh", {"me", "box", 0}, "/k")), "ssh -G -N -i /k -- me@box");
  EXPECT_EQ(joined(settings_command("ssh", {"", "box", 2222}, "")), "ssh -G -N -p 2222 -- box");
  const auto settings = read_ssh_settings(
      "user deploy\nhostname 192.0.2.7\nport 2200\naddressfamily any\ncontrolpath none\n");
  EXPECT_EQ(show_ssh_target(settings.target), "deploy@192.0.2.7:2200");
  EXPECT_TRUE(settings.overrides.empty());
  EXPECT_EQ(joined(read_ssh_settings("forkafterauthentication no").overrides),
            "ForkAfterAuthentication=no");
  EXPECT_EQ(read_ssh_settings("port many\nhostname").target.port, 0);
}

TEST(CliSsh, ComplaintsNameTheRemedy) {
  const SshTarget target{"me", "host", 2222};
  const auto has = [&target](const char* said, const char* remedy) {
    const std::string text = ssh_complaint(said, target);
    EXPECT_NE(text.find(remedy), std::string::npos) << text;
  };
  has("Host key verification failed.\r\n", "accept it:\n  ssh -p 2222 me@host");
  has("@@@@\nWARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!\nHost key verification failed.",
      "ssh-keygen -R '[host]:2222'");
  has("me@host: Permission denied (publickey).", "gateway.remote.sshIdentity");
  has("me@host: Permission denied (publickey).", "ssh-copy-id -p 2222 me@host");
  has("connect to host host port 2222: Connection refused", "No SSH server listens there.");
  has("Could not resolve hostname host", "~/.ssh/config");
  has("something new", "something new\nTry by hand: ssh -p 2222 me@host");
  EXPECT_EQ(ssh_complaint("\n@@@\r\n", target), "");
}

TEST(CliSsh, ATunnelThatLeadsNowhereIsTold) {
  const SshTarget target{"me", "host", 0};
  const auto said = forward_complaint(
      "x\nchannel 2: open failed: connect failed: Connection refused\r\n", target, 18789);
  EXPECT_NE(said.find("open failed: connect failed: Connection refused\nNo gateway listens on "
                      "127.0.0.1:18789 there."),
            std::string::npos)
      << said;
  const auto denied = forward_complaint(
      "channel 2: open failed: administratively prohibited: open failed", target, 1);
  EXPECT_NE(denied.find("AllowTcpForwarding"), std::string::npos) << denied;
  EXPECT_EQ(forward_complaint("Warning: permanently added", target, 1), "");
}

TEST(CliSsh, APartOfAProbeHasItsShareOfTheTime) {
  EXPECT_EQ(target_budget_ms("localLoopback", true, 3000), 800);
  EXPECT_EQ(target_budget_ms("explicit", true, 3000), 800);
  EXPECT_EQ(target_budget_ms("configRemote", false, 3000), 1500);
  EXPECT_EQ(target_budget_ms("sshTunnel", true, 3000), 2000);
  EXPECT_EQ(target_budget_ms("sshTunnel", true, 500), 500);
  EXPECT_EQ(target_budget_ms("configRemote", false, 900), 900);
  EXPECT_EQ(discovery_budget_ms(3000, false), 1200);
  EXPECT_EQ(discovery_budget_ms(700, false), 700);
  EXPECT_EQ(discovery_budget_ms(3000, true), 1200);
  EXPECT_EQ(discovery_budget_ms(1000, true), 400);
  EXPECT_EQ(tunnel_start_budget_ms(3000), 1500);
  EXPECT_EQ(tunnel_start_budget_ms(1800), 1350);
  EXPECT_EQ(tunnel_start_budget_ms(100), 75);
}

}  // namespace
}  // namespace openclaw::cli
