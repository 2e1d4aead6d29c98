// SPDX-License-Identifier: MIT
#include "core/config/check.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

#include "core/config/keys.hpp"
#include "core/json/json5.hpp"

namespace openclaw {
namespace {

using testing::HasSubstr;

std::string issues(std::string_view text) {
  auto root = parse_json5(text);
  EXPECT_TRUE(root.ok()) << text;
  return issue_lines(check_config(root->get()));
}

TEST(ConfigCheck, AcceptsWhatOwnersWrite) {
  for (const char* text : {
           "{}",
           "{$schema: 'x', gateway: {port: 18789, bind: 'lan', customBindHost: '0.0.0.0'}}",
           "{gateway: {tailscale: {mode: 'funnel', resetOnExit: true}, auth: {mode: 'password'}}}",
           "{gateway: {tls: {enabled: true, certPath: 'a', keyPath: 'b', mine: 1}}}",
           "{gateway: {discovery: {mdns: {mode: 'full'}, wideArea: {enabled: true, domain: 'x'}}}}",
           "{gateway: {controlUi: {basePath: '/', allowedOrigins: ['https://a.b']}}}",
           "{gateway: {auth: {token: {source: 'env', provider: 'default', id: 'TOKEN'}}}}",
           "{gateway: {reload: {mode: 'restart', debounceMs: 300}, handshakeTimeoutMs: 1}}",
           "{gateway: {nodes: {allowCommands: ['a'], commands: {allow: [], deny: []}}}}",
           "{canvasHost: {enabled: true, port: 1, liveReload: false}, discovery: {mdns: {}}}",
           "{hooks: {webhooks: [{id: 'a', path: '/webhook/a', agentId: 'main', message: 'x'}]}}",
           "{agents: {defaults: {model: 'a/b', maxConcurrent: 4}, list: [{id: 'main'}]}}",
           "{agents: {entries: {main: {}}}, env: {A: 'b', vars: {C: 'd'}}}",
           "{channels: {telegram: {botToken: 'x', groups: {'-100': {requireMention: true}}}}}",
           "{plugins: {entries: {mine: {enabled: true, config: {any: ['thing', 1]}}}}}",
           "{logging: {level: 'debug', maxFileBytes: 1}, session: {dmScope: 'main'}}",
           "{meta: {lastTouchedVersion: '1', lastTouchedAt: 'now'}, wizard: {lastRunAt: 'x'}}",
       }) {
    EXPECT_EQ(issues(text), "") << text;
  }
}

TEST(ConfigCheck, NamesUnknownKeysAtTheirPlace) {
  EXPECT_EQ(issues("{gateway: {bogus: 1}}"), "  - gateway: Unrecognized key: \"bogus\"\n");
  EXPECT_EQ(issues("{bogus: 1, $other: 2}"),
            "  - <root>: Unrecognized keys: \"bogus\", \"$other\"\n");
  EXPECT_EQ(issues("{agents: {list: [{id: 'a', 'x\"y': 1}]}}"),
            "  - agents.list.0: Unrecognized key: \"x\\\"y\"\n");
  EXPECT_EQ(issues("{channels: {bogus: {}}}"), "  - channels.bogus: unknown channel id: bogus\n");
}

TEST(ConfigCheck, NamesTheKindThatIsExpected) {
  EXPECT_EQ(issues("{gateway: {port: 'abc'}}"),
            "  - gateway.port: Invalid input: expected number, received string\n");
  EXPECT_EQ(issues("{gateway: 7}"),
            "  - gateway: Invalid input: expected object, received number\n");
  EXPECT_EQ(issues("{gateway: {trustedProxies: 'x'}}"),
            "  - gateway.trustedProxies: Invalid input: expected array, received string\n");
  EXPECT_EQ(issues("{gateway: {trustedProxies: ['x', null]}}"),
            "  - gateway.trustedProxies.1: Invalid input: expected string, received null\n");
  EXPECT_EQ(issues("{canvasHost: {enabled: 'yes'}}"),
            "  - canvasHost.enabled: Invalid input: expected boolean, received string\n");
  EXPECT_EQ(issues("{gateway: {auth: {token: 7}}}"), "  - gateway.auth.token: Invalid input\n");
}

TEST(ConfigCheck, NamesTheValuesThatAreAllowed) {
  EXPECT_EQ(
      issues("{gateway: {bind: 'wide'}}"),
      "  - gateway.bind: Invalid input (allowed: \"auto\", \"lan\", \"loopback\", \"custom\", "
      "\"tailnet\")\n");
  auto root = parse_json5("{gateway: {mode: 7}}");
  const auto found = check_config(root->get());
  ASSERT_EQ(found.size(), 1U);
  EXPECT_THAT(found.front().allowed, testing::ElementsAre("local", "remote"));
}

TEST(ConfigCheck, ListsAtMostTwelveAllowedValues) {
  const std::string told =
      issues("{models: {providers: {x: {baseUrl: 'x', models: [], api: 'y'}}}}");
  EXPECT_EQ(std::count(told.begin(), told.end(), ','),
            told.find("more)") == std::string::npos ? 11 : 12)
      << told;
}

TEST(ConfigCheck, NamesBounds) {
  EXPECT_EQ(issues("{gateway: {port: 0}}"),
            "  - gateway.port: Too small: expected number to be >=1\n");
  EXPECT_EQ(issues("{gateway: {port: 65536}}"),
            "  - gateway.port: Too big: expected number to be <=65535\n");
  EXPECT_EQ(issues("{gateway: {port: 1.5}}"),
            "  - gateway.port: Invalid input: expected int, received number\n");
  EXPECT_EQ(issues("{gateway: {port: Infinity}}"),
            "  - gateway.port: Invalid input: expected number, received Infinity\n");
  EXPECT_EQ(issues("{gateway: {port: NaN}}"),
            "  - gateway.port: Invalid input: expected number, received NaN\n");
  EXPECT_EQ(issues("{gateway: {push: {apns: {relay: {timeoutMs: 0}}}}}"),
            "  - gateway.push.apns.relay.timeoutMs: Too small: expected number to be >0\n");
  EXPECT_EQ(issues("{gateway: {auth: {trustedProxy: {userHeader: ''}}}}"),
            "  - gateway.auth.trustedProxy.userHeader: Too small: expected string to have >=1 "
            "characters\n");
  EXPECT_EQ(issues("{gateway: {auth: {token: {source: 'env', provider: 'Bad', id: 'X'}}}}"),
            "  - gateway.auth.token.provider: Invalid string: must match pattern "
            "/^[a-z][a-z0-9_-]{0,63}$/\n");
}

TEST(ConfigCheck, ACustomBindNeedsAPlainAddress) {
  EXPECT_EQ(issues("{gateway: {bind: 'custom'}}"),
            "  - gateway.customBindHost: gateway.bind=custom requires gateway.customBindHost\n");
  for (const char* host : {"01.2.3.4", "1.2.3", "x", "::1"}) {
    EXPECT_EQ(issues("{gateway: {bind: 'custom', customBindHost: '" + std::string(host) + "'}}"),
              "  - gateway.customBindHost: gateway.bind=custom requires a valid IPv4 "
              "customBindHost (got " +
                  std::string(host) + ")\n");
  }
  EXPECT_EQ(issues("{gateway: {bind: 'custom', customBindHost: '10.0.0.1'}}"), "");
}

TEST(ConfigCheck, OpenChannelsNeedAStarAndListsNeedSenders) {
  EXPECT_EQ(issues("{channels: {telegram: {dmPolicy: 'open', allowFrom: ['1']}}}"),
            "  - channels.telegram.allowFrom: channels.telegram.dmPolicy=\"open\" requires "
            "channels.telegram.allowFrom to include \"*\"\n");
  EXPECT_EQ(issues("{channels: {telegram: {allowFrom: ['*'], accounts: {a: {dmPolicy: 'open'}}}}}"),
            "");
  EXPECT_THAT(issues("{channels: {signal: {accounts: {a: {dmPolicy: 'allowlist'}}}}}"),
              HasSubstr("channels.signal.accounts.a.allowFrom to contain at least one sender ID"));
}

TEST(ConfigCheck, SecretsOfWebhooksAreRequired) {
  EXPECT_THAT(issues("{channels: {slack: {mode: 'http'}}}"),
              HasSubstr("channels.slack.mode=\"http\" requires channels.slack.signingSecret"));
  EXPECT_THAT(issues("{channels: {telegram: {webhookUrl: 'https://x'}}}"),
              HasSubstr("channels.telegram.webhookUrl requires channels.telegram.webhookSecret"));
}

TEST(ConfigCheck, AgentsAreNamedAndKnown) {
  EXPECT_THAT(issues("{agents: {list: [{}]}}"),
              HasSubstr("agents.list.0.id: Invalid input: expected string, received undefined"));
  EXPECT_EQ(
      issues("{agents: {list: [{id: 'a'}]}, broadcast: {strategy: 'parallel', x: ['a', 'b']}}"),
      "  - broadcast.x.1: Unknown agent id \"b\" (not in agents.list).\n");
}

TEST(ConfigCheck, ThresholdsOfLoopsRise) {
  EXPECT_EQ(issues("{tools: {loopDetection: {warningThreshold: 10, criticalThreshold: 10}}}"),
            "  - tools.loopDetection.criticalThreshold: tools.loopDetection.warningThreshold must "
            "be lower than criticalThreshold.\n");
}

TEST(ConfigCheck, AdvisesOnWhatIsIgnored) {
  const auto advice = [](std::string_view text) {
    auto root = parse_json5(text);
    return config_advice(root->get(), "2026.9.6");
  };
  EXPECT_THAT(advice("{gateway: {token: 'x'}}"),
              testing::ElementsAre("Config uses \"gateway.token\". This key is ignored; use "
                                   "\"gateway.auth.token\" instead."));
  EXPECT_THAT(advice("{meta: {lastTouchedVersion: '2026.10.1'}}"),
              testing::ElementsAre(HasSubstr("newer OpenClaw (2026.10.1)")));
  EXPECT_THAT(advice("{meta: {lastTouchedVersion: '2026.9.6'}}"), testing::IsEmpty());
}

TEST(ConfigCheck, StopsAtAHundredIssues) {
  std::string list;
  for (int i = 0; i < 1000; ++i) list += "1,";
  EXPECT_EQ(std::count_if(list.begin(), list.end(), [](char c) { return c == ','; }), 1000);
  auto root = parse_json5("{gateway: {trustedProxies: [" + list + "]}}");
  EXPECT_EQ(check_config(root->get()).size(), 100U);
}

// Visits each node of the table once and reads every pattern of it.
TEST(ConfigKeys, TheTableIsSortedAndItsPatternsCanBeRead) {
  std::vector<std::uint32_t> open{kConfigRoot};
  std::vector<bool> seen(kConfigRoot + 1);
  while (!open.empty()) {
    const std::uint32_t index = open.back();
    open.pop_back();
    ASSERT_LE(index, kConfigRoot) << "inner nodes come before those that hold them";
    if (seen[index]) continue;
    seen[index] = true;
    const ConfigKeyNode& node = kConfigNodes[index];
    std::string_view before;
    for (std::uint32_t i = 0; i < node.keys; ++i) {
      const ConfigKey& key = kConfigKeys[node.first_key + i];
      const std::string_view name = kConfigTexts + key.name;
      EXPECT_LT(before, name);
      before = name;
      open.push_back(key.node);
    }
    for (std::uint32_t i = 0; i < node.rules; ++i) {
      const ConfigRule& rule = kConfigRules[node.first_rule + i];
      if (rule.kind != ConfigKind::string) continue;
      EXPECT_NO_THROW(std::regex(kConfigTexts + rule.text));
    }
    if (node.other >= 0) open.push_back(static_cast<std::uint32_t>(node.other));
    if (node.item >= 0) open.push_back(static_cast<std::uint32_t>(node.item));
  }
}

}  // namespace
}  // namespace openclaw
