// SPDX-License-Identifier: MIT
#include "core/client/hello.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "core/client/connection.hpp"
#include "core/json/json.hpp"

namespace openclaw {
namespace {

using testing::HasSubstr;
using testing::Not;

HelloFacts facts() {
  HelloFacts out;
  out.version = "9.8.7";
  out.boot_id = "boot";
  out.connection_id = "conn";
  out.methods = {"health", "status"};
  out.presence = R"([{"host":"h"}])";
  out.health = R"({"ok":true})";
  out.unread_health = R"({"ok":true,"unread":true})";
  out.state_version = {7, 9};
  out.uptime_ms = 1234;
  out.config_file = "/secret/openclaw.json";
  out.state_dir = "/secret/state";
  out.auth_mode = "token";
  out.config_hash = "hash";
  return out;
}

Admission admitted(std::vector<std::string> scopes) {
  Admission out;
  out.scopes = std::move(scopes);
  out.auth_method = "token";
  out.protocol = 3;
  return out;
}

JsonTree hello(const HelloFacts& given, const Admission& admission) {
  auto tree = parse_json(hello_payload(given, admission));
  EXPECT_TRUE(tree) << hello_payload(given, admission);
  return tree ? std::move(*tree) : nullptr;
}

TEST(Hello, TellsWhoServesAndWhatWasGranted) {
  const JsonTree tree = hello(facts(), admitted({"operator.read"}));
  EXPECT_EQ(json_string(tree.get(), "type"), "hello-ok");
  EXPECT_EQ(json_int(tree.get(), "protocol", 0), 3);
  const cJSON* server = json_get(tree.get(), "server");
  EXPECT_EQ(json_string(server, "version"), "9.8.7");
  EXPECT_EQ(json_string(server, "bootId"), "boot");
  EXPECT_EQ(json_string(server, "connId"), "conn");
  const cJSON* auth = json_get(tree.get(), "auth");
  EXPECT_EQ(json_string(auth, "method"), "token");
  EXPECT_EQ(json_string(auth, "role"), "operator");
  EXPECT_EQ(print_json(json_get(auth, "scopes")), R"(["operator.read"])");
}

TEST(Hello, FeaturesAreTheMethodsServedAndTheEventsOfTheProtocol) {
  const JsonTree tree = hello(facts(), admitted({}));
  const cJSON* features = json_get(tree.get(), "features");
  EXPECT_EQ(print_json(json_get(features, "methods")), R"(["health","status"])");
  EXPECT_EQ(static_cast<std::size_t>(cJSON_GetArraySize(json_get(features, "events"))),
            protocol_events().size());
}

TEST(Hello, TheSnapshotIsAsOfNow) {
  const JsonTree tree = hello(facts(), admitted({"operator.read"}));
  const cJSON* snapshot = json_get(tree.get(), "snapshot");
  EXPECT_EQ(print_json(json_get(snapshot, "presence")), R"([{"host":"h"}])");
  EXPECT_EQ(print_json(json_get(snapshot, "health")), R"({"ok":true})");
  EXPECT_EQ(print_json(json_get(snapshot, "stateVersion")), R"({"presence":7,"health":9})");
  EXPECT_EQ(json_int(snapshot, "uptimeMs", 0), 1234);
  EXPECT_EQ(json_string(snapshot, "appliedConfigHash"), "hash");
  EXPECT_EQ(json_get(snapshot, "sessionDefaults"), nullptr);
  HelloFacts with_sessions = facts();
  with_sessions.session_defaults = R"({"mainKey":"main"})";
  const JsonTree other = hello(with_sessions, admitted({}));
  EXPECT_EQ(print_json(json_get(json_get(other.get(), "snapshot"), "sessionDefaults")),
            R"({"mainKey":"main"})");
}

TEST(Hello, OnlyAdminsLearnPathsAndTheModeOfAuthentication) {
  for (const auto& scopes :
       {std::vector<std::string>{}, {"operator.read", "operator.write", "operator.pairing"}}) {
    const std::string text = hello_payload(facts(), admitted(scopes));
    EXPECT_THAT(text, Not(HasSubstr("/secret")));
    EXPECT_THAT(text, Not(HasSubstr("authMode")));
  }
  const JsonTree tree = hello(facts(), admitted({"operator.admin"}));
  const cJSON* snapshot = json_get(tree.get(), "snapshot");
  EXPECT_EQ(json_string(snapshot, "configPath"), "/secret/openclaw.json");
  EXPECT_EQ(json_string(snapshot, "stateDir"), "/secret/state");
  EXPECT_EQ(json_string(snapshot, "authMode"), "token");
}

TEST(Hello, NeverCarriesTheSecretThatCameIn) {
  Admission admission = admitted({"operator.admin"});
  admission.params.token = "hunter2";
  admission.params.password = "hunter2";
  EXPECT_THAT(hello_payload(facts(), admission), Not(HasSubstr("hunter2")));
}

TEST(Hello, ThePolicyIsWhatTheConnectionHoldsTo) {
  const JsonTree tree = hello(facts(), admitted({}));
  const cJSON* policy = json_get(tree.get(), "policy");
  EXPECT_EQ(json_int(policy, "maxPayload", 0), static_cast<std::int64_t>(limits::kMaxPayload));
  EXPECT_EQ(json_int(policy, "maxBufferedBytes", 0),
            static_cast<std::int64_t>(limits::kMaxBuffered));
  EXPECT_EQ(json_int(policy, "tickIntervalMs", 0), static_cast<std::int64_t>(limits::kTickMs));
}

TEST(Hello, WhoMayNotReadIsNotToldWhoElseIsHere) {
  const JsonTree tree = hello(facts(), admitted({"operator.pairing"}));
  const cJSON* snapshot = json_get(tree.get(), "snapshot");
  EXPECT_EQ(print_json(json_get(snapshot, "presence")), "[]");
  EXPECT_EQ(print_json(json_get(snapshot, "health")), R"({"ok":true,"unread":true})");
}

TEST(Hello, WhoCameByTheSecretSharesTheNameOfItsStore) {
  HelloFacts known = facts();
  known.generation = "g1";
  Admission admission = admitted({});
  admission.auth_method = "token";
  const std::string first = hello_payload(known, admission);
  EXPECT_THAT(first, HasSubstr(R"("recoveryScope":")"));
  EXPECT_EQ(hello_payload(known, admission), first);
  known.generation = "g2";
  EXPECT_NE(hello_payload(known, admission), first);
  admission.auth_method = "none";
  EXPECT_THAT(hello_payload(known, admission), Not(HasSubstr("recovery")));
}

TEST(Hello, ADeviceIsGivenItsToken) {
  Admission admission = admitted({"operator.read"});
  admission.device = DeviceEntry{.id = "d", .token = "own", .issued_ms = 7};
  const std::string hello = hello_payload(facts(), admission);
  EXPECT_THAT(hello, HasSubstr(R"("deviceToken":"own","issuedAtMs":7})"));
  EXPECT_THAT(hello, HasSubstr(R"("recoveryMigrationAllowed":true)"));
  admission.role = Role::kNode;
  EXPECT_THAT(hello_payload(facts(), admission), Not(HasSubstr("recovery")));
}

}  // namespace
}  // namespace openclaw
