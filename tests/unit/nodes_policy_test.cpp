// SPDX-License-Identifier: MIT
#include "plugins/nodes/policy.hpp"

#include <gtest/gtest.h>

#include "plugins/nodes/policy_tables.hpp"

namespace nodes {
namespace {

Face face(const std::string& platform, const std::string& family) {
  Face out;
  set_part(out, "platform", platform);
  set_part(out, "deviceFamily", family);
  return out;
}

const Face kLinux = face("linux", "Linux");
const Face kPhone = face("iOS 26.1", "iPhone");

Names declarable(const Policy& policy, const Face& of, const Names& commands) {
  return policy.declarable(of, {{}, commands, {}}).commands;
}

TEST(NodesPolicy, WhatIsDeniedIsDeniedByEachOfItsNames) {
  const Names pushes = {"canvas.a2ui.push", "canvas.a2ui.pushJSONL"};
  EXPECT_EQ(declarable(Policy(), kPhone, pushes), pushes);
  for (const std::string& one : pushes) {
    EXPECT_EQ(declarable(Policy({{}, {one}}), kPhone, pushes), Names()) << one;
  }
}

TEST(NodesPolicy, APlatformIsKnownByItsNameAndItsFamily) {
  const std::vector<std::array<const char*, 3>> cases = {
      {"linux", "Linux", "linux"},
      {"linux", "Mac", "unknown"},
      {"linux", "", "unknown"},
      {"macos 26.1", "Mac", "macos"},
      {"macos 26.1", "", "unknown"},
      {"macOS 26.1.2", "MAC", "macos"},
      {"macos 26.1.2.3", "Mac", "unknown"},
      {"macos x", "Mac", "unknown"},
      {"ios", "", "ios"},
      {"iPadOS 26", "iPad", "ios"},
      {"ios 26.1", "", "unknown"},
      {"android 16 (sdk 36)", "Android", "android"},
      {"android 16 (sdk )", "Android", "unknown"},
      {"watchos 12", "Apple Watch", "watchos"},
      {"", "iPhone 17", "ios"},
      {"", "MacBook", "macos"},
      {"", "", "unknown"},
      {"plan9", "x", "unknown"},
      {"windows", "Windows", "windows"},
      {"macos 26.", "Mac", "unknown"}};
  for (const auto& [platform, family, id] : cases) {
    EXPECT_EQ(platform_id(face(platform, family)), id) << platform << '/' << family;
  }
}

TEST(NodesPolicy, ANodeHostMayNameItsDesktopAsItsLanguageDoes) {
  Face host = face("darwin", "");
  set_part(host, "clientId", "node-host");
  set_part(host, "clientMode", "node");
  Face other = host;
  name_desktop(host);
  EXPECT_EQ(platform_id(host), "macos");
  set_part(other, "clientId", "test");
  name_desktop(other);
  EXPECT_EQ(part(other, "platform"), "darwin") << "but nobody else";
  Face liar = face("win32", "Linux");
  set_part(liar, "clientId", "node-host");
  set_part(liar, "clientMode", "node");
  name_desktop(liar);
  EXPECT_EQ(platform_id(liar), "unknown");
}

TEST(NodesPolicy, OfADeclarationStaysWhatThePlatformHas) {
  const Policy policy;
  const Names said = {"system.run",       "camera.list", "canvas.eval",      "camera.snap",
                      "worker.launch.v1", "dir.list",    "mcp.tools.call.v1"};
  EXPECT_EQ(declarable(policy, kLinux, said), (Names{"system.run", "mcp.tools.call.v1"}));
  EXPECT_EQ(declarable(policy, kPhone, said), (Names{"camera.list", "canvas.eval"}));
}

TEST(NodesPolicy, TheConfigurationAddsAndDenyingWins) {
  const Policy policy({{"foo.bar", "camera.snap", "sms.send"}, {"system.run", "foo.bar"}});
  EXPECT_EQ(declarable(policy, kLinux, {"foo.bar", "camera.snap", "system.run", "sms.search"}),
            Names{"camera.snap"});
  const Surface all{{}, {"camera.snap", "system.run"}, {}};
  EXPECT_EQ(policy.usable(kLinux, all, all).commands, Names{"camera.snap"});
}

TEST(NodesPolicy, ADangerousCommandThatIsDeniedIsApprovedAllTheSameAndNotUsed) {
  const Policy policy({{"camera.snap"}, {"camera.snap"}});
  const Surface said{{}, {"camera.snap"}, {}};
  EXPECT_EQ(declarable(policy, kLinux, said.commands), said.commands);
  EXPECT_EQ(policy.usable(kLinux, said, said).commands, Names{});
  EXPECT_EQ(policy.refuse(kLinux, {}, said, "camera.snap").message,
            "node command not allowed: \"camera.snap\" is blocked by gateway.nodes.commands.deny");
}

TEST(NodesPolicy, NothingPrivateIsAddedByTheConfiguration) {
  const Policy policy({{"worker.launch.v1"}, {}});
  EXPECT_EQ(declarable(policy, kLinux, {"worker.launch.v1"}), Names{});
}

TEST(NodesPolicy, PushToTalkIsForThoseWhoTalkAndWatchesAreRelayedByPhones) {
  const Policy policy;
  EXPECT_EQ(policy.declarable(kLinux, {{"talk"}, {"talk.ptt.start"}, {}}).commands.size(), 1U);
  EXPECT_EQ(policy.declarable(kPhone, {{}, {"watch.notify"}, {}}).commands.size(), 1U);
  EXPECT_EQ(policy.declarable(kLinux, {{}, {"watch.notify"}, {}}).commands.size(), 0U);
}

TEST(NodesPolicy, ACapabilityGoesWithTheLastOfItsCommands) {
  const Policy policy;
  EXPECT_EQ(policy.declarable(kPhone, {{"camera", "x"}, {"camera.snap"}, {}}).caps, Names{"x"});
  EXPECT_EQ(policy.declarable(kPhone, {{"camera"}, {"camera.snap", "camera.list"}, {}}).caps,
            Names{"camera"});
  EXPECT_EQ(policy.declarable(kLinux, {{"canvas"}, {"canvas.eval"}, {}}).caps, Names{"canvas"});
}

TEST(NodesPolicy, ARefusalNamesItsReason) {
  const Policy policy;
  const Surface none;
  const Surface usable{{}, {"system.notify"}, {}};
  const Surface pending{{}, {"system.run", "system.notify"}, {}};
  const auto reason = [&](const Surface& may, const char* command) {
    return policy.refuse(kLinux, may, pending, command).reason;
  };
  EXPECT_EQ(reason(usable, "system.notify"), "");
  EXPECT_EQ(reason(usable, "camera.list"), "command not allowlisted");
  EXPECT_EQ(reason(usable, "system.run"), "command not allowlisted") << "it was not approved";
  EXPECT_EQ(reason(usable, "computer.act"), "command not declared by node");
  EXPECT_EQ(reason(none, "system.notify"), "node did not declare commands");
}

TEST(NodesPolicy, WhoApprovesHoldsWhatTheCommandsNeed) {
  EXPECT_EQ(approve_scopes({}), Names{"operator.pairing"});
  EXPECT_EQ(approve_scopes({"camera.list"}), (Names{"operator.pairing", "operator.write"}));
  for (const char* command : {"system.run", "system.which", "system.execApprovals.set",
                              "fs.listDir", "browser.proxy", "terminal.upload"}) {
    EXPECT_EQ(approve_scopes({"camera.list", command}),
              (Names{"operator.pairing", "operator.admin"}))
        << command;
  }
}

}  // namespace
}  // namespace nodes
