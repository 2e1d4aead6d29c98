// SPDX-License-Identifier: MIT
#include "core/client/connect_params.hpp"

#include <gtest/gtest.h>

#include <string>

namespace openclaw {
namespace {

constexpr const char* kClient =
    R"("client":{"id":"cli","version":"1.0","platform":"linux","mode":"cli"})";

// The parameters of a client that gives what it must, and `more`.
std::string with(const std::string& more) {
  return R"({"minProtocol":3,"maxProtocol":4,)" + std::string(kClient) +
         (more.empty() ? "" : "," + more) + '}';
}

// What is said about parameters behind the words that begin each refusal.
std::string problem(const std::string& json) {
  const auto read = read_connect_params(json);
  if (read) return "none";
  EXPECT_EQ(read.error().code, code::kInvalidRequest);
  const std::string head = "invalid connect params: ";
  EXPECT_EQ(read.error().message.rfind(head, 0), 0U) << read.error().message;
  return read.error().message.substr(head.size());
}

TEST(ConnectParams, TheLeastIsEnoughAndMakesAnOperator) {
  const auto read = read_connect_params(with(""));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->min_protocol, 3);
  EXPECT_EQ(read->max_protocol, 4);
  EXPECT_EQ(read->client_id, "cli");
  EXPECT_EQ(read->client_mode, "cli");
  EXPECT_EQ(read->client_version, "1.0");
  EXPECT_EQ(read->client_platform, "linux");
  EXPECT_EQ(read->role, "operator");
  EXPECT_TRUE(read->scopes.empty());
  EXPECT_FALSE(read->device);
  EXPECT_EQ(read->token + read->password + read->device_token + read->bootstrap_token, "");
}

TEST(ConnectParams, EachMemberLandsInItsPlace) {
  const auto read = read_connect_params(
      R"({"minProtocol":1,"maxProtocol":9,"client":{"id":"node-host","version":"2","platform":"p",)"
      R"("mode":"node","displayName":"n","deviceFamily":"f","modelIdentifier":"m",)"
      R"("timeZone":"z","instanceId":"i"},"role":"node","scopes":["a","b"],"caps":["c"],)"
      R"("device":{"id":"d","publicKey":"k","signature":"s","signedAt":0,"nonce":""},)"
      R"("auth":{"token":"t","password":"w","deviceToken":"dt","bootstrapToken":"bt"}})");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->display_name, "n");
  EXPECT_EQ(read->device_family, "f");
  EXPECT_EQ(read->model_identifier, "m");
  EXPECT_EQ(read->time_zone, "z");
  EXPECT_EQ(read->instance_id, "i");
  EXPECT_EQ(read->role, "node");
  EXPECT_EQ(read->scopes, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(read->caps, std::vector<std::string>{"c"});
  ASSERT_TRUE(read->device);
  EXPECT_EQ(read->device->id + read->device->public_key + read->device->signature, "dks");
  EXPECT_EQ(read->token, "t");
  EXPECT_EQ(read->password, "w");
  EXPECT_EQ(read->device_token, "dt");
  EXPECT_EQ(read->bootstrap_token, "bt");
}

TEST(ConnectParams, WhatIsNoObjectIsSaidToBeNone) {
  for (const char* json : {"", "null", "[]", "7", "\"x\"", "true"}) {
    EXPECT_EQ(problem(json), "must be object") << json;
  }
}

TEST(ConnectParams, EveryRequiredMemberIsAskedFor) {
  EXPECT_EQ(problem(R"({"maxProtocol":4,)" + std::string(kClient) + '}'),
            "must have required property 'minProtocol'");
  EXPECT_EQ(problem(R"({"minProtocol":4,)" + std::string(kClient) + '}'),
            "must have required property 'maxProtocol'");
  EXPECT_EQ(problem(R"({"minProtocol":4,"maxProtocol":4})"),
            "must have required property 'client'");
  EXPECT_EQ(problem(with(R"("device":{"id":"d","publicKey":"k","signature":"s","signedAt":1})")),
            "at /device: must have required property 'nonce'");
}

TEST(ConnectParams, SecretsOfAnotherTypeAreRefused) {
  for (const char* name : {"token", "password", "deviceToken", "bootstrapToken"}) {
    for (const char* value : {"1", "true", "null", "[]", "{}"}) {
      EXPECT_EQ(problem(with(R"("auth":{")" + std::string(name) + "\":" + value + '}')),
                "at /auth/" + std::string(name) + ": must be string");
    }
  }
  EXPECT_EQ(problem(with(R"("auth":"token")")), "at /auth: must be object");
  EXPECT_EQ(problem(with(R"("auth":{"key":"x"})")), "at /auth: unexpected property 'key'");
}

TEST(ConnectParams, OnlyKnownClientsAndMembersComeIn) {
  const std::string enumeration = "must be equal to one of the allowed values";
  EXPECT_EQ(problem(R"({"minProtocol":3,"maxProtocol":4,"client":{"id":"other","version":"1",)"
                    R"("platform":"x","mode":"cli"}})"),
            "at /client/id: " + enumeration);
  EXPECT_EQ(problem(R"({"minProtocol":3,"maxProtocol":4,"client":{"id":"cli","version":"1",)"
                    R"("platform":"x","mode":"root"}})"),
            "at /client/mode: " + enumeration);
  EXPECT_EQ(problem(with(R"("foo":1)")), "at root: unexpected property 'foo'");
}

TEST(ConnectParams, ScopesAndCapabilitiesAreListsOfTexts) {
  EXPECT_EQ(problem(with(R"("scopes":"operator.admin")")), "at /scopes: must be array");
  EXPECT_EQ(problem(with(R"("scopes":["operator.read",7])")), "at /scopes/1: must be string");
  EXPECT_EQ(problem(with(R"("caps":[null])")), "at /caps/0: must be string");
  EXPECT_EQ(problem(with(R"("permissions":{"camera":"yes"})")),
            "at /permissions/camera: must be boolean");
}

TEST(ConnectParams, ProtocolNumbersAreWholeAndPositive) {
  EXPECT_EQ(problem(R"({"minProtocol":0,"maxProtocol":4,)" + std::string(kClient) + '}'),
            "at /minProtocol: must be >= 1");
  EXPECT_EQ(problem(R"({"minProtocol":3.5,"maxProtocol":4,)" + std::string(kClient) + '}'),
            "at /minProtocol: must be integer");
  EXPECT_EQ(problem(R"({"minProtocol":"3","maxProtocol":4,)" + std::string(kClient) + '}'),
            "at /minProtocol: must be integer");
}

}  // namespace
}  // namespace openclaw
