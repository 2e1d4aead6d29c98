// SPDX-License-Identifier: MIT
#include "core/device/record.hpp"

#include <gtest/gtest.h>

namespace openclaw {
namespace {

Device device() {
  Device out;
  out.face = {"id", "key", "name", "linux", "Linux", "cli", "cli", "", "", "operator"};
  out.roles = {"operator"};
  out.scopes = {"operator.read"};
  out.approved_via = "owner";
  out.created_ms = 1;
  out.approved_ms = 2;
  DeviceToken token;
  token.value = Secret("secret");
  token.role = "operator";
  token.scopes = {"operator.read"};
  token.created_ms = 3;
  token.generation = "bound";
  out.tokens = {token};
  return out;
}

TEST(DeviceRecord, ARowHasTheWiresMembersAndNoSecret) {
  EXPECT_EQ(device_row(device(), nullptr),
            R"({"deviceId":"id","publicKey":"key","displayName":"name","platform":"linux",)"
            R"("deviceFamily":"Linux","clientId":"cli","clientMode":"cli","role":"operator",)"
            R"("roles":["operator"],"scopes":["operator.read"],"approvedVia":"owner",)"
            R"("createdAtMs":1,"approvedAtMs":2,)"
            R"("tokens":[{"role":"operator","scopes":["operator.read"],"createdAtMs":3}]})");
}

TEST(DeviceRecord, WhatIsKnownOnlyNowAndThenStandsInTheRowThen) {
  Device seen = device();
  seen.seen_ms = 9;
  seen.label = "mine";
  seen.face.remote_ip = "192.0.2.7";
  seen.tokens[0].rotated_ms = 4;
  seen.tokens[0].revoked_ms = 5;
  seen.tokens[0].used_ms = 6;
  const bool connected = true;
  const std::string row = device_row(seen, &connected);
  for (const char* part :
       {R"("operatorLabel":"mine")", R"("remoteIp":"192.0.2.7")", R"("lastSeenAtMs":9)",
        R"("lastSeenReason":"connect")", R"("connected":true)", R"("rotatedAtMs":4)",
        R"("revokedAtMs":5)", R"("lastUsedAtMs":6)"}) {
    EXPECT_NE(row.find(part), std::string::npos) << part << " in " << row;
  }
}

TEST(DeviceRecord, AStoredDeviceComesBackWhole) {
  Device kept = device();
  kept.label = "mine";
  kept.seen_ms = 7;
  kept.tokens[0].rotated_ms = 8;
  const auto read = read_stored_device(stored_device(kept));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(stored_device(*read), stored_device(kept));
  ASSERT_NE(read->token("operator"), nullptr);
  EXPECT_EQ(read->token("operator")->value.reveal(), "secret");
  EXPECT_EQ(read->token("operator")->generation, "bound");
  EXPECT_EQ(read->token("operator")->issued_ms(), 8);
  EXPECT_EQ(read->token("node"), nullptr);
}

TEST(DeviceRecord, AStoredRequestComesBackWhole) {
  PairRequest asked;
  asked.id = "r";
  asked.face = device().face;
  asked.roles = {"operator", "node"};
  asked.scopes = {"operator.admin"};
  asked.repair = true;
  asked.created_ms = 10;
  asked.refreshed_ms = 20;
  const auto read = read_stored_request(stored_request(asked));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(stored_request(*read), stored_request(asked));
  EXPECT_EQ(request_row(asked),
            R"({"requestId":"r","deviceId":"id","publicKey":"key","displayName":"name",)"
            R"("platform":"linux","deviceFamily":"Linux","clientId":"cli","clientMode":"cli",)"
            R"("role":"operator","roles":["operator","node"],"scopes":["operator.admin"],)"
            R"("silent":false,"isRepair":true,"ts":10})");
}

TEST(DeviceRecord, WhatIsNoRecordIsAnError) {
  for (const char* text : {"", "{", "null", "[]", "{}", R"({"deviceId":5})"}) {
    EXPECT_FALSE(read_stored_device(text)) << text;
    EXPECT_FALSE(read_stored_request(text)) << text;
  }
}

TEST(DeviceRecord, ScopesCoverByNameAndByImplication) {
  EXPECT_TRUE(covers({}, {}));
  EXPECT_TRUE(covers({"operator.admin"}, {"operator.pairing", "operator.read"}));
  EXPECT_TRUE(covers({"operator.write"}, {"operator.read"}));
  EXPECT_TRUE(covers({"odd"}, {"odd"}));
  EXPECT_FALSE(covers({"operator.read"}, {"operator.write"}));
  EXPECT_FALSE(covers({"operator.read"}, {"operator.read", "odd"}));
  EXPECT_FALSE(covers({}, {"operator.read"}));
}

TEST(DeviceRecord, ATokenSpellsOutWhatAdminAndWriteBring) {
  EXPECT_EQ(token_scopes({"operator.admin"}),
            (Names{"operator.admin", "operator.read", "operator.write"}));
  EXPECT_EQ(token_scopes({"operator.write", "b"}), (Names{"b", "operator.read", "operator.write"}));
  EXPECT_EQ(token_scopes({"operator.read", "operator.read"}), Names{"operator.read"});
}

}  // namespace
}  // namespace openclaw
