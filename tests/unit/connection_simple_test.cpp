// SPDX-License-Identifier: MIT
// A connection that speaks the simple dialect.
#include <gtest/gtest.h>

#include <string>

#include "connection_fakes.hpp"
#include "core/client/simple_handshake.hpp"

namespace openclaw {
namespace {

class SimpleConnectionTest : public testing::Test {
 protected:
  void SetUp() override { socket_.sent.clear(); }  // the challenge
  void authenticate() {
    connection_.message(R"({"method":"auth"})");
    socket_.sent.clear();
  }
  const std::string& ask(const std::string& frame) {
    socket_.sent.clear();
    connection_.message(frame);
    return last();
  }
  const std::string& last() {
    static const std::string nothing;
    return socket_.sent.empty() ? nothing : socket_.sent.back();
  }

  FakePlane plane_;
  FakeSocket socket_;
  Connection connection_{socket_, HttpRequest{}, plane_, 60'000};
};

TEST_F(SimpleConnectionTest, AuthIsAnsweredAndItsIdEchoed) {
  connection_.message(R"({"method":"auth","params":{"token":"t"},"id":7})");
  EXPECT_EQ(last(), R"({"id":7,"result":{"ok":true}})");
  EXPECT_EQ(plane_.told, R"(auth={"token":"t"} over authenticated )");
  EXPECT_EQ(connection_.dialect(), Dialect::kSimple);
  EXPECT_EQ(connection_.caller().dialect, Dialect::kSimple);
}

TEST_F(SimpleConnectionTest, WithoutAnIdTheAnswerHasNone) {
  EXPECT_EQ(ask(R"({"method":"auth"})"), R"({"result":{"ok":true}})");
  EXPECT_EQ(ask(R"({"method":"m","params":{"a":1}})"), R"({"result":{"a":1}})");
  EXPECT_EQ(ask(R"({"jsonrpc":"2.0","method":"m","params":{},"id":null})"),
            R"({"id":null,"result":{}})");
}

TEST_F(SimpleConnectionTest, ARefusalIsToldAndClosedWith4008) {
  plane_.refusal = Refusal{invalid_request("no"), kConnectFailed, "no", false};
  EXPECT_EQ(ask(R"({"method":"auth","id":"a"})"),
            R"({"id":"a","error":{"code":"INVALID_REQUEST","message":"no"}})");
  EXPECT_EQ(socket_.closed, "4008 connect failed");
}

TEST_F(SimpleConnectionTest, AnAuthThatIsNoGoodFrameIsRefused) {
  connection_.message(R"({"method":"auth","token":"t"})");
  EXPECT_NE(last().find("at root: unexpected property 'token'"), std::string::npos) << last();
  EXPECT_EQ(socket_.closed, "4008 connect failed");
  EXPECT_EQ(plane_.told, "") << "nobody was asked";
}

TEST_F(SimpleConnectionTest, AmbiguousSecretsAreRefused) {
  connection_.message(R"({"method":"auth","params":{"token":"a","token":"b"}})");
  EXPECT_NE(last().find("must not have property 'token' twice"), std::string::npos) << last();
  EXPECT_EQ(socket_.closed, "4008 connect failed");
}

TEST_F(SimpleConnectionTest, WhereItStandsOpenTheFirstRequestIsServed) {
  plane_.open = true;
  EXPECT_EQ(ask(R"({"method":"m","params":{"a":1},"id":1})"), R"({"id":1,"result":{"a":1}})");
  EXPECT_EQ(plane_.told, "unasked over authenticated ");
}

TEST_F(SimpleConnectionTest, WhereItDoesNotItIsTheProtocolsToRefuse) {
  connection_.message(R"({"method":"m","params":{}})");
  EXPECT_EQ(socket_.closed, "1008 invalid request frame");
}

TEST_F(SimpleConnectionTest, FramesOfTheProtocolAreAnsweredWithAnError) {
  authenticate();
  const std::string answer = ask(R"({"type":"req","id":"1","method":"health","params":{}})");
  EXPECT_TRUE(answer.starts_with(R"({"id":"1","error":{"code":"INVALID_REQUEST",)")) << answer;
  EXPECT_NE(answer.find("simple dialect"), std::string::npos) << answer;
  EXPECT_EQ(socket_.closed, "");
}

TEST_F(SimpleConnectionTest, WhatIsNoFrameIsAnsweredWithAnError) {
  authenticate();
  for (const char* text : {"x", "[]", "{}", R"({"method":1})", R"({"method":"m","id":{}})",
                           R"({"method":"m","param":{}})", R"({"method":""})"}) {
    const std::string answer = ask(text);
    EXPECT_TRUE(answer.starts_with(R"({"error":{"code":"INVALID_REQUEST","message":)"
                                   R"("invalid request frame: )"))
        << text << ' ' << answer;
  }
}

TEST_F(SimpleConnectionTest, ASecondAuthIsRefused) {
  authenticate();
  EXPECT_NE(ask(R"({"method":"auth"})").find("auth is only valid as the first request"),
            std::string::npos);
}

TEST_F(SimpleConnectionTest, ARequestHasOneAnswer) {
  authenticate();
  plane_.keep = true;
  connection_.message(R"({"method":"agent","params":{"message":"x"},"id":1})");
  ASSERT_EQ(plane_.kept.size(), 1U);
  plane_.kept[0]->interim(R"({"status":"accepted"})");
  plane_.kept[0]->interim(R"({"status":"working"})");
  plane_.kept[0]->fail(invalid_request("late"));
  ASSERT_EQ(socket_.sent.size(), 1U);
  EXPECT_EQ(last(), R"({"id":1,"result":{"status":"accepted"}})");
}

TEST_F(SimpleConnectionTest, AnAnswerOfNothingIsNull) {
  authenticate();
  plane_.keep = true;
  connection_.message(R"({"method":"m"})");
  plane_.kept[0]->reply({});
  EXPECT_EQ(last(), R"({"result":null})");
}

TEST_F(SimpleConnectionTest, LargeFramesAreReadElsewhereInThisDialectToo) {
  authenticate();
  const std::string text(limits::kParseOffLoop, 'x');
  connection_.message(R"({"method":"agent","params":{"idempotencyKey":"k","message":")" + text +
                      R"(","thinkingLevel":"low"}})");
  EXPECT_TRUE(socket_.paused);
  while (socket_.sent.empty()) plane_.loop().poll();
  EXPECT_EQ(last(),
            R"({"result":{"idempotencyKey":"k","message":")" + text + R"(","thinking":"low"}})");
}

TEST_F(SimpleConnectionTest, EventsComeAsTheyAreAndWithoutATail) {
  authenticate();
  const SharedText body = std::make_shared<const std::string>(R"({"event":"typing","data":{}})");
  connection_.deliver({.name = "session.typing", .payload = "{}"}, body);
  EXPECT_EQ(last(), *body);
}

}  // namespace
}  // namespace openclaw
