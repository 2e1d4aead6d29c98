// SPDX-License-Identifier: MIT
#include "core/http/connection.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace openclaw {
namespace {

constexpr const char* kGet = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";
constexpr const char* kUpgrade =
    "GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

class FakeMediator final : public ServerMediator {
 public:
  void attribute(HttpRequest&) override {}
  std::optional<HttpReply> refuse_upgrade(const HttpRequest&) override { return upgrade_refusal; }
  std::unique_ptr<SocketEvents> opened(Socket&, HttpRequest) override { return nullptr; }
  std::optional<HttpReply> refuse_body(const HttpRequest&, std::uint64_t length) override {
    if (length <= 100'000) return std::nullopt;
    HttpReply reply = error_reply(413, "Payload too large", "invalid_request_error");
    reply.delay_ms = delay_ms;
    return reply;
  }
  void serve(const std::shared_ptr<Exchange>& exchange) override {
    bodies.push_back(exchange->request().body);
    if (at_once) {
      HttpReply reply = json_reply(200, "\"" + exchange->request().path + "\"");
      reply.delay_ms = delay_ms;
      exchange->respond(std::move(reply));
    } else {
      waiting.push_back(exchange);
    }
  }

  bool at_once = true;
  std::uint64_t delay_ms = 0;
  std::optional<HttpReply> upgrade_refusal;
  std::vector<std::string> bodies;
  std::deque<std::shared_ptr<Exchange>> waiting;
};

class HttpConnectionTest : public testing::Test {
 protected:
  HttpConnectionTest() {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()) != 0) {
      ADD_FAILURE() << "no socket pair";
      return;
    }
    client_ = ends[0];
    connection_ = std::make_unique<HttpConnection>(ends[1], world_);
  }
  ~HttpConnectionTest() override {
    hang_up();
    connection_.reset();
    if (upgraded_ >= 0) ::close(upgraded_);
    loop_.poll();
    EXPECT_TRUE(loop_.close());
  }

  void turn() {
    for (int i = 0; i < 8; ++i) loop_.poll();
  }
  void say(std::string_view text) {
    while (!text.empty()) {
      const ssize_t n = ::send(client_, text.data(), text.size(), MSG_NOSIGNAL);
      if (n > 0) text.remove_prefix(static_cast<std::size_t>(n));
      turn();
      if (n < 0 && errno != EAGAIN) return;
    }
    turn();
  }
  // What has come since the last call.
  std::string hear() {
    std::string all;
    std::array<char, 65536> piece{};
    for (;;) {
      turn();
      const ssize_t n = ::recv(client_, piece.data(), piece.size(), 0);
      if (n == 0) ended_ = true;
      if (n <= 0) return all;
      all.append(piece.data(), static_cast<std::size_t>(n));
    }
  }
  // From the next deadline on.
  void hurry() { world_.deadlines = {50, 50, 50, 50}; }
  void wait_ms(std::uint64_t ms) {
    for (const std::uint64_t end = Loop::now_ms() + ms; Loop::now_ms() < end;) turn();
  }
  std::string hear_the_end() {
    std::string all;
    for (const std::uint64_t end = Loop::now_ms() + 5'000; !ended_ && Loop::now_ms() < end;) {
      all += hear();
    }
    EXPECT_TRUE(ended_);
    return all;
  }
  void hang_up() {
    if (client_ >= 0) ::close(std::exchange(client_, -1));
    turn();
  }
  static std::string body_of(const std::string& answer) {
    const std::size_t at = answer.find("\r\n\r\n");
    return at == std::string::npos ? "no answer: " + answer : answer.substr(at + 4);
  }

  Loop loop_;
  FakeMediator mediator_;
  int client_ = -1;
  bool ended_ = false;  // as the client sees it
  int upgraded_ = -1;
  std::string behind_;
  HttpConnection::World world_{loop_,
                               mediator_,
                               [this](HttpConnection&, int fd, HttpRequest, std::string behind) {
                                 upgraded_ = fd;
                                 behind_ = std::move(behind);
                                 connection_.reset();
                               },
                               [this](HttpConnection&) { connection_.reset(); },
                               {}};
  std::unique_ptr<HttpConnection> connection_;
};

TEST_F(HttpConnectionTest, ABodyArrivesInPiecesAndTheNextRequestBehindIt) {
  say("POST /b HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n0123");
  EXPECT_TRUE(mediator_.bodies.empty());
  say("456789GET /c HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(mediator_.bodies, (std::vector<std::string>{"0123456789", ""}));
  const std::string heard = hear();
  EXPECT_LT(heard.find("\"/b\""), heard.find("\"/c\""));
  EXPECT_NE(heard.find("\"/c\""), std::string::npos);
}

TEST_F(HttpConnectionTest, ALargeBodyIsWhole) {
  const std::string body(100'000, 'x');
  say("POST /b HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n" + body);
  ASSERT_EQ(mediator_.bodies.size(), 1U);
  EXPECT_EQ(mediator_.bodies[0], body);
}

TEST_F(HttpConnectionTest, ABodyThatIsTooLargeIsRefusedUnread) {
  say("POST /b HTTP/1.1\r\nHost: h\r\nContent-Length: 100001\r\n\r\n");
  EXPECT_TRUE(hear().starts_with("HTTP/1.1 413 "));
  EXPECT_TRUE(ended_);
  EXPECT_TRUE(mediator_.bodies.empty());
}

TEST_F(HttpConnectionTest, WhoAsksBeforeSendingABodyIsToldToGoOn) {
  say("PUT /b HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(hear(), "HTTP/1.1 100 Continue\r\n\r\n");
  say("ok");
  EXPECT_EQ(body_of(hear()), "\"/b\"");
}

TEST_F(HttpConnectionTest, AnAnswerMayComeLaterAndKeepsTheOrder) {
  mediator_.at_once = false;
  say(std::string(kGet) + kGet);
  EXPECT_EQ(mediator_.waiting.size(), 1U) << "one request at a time";
  EXPECT_EQ(hear(), "");
  mediator_.waiting[0]->respond(json_reply(200, "1"));
  EXPECT_EQ(body_of(hear()), "1");
  ASSERT_EQ(mediator_.waiting.size(), 2U);
  mediator_.waiting[0]->respond(json_reply(200, "again"));
  mediator_.waiting[1]->respond(json_reply(200, "2"));
  EXPECT_EQ(body_of(hear()), "2");
  EXPECT_FALSE(ended_);
}

TEST_F(HttpConnectionTest, AStreamIsSentAsItGrows) {
  mediator_.at_once = false;
  say(kGet);
  Exchange& exchange = *mediator_.waiting.at(0);
  exchange.begin(HttpReply{200, {{"content-type", "text/event-stream"}}, {}});
  EXPECT_NE(hear().find("transfer-encoding: chunked\r\n"), std::string::npos);
  EXPECT_TRUE(exchange.write("hello"));
  EXPECT_EQ(hear(), "5\r\nhello\r\n");
  exchange.end();
  EXPECT_EQ(hear(), "0\r\n\r\n");
  EXPECT_FALSE(exchange.write("late"));
  say(kGet);
  EXPECT_EQ(mediator_.waiting.size(), 2U) << "the connection goes on";
}

TEST_F(HttpConnectionTest, AStreamOfAnOldClientEndsWithTheConnection) {
  mediator_.at_once = false;
  say("GET /a HTTP/1.0\r\n\r\n");
  Exchange& exchange = *mediator_.waiting.at(0);
  exchange.begin(HttpReply{});
  exchange.write("hello");
  exchange.end();
  const std::string heard = hear();
  EXPECT_EQ(body_of(heard), "hello");
  EXPECT_EQ(heard.find("chunked"), std::string::npos);
  EXPECT_TRUE(ended_);
}

TEST_F(HttpConnectionTest, AStreamOfAKnownLengthIsNotCutIntoChunks) {
  mediator_.at_once = false;
  for (const char* version : {"1.1", "1.0"}) {
    say("GET /a HTTP/" + std::string(version) + "\r\nHost: h\r\n\r\n");
    Exchange& exchange = *mediator_.waiting.back();
    exchange.begin(HttpReply{206, {{"content-length", "5"}}, {}});
    exchange.write("he");
    exchange.write("llo and more");
    exchange.end();
    const std::string heard = hear();
    EXPECT_EQ(heard.substr(0, 31), "HTTP/1.1 206 Partial Content\r\nx");
    EXPECT_EQ(heard.find("chunked"), std::string::npos);
    EXPECT_EQ(heard.find("content-length"), heard.rfind("content-length"));
    EXPECT_EQ(body_of(heard), "hello");
  }
}

TEST_F(HttpConnectionTest, AStreamThatIsShorterThanItSaidEndsTheConnection) {
  mediator_.at_once = false;
  say(kGet);
  Exchange& exchange = *mediator_.waiting.at(0);
  exchange.begin(HttpReply{200, {{"content-length", "5"}}, {}});
  exchange.write("hell");
  exchange.end();
  EXPECT_EQ(body_of(hear()), "hell");
  EXPECT_TRUE(ended_);
}

TEST_F(HttpConnectionTest, AHeadRequestIsToldTheLengthOfAStream) {
  mediator_.at_once = false;
  say("HEAD /a HTTP/1.1\r\nHost: h\r\n\r\n");
  mediator_.waiting.at(0)->begin(HttpReply{200, {{"content-length", "5"}}, {}});
  mediator_.waiting.at(0)->end();
  const std::string heard = hear();
  EXPECT_NE(heard.find("content-length: 5\r\n"), std::string::npos);
  EXPECT_EQ(body_of(heard), "");
  EXPECT_FALSE(ended_);
}

TEST_F(HttpConnectionTest, AStreamedAnswerToHeadHasNoBody) {
  mediator_.at_once = false;
  say("HEAD /a HTTP/1.1\r\nHost: h\r\n\r\n");
  Exchange& exchange = *mediator_.waiting.at(0);
  exchange.begin(HttpReply{});
  EXPECT_TRUE(exchange.write("hello"));
  exchange.end();
  EXPECT_EQ(body_of(hear()), "");
  EXPECT_FALSE(ended_);
}

TEST_F(HttpConnectionTest, AnAnswerThatDoesNotFitWaitsForTheReader) {
  mediator_.at_once = false;
  say(kGet);
  const std::string body(4'000'000, 'y');
  mediator_.waiting.at(0)->respond(HttpReply{200, {}, body});
  turn();
  EXPECT_EQ(body_of(hear()), body);
  say(kGet);
  EXPECT_EQ(mediator_.waiting.size(), 2U);
}

TEST_F(HttpConnectionTest, TheServerIsToldWhenThePeerGoes) {
  mediator_.at_once = false;
  int gone = 0;
  say(kGet);
  mediator_.waiting.at(0)->on_gone([&gone] { ++gone; });
  hang_up();
  EXPECT_EQ(gone, 1);
  EXPECT_EQ(connection_, nullptr);
  EXPECT_FALSE(mediator_.waiting[0]->write("x"));
  mediator_.waiting[0]->respond(HttpReply{});
}

TEST_F(HttpConnectionTest, NobodyIsToldOfAPeerThatGoesBehindItsAnswer) {
  mediator_.at_once = false;
  int gone = 0;
  say(kGet);
  mediator_.waiting.at(0)->on_gone([&gone] { ++gone; });
  mediator_.waiting[0]->respond(HttpReply{});
  hear();
  hang_up();
  EXPECT_EQ(gone, 0);
}

TEST_F(HttpConnectionTest, AnAnswerMayComeWhenTheServerIsGone) {
  mediator_.at_once = false;
  say(kGet);
  connection_.reset();
  EXPECT_FALSE(mediator_.waiting.at(0)->write("x"));
}

TEST_F(HttpConnectionTest, RequestsWithoutEndAreNotReadAhead) {
  mediator_.at_once = false;
  say(kGet);
  const std::string more(1000, 'x');
  std::size_t taken = 0;
  for (int i = 0; i < 2000; ++i) {
    const ssize_t n = ::send(client_, more.data(), more.size(), MSG_NOSIGNAL);
    if (n > 0) taken += static_cast<std::size_t>(n);
    turn();
  }
  EXPECT_LT(taken, 1'000'000U) << "the kernel's buffers and a head, not more";
}

TEST_F(HttpConnectionTest, AnAnswerThatNeverBeganEndsTheConnection) {
  mediator_.at_once = false;
  say(kGet);
  mediator_.waiting.at(0)->end();
  EXPECT_EQ(hear(), "");
  EXPECT_TRUE(ended_);
}

TEST_F(HttpConnectionTest, WhatDoesNotArriveInTimeIsSaidSo) {
  hurry();
  say(std::string(kGet) + "GET /a HT");
  EXPECT_NE(hear_the_end().find("HTTP/1.1 408 "), std::string::npos);
}

TEST_F(HttpConnectionTest, ABodyThatDoesNotArriveInTimeIsSaidSo) {
  hurry();
  say("POST /b HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n0123");
  EXPECT_NE(hear_the_end().find("Request body timeout"), std::string::npos);
  EXPECT_TRUE(mediator_.bodies.empty());
}

TEST_F(HttpConnectionTest, AnIdleConnectionEndsWithoutAWord) {
  hurry();
  say(kGet);
  EXPECT_EQ(body_of(hear_the_end()), "\"/a\"");
}

TEST_F(HttpConnectionTest, APeerThatTakesNothingIsCutOffAndOneThatWaitsIsNot) {
  hurry();
  mediator_.at_once = false;
  int gone = 0;
  say(kGet);
  mediator_.waiting.at(0)->begin(HttpReply{});
  wait_ms(120);
  EXPECT_NE(connection_, nullptr) << "nothing waits for the peer";
  mediator_.waiting[0]->on_gone([&gone] { ++gone; });
  mediator_.waiting[0]->write(std::string(4'000'000, 'y'));
  wait_ms(120);
  EXPECT_EQ(connection_, nullptr);
  EXPECT_EQ(gone, 1);
}

TEST_F(HttpConnectionTest, AnUpgradeHandsOnTheDescriptorAndWhatIsBehind) {
  say(std::string(kUpgrade) + "frames");
  EXPECT_GE(upgraded_, 0);
  EXPECT_EQ(behind_, "frames");
  EXPECT_EQ(connection_, nullptr);
  EXPECT_EQ(hear(), "");
}

TEST_F(HttpConnectionTest, AnUpgradeThatTheGatewayRefusesIsAnswered) {
  mediator_.upgrade_refusal = proxy_refusal();
  say(kUpgrade);
  EXPECT_TRUE(hear().starts_with("HTTP/1.1 403 "));
  EXPECT_EQ(upgraded_, -1);
  EXPECT_TRUE(ended_);
}

TEST_F(HttpConnectionTest, ABodyWithoutALengthIsTheLastRequest) {
  say("POST /b HTTP/1.1\r\nHost: h\r\n\r\n" + std::string(kGet));
  EXPECT_EQ(mediator_.bodies.size(), 1U);
  EXPECT_NE(hear().find("connection: close\r\n"), std::string::npos);
  EXPECT_TRUE(ended_);
}

TEST_F(HttpConnectionTest, AnAnswerThatIsHeldBackComesLaterAndInOrder) {
  mediator_.delay_ms = 30;
  say(kGet);
  mediator_.delay_ms = 0;
  say(kGet);
  EXPECT_EQ(hear(), "");
  EXPECT_EQ(mediator_.bodies.size(), 1U) << "the second waits behind the first";
  std::string heard;
  while (mediator_.bodies.size() < 2 || heard.size() < 2) {
    turn();
    heard += hear();
  }
  EXPECT_TRUE(heard.starts_with("HTTP/1.1 200"));
}

TEST_F(HttpConnectionTest, ARefusalThatIsHeldBackComesLater) {
  mediator_.delay_ms = 30;
  say("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 200000\r\n\r\n");
  EXPECT_EQ(hear(), "");
  std::string heard;
  while (heard.empty()) {
    turn();
    heard += hear();
  }
  EXPECT_TRUE(heard.starts_with("HTTP/1.1 413"));
}

}  // namespace
}  // namespace openclaw
