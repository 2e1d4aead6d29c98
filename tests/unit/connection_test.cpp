// SPDX-License-Identifier: MIT
#include "core/client/connection.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "connection_fakes.hpp"

namespace openclaw {
namespace {

constexpr const char* kConnect = R"({"type":"req","id":"c","method":"connect","params":{}})";

std::string ask(int id) {
  return R"({"type":"req","id":")" + std::to_string(id) + R"(","method":"m","params":{"a":1}})";
}

class ConnectionTest : public testing::Test {
 protected:
  void connect() {
    connection_.message(kConnect);
    socket_.sent.clear();
  }
  const std::string& last() { return socket_.sent.back(); }

  FakePlane plane_;
  FakeSocket socket_;
  Connection connection_{socket_, HttpRequest{}, plane_, 60'000};
};

TEST_F(ConnectionTest, ItBeginsWithAChallengeAndAnswersConnectWithHello) {
  ASSERT_EQ(socket_.sent.size(), 1U);
  EXPECT_NE(last().find(R"("event":"connect.challenge")"), std::string::npos);
  connection_.message(kConnect);
  EXPECT_EQ(last(), R"({"type":"res","id":"c","ok":true,"payload":"hello"})");
  EXPECT_EQ(plane_.told, "over authenticated ");
}

TEST_F(ConnectionTest, TheHandshakeIsJudgedByTheNonceOfItsOwnChallenge) {
  const std::string challenge = last();
  connection_.message(kConnect);
  ASSERT_EQ(plane_.nonces.size(), 1U);
  EXPECT_NE(challenge.find(R"("nonce":")" + plane_.nonces[0] + '"'), std::string::npos);
}

TEST_F(ConnectionTest, NothingIsReadWhileTheHandshakeIsJudged) {
  plane_.later = true;
  connection_.message(kConnect);
  EXPECT_TRUE(socket_.paused);
  EXPECT_EQ(socket_.sent.size(), 1U);
  plane_.settles[0](plane_.outcome());
  EXPECT_FALSE(socket_.paused);
  EXPECT_EQ(last(), R"({"type":"res","id":"c","ok":true,"payload":"hello"})");
}

TEST_F(ConnectionTest, AJudgementAfterTheEndIsOfNoConsequence) {
  plane_.later = true;
  connection_.message(kConnect);
  connection_.close(1000, {});
  plane_.settles[0](plane_.outcome());
  EXPECT_EQ(plane_.told, "") << "the close is on its way";
  connection_.closed();
  plane_.settles[0](plane_.outcome());
  EXPECT_EQ(socket_.sent.size(), 1U);
  EXPECT_EQ(plane_.told, "over gone ");
}

TEST_F(ConnectionTest, NothingButConnectComesFirst) {
  connection_.message(ask(1));
  EXPECT_EQ(socket_.closed, "1008 invalid handshake: first request must be connect");
  EXPECT_NE(last().find(R"("id":"1","ok":false)"), std::string::npos);
}

TEST_F(ConnectionTest, WhatIsNoRequestFrameEndsTheHandshake) {
  connection_.message(R"({"type":"event","event":"x"})");
  EXPECT_EQ(socket_.closed, "1008 invalid request frame");
}

TEST_F(ConnectionTest, ARefusalIsAnsweredAndClosed) {
  plane_.refusal = Refusal{invalid_request("no"), 1008, "no", false};
  connection_.message(kConnect);
  EXPECT_NE(last().find(R"("message":"no")"), std::string::npos);
  EXPECT_EQ(socket_.closed, "1008 no");
}

TEST_F(ConnectionTest, ADelayedRefusalHoldsFramesAndThenComes) {
  plane_.refusal = Refusal{invalid_request("no"), 1008, "no", false};
  plane_.refusal->delay_ms = 5;
  connection_.message(kConnect);
  for (int i = 0; i < limits::kHeldFrames; ++i) connection_.message(ask(i));
  EXPECT_EQ(socket_.closed, "");
  EXPECT_EQ(socket_.sent.size(), 1U) << "only the challenge";
  while (socket_.closed.empty()) plane_.loop().poll();
  EXPECT_EQ(socket_.closed, "1008 no");
  EXPECT_EQ(socket_.sent.size(), 2U) << "the refusal, and no answer to what was held";
}

TEST_F(ConnectionTest, TooManyHeldFramesEndIt) {
  plane_.refusal = Refusal{invalid_request("no"), 1008, "no", false};
  plane_.refusal->delay_ms = 60'000;
  connection_.message(kConnect);
  for (int i = 0; i <= limits::kHeldFrames; ++i) connection_.message(ask(i));
  EXPECT_EQ(socket_.closed, "1008 too many pending handshake frames");
}

TEST_F(ConnectionTest, TheLimitOfAMessageGrowsWithTheHandshake) {
  EXPECT_EQ(connection_.message_limit(), limits::kPreauthFrame);
  connect();
  EXPECT_EQ(connection_.message_limit(), limits::kMaxPayload);
}

TEST_F(ConnectionTest, RequestsAreAnsweredUnderTheirIds) {
  connect();
  connection_.message(ask(7));
  EXPECT_EQ(last(), R"({"type":"res","id":"7","ok":true,"payload":{"a":1}})");
  connection_.message(kConnect);
  EXPECT_NE(last().find("connect is only valid as the first request"), std::string::npos);
  connection_.message(R"({"type":"req","id":"8"})");
  EXPECT_NE(last().find(R"("id":"8","ok":false)"), std::string::npos);
}

TEST_F(ConnectionTest, ALateAnswerFindsNobody) {
  connect();
  plane_.keep = true;
  connection_.message(ask(1));
  connection_.closed();
  ASSERT_EQ(plane_.kept.size(), 1U);
  plane_.kept[0]->reply("{}");
  EXPECT_TRUE(socket_.sent.empty());
  EXPECT_EQ(plane_.told, "over authenticated left gone ");
}

TEST_F(ConnectionTest, WhoClosesDuringTheHandshakeIsCountedOut) {
  connection_.closed();
  EXPECT_EQ(plane_.told, "over gone ");
}

TEST_F(ConnectionTest, RoleViolationsInARowEndIt) {
  connect();
  plane_.violates = true;
  for (int i = 0; i < limits::kRoleViolations; ++i) connection_.message(ask(i));
  EXPECT_EQ(socket_.closed, "");
  connection_.message(ask(99));
  EXPECT_EQ(socket_.closed, "1008 repeated unauthorized calls");
  EXPECT_EQ(socket_.sent.size(), static_cast<std::size_t>(limits::kRoleViolations));
}

TEST_F(ConnectionTest, OneGoodCallForgetsTheViolations) {
  connect();
  plane_.violates = true;
  for (int i = 0; i < limits::kRoleViolations; ++i) connection_.message(ask(i));
  plane_.violates = false;
  connection_.message(ask(1));
  plane_.violates = true;
  connection_.message(ask(2));
  EXPECT_EQ(socket_.closed, "");
}

TEST_F(ConnectionTest, EventsNeedScopeCapabilityAndTheRightConnection) {
  const Event event{.name = "chat", .payload = "{}"};
  EXPECT_FALSE(connection_.receives(event, "")) << "before hello";
  connect();
  EXPECT_TRUE(connection_.receives(event, "operator.read"));
  EXPECT_FALSE(connection_.receives(event, "operator.admin"));
  Event directed = event;
  directed.connection_id = "another";
  EXPECT_FALSE(connection_.receives(directed, ""));
  directed.connection_id = connection_.id();
  EXPECT_TRUE(connection_.receives(directed, ""));
  Event capable = event;
  capable.capability = "tool-events";
  EXPECT_TRUE(connection_.receives(capable, ""));
  capable.capability = "other";
  EXPECT_FALSE(connection_.receives(capable, ""));
}

TEST_F(ConnectionTest, EventsAreCountedAlsoWhenOneIsSkipped) {
  connect();
  const auto body = std::make_shared<const std::string>("{");
  const Event event{.name = "tick", .payload = "{}", .drop_if_slow = true};
  connection_.deliver(event, body);
  socket_.waiting = limits::kMaxBuffered;
  connection_.deliver(event, body);
  socket_.waiting = 0;
  connection_.deliver(event, body);
  EXPECT_EQ(socket_.sent, (std::vector<std::string>{"{,\"seq\":1}", "{,\"seq\":3}"}));
}

TEST_F(ConnectionTest, WhoDoesNotReadIsDropped) {
  connect();
  socket_.waiting = limits::kMaxBuffered;
  connection_.congested();
  EXPECT_EQ(plane_.told, "over authenticated congested ");
  socket_.waiting = limits::kMaxBuffered + 1;
  connection_.congested();
  EXPECT_EQ(socket_.closed, "1008 slow consumer");
  EXPECT_TRUE(socket_.abandoned);
}

TEST_F(ConnectionTest, ALargeFrameIsReadElsewhereAndKeepsItsPlace) {
  connect();
  const std::string large = R"({"type":"req","id":"big","method":"m","params":{"a":")" +
                            std::string(limits::kParseOffLoop, 'x') + R"("}})";
  connection_.message(large);
  EXPECT_TRUE(socket_.paused);
  EXPECT_TRUE(socket_.sent.empty());
  while (socket_.sent.empty()) plane_.loop().poll();
  EXPECT_FALSE(socket_.paused);
  EXPECT_TRUE(last().starts_with(R"({"type":"res","id":"big","ok":true)"));
}

TEST_F(ConnectionTest, WhatIsWrongWithLargeParametersIsFoundOutElsewhere) {
  connect();
  auto schema = Schema::compile(R"({"type":"array"})");
  (*plane_.known_schemas)["m"] = std::make_shared<const Schema>(std::move(*schema));
  const std::string filling(limits::kParseOffLoop, 'x');
  connection_.message(R"({"type":"req","id":"1","method":"m","params":{"a":")" + filling +
                      R"("}})");
  while (socket_.sent.empty()) plane_.loop().poll();
  EXPECT_EQ(plane_.problems, "must be array");
  socket_.sent.clear();
  connection_.message(R"({"type":"req","id":"2","method":"m","params":{"a":1,"a":")" + filling +
                      R"("}})");
  while (socket_.sent.empty()) plane_.loop().poll();
  EXPECT_EQ(plane_.problems, "at root: must not have property 'a' twice");
}

TEST_F(ConnectionTest, AnAmbiguousConnectIsRefused) {
  connection_.message(R"({"type":"req","id":"c","method":"connect","params":{"a":1,"a":2}})");
  EXPECT_EQ(socket_.closed,
            "1008 invalid connect params: at root: must not have property 'a' twice");
}

TEST(Connection, TheHandshakeHasADeadline) {
  FakePlane plane;
  FakeSocket socket;
  const Connection connection(socket, HttpRequest{}, plane, 1);
  while (socket.closed.empty()) plane.loop().poll();
  EXPECT_EQ(socket.closed, "1000 ");
}

}  // namespace
}  // namespace openclaw
