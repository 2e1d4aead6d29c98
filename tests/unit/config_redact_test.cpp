// SPDX-License-Identifier: MIT
#include "core/config/redact.hpp"

#include <gtest/gtest.h>

#include "core/json/json5.hpp"

namespace openclaw {
namespace {

std::string redacted(std::string_view text, const ConfigPath& above = {}) {
  auto tree = parse_json5(text);
  redact_config(tree->get(), above);
  std::string out = print_json(tree->get());
  const std::string hidden(kRedacted);
  for (std::size_t at = 0; (at = out.find(hidden, at)) != std::string::npos;) {
    out.replace(at, hidden.size(), "*");
  }
  return out;
}

TEST(ConfigRedact, KnowsSecretsByTheirKeys) {
  for (const char* key : {"token", "botToken", "password", "apiKey", "API_KEY", "OPENAI_API_KEY",
                          "signingSecret", "privateKey", "encrypt-key", "headers", "webhookSecret",
                          "serviceAccount", "appPassword", "AWS_SECRET_ACCESS_KEY"}) {
    EXPECT_TRUE(is_secret_key(key)) << key;
  }
  for (const char* key : {"maxTokens", "tokenFile", "passwordFile", "port", "secretProvider", "key",
                          "tokens", "certPath", "mode", ""}) {
    EXPECT_FALSE(is_secret_key(key)) << key;
  }
}

TEST(ConfigRedact, HidesTextsUnderSecretKeysOnly) {
  EXPECT_EQ(redacted("{auth: {token: 'x', mode: 'token'}, maxTokens: 'x', pinToken: 7, t: ''}"),
            R"({"auth":{"token":"*","mode":"token"},"maxTokens":"x","pinToken":7,"t":""})");
  EXPECT_EQ(redacted("{headers: {'X-A': 'x', n: ['y']}}"), R"({"headers":{"X-A":"*","n":["*"]}})");
  EXPECT_EQ(redacted("'x'", {"auth", "token"}), "\"*\"");
  EXPECT_EQ(redacted("{token: ''}"), R"({"token":""})");
}

TEST(ConfigRedact, WhatAProgramIsGivenIsHidden) {
  EXPECT_EQ(redacted("{env: {vars: {MY: 'x'}, PAT: 'x', shellEnv: {enabled: true}}}"),
            R"({"env":{"vars":{"MY":"*"},"PAT":"*","shellEnv":{"enabled":true}}})");
  EXPECT_EQ(redacted("{mcp: {servers: {a: {command: 'c', args: ['x'], env: {P: 'x'}}}}}"),
            R"({"mcp":{"servers":{"a":{"command":"c","args":["*"],"env":{"P":"*"}}}}})");
}

TEST(ConfigRedact, NothingLiftsTheHidingButAReference) {
  EXPECT_EQ(redacted("{token: {secrets: {a: 'x'}}, a: {secrets: {b: 'x'}}}"),
            R"({"token":{"secrets":{"a":"*"}},"a":{"secrets":{"b":"*"}}})");
  EXPECT_EQ(redacted("{a: {source: 'env', id: 'P', botToken: 'x'}}"),
            R"({"a":{"source":"env","id":"P","botToken":"*"}})");
}

TEST(ConfigRedact, ReferencesStay) {
  EXPECT_EQ(redacted("{token: '${TOKEN}', password: {source: 'env', provider: 'a', id: 'P'}}"),
            R"({"token":"${TOKEN}","password":{"source":"env","provider":"a","id":"P"}})");
  EXPECT_EQ(redacted("{secrets: {providers: {x: {source: 'file', path: '/a'}}}}"),
            R"({"secrets":{"providers":{"x":{"source":"file","path":"/a"}}}})");
}

TEST(ConfigRedact, AddressesWithALoginAreHidden) {
  EXPECT_EQ(redacted("{a: 'http://u:p@host/', b: 'http://host/a:b@c', c: 'ssh://u@host'}"),
            R"({"a":"*","b":"http://host/a:b@c","c":"ssh://u@host"})");
}

TEST(ConfigRedact, FindsWhatIsHidden) {
  EXPECT_TRUE(holds_redacted(parse_json5("{a: [{b: '__OPENCLAW_REDACTED__'}]}")->get()));
  EXPECT_FALSE(holds_redacted(parse_json5("{a: [{b: 'x'}]}")->get()));
}

}  // namespace
}  // namespace openclaw
