// SPDX-License-Identifier: MIT
#include "core/net/crowd.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <vector>

namespace openclaw {
namespace {

class SlowMediator final : public ServerMediator {
 public:
  void attribute(HttpRequest&) override {}
  std::optional<HttpReply> refuse_upgrade(const HttpRequest&) override { return std::nullopt; }
  std::unique_ptr<SocketEvents> opened(Socket&, HttpRequest) override { return nullptr; }
  std::optional<HttpReply> refuse_body(const HttpRequest&, std::uint64_t) override {
    return std::nullopt;
  }
  void serve(const std::shared_ptr<Exchange>& exchange) override {
    if (refusal_delay_ms > 0) {
      HttpReply refusal = json_reply(401, "{}");
      refusal.delay_ms = refusal_delay_ms;
      return exchange->respond(std::move(refusal));
    }
    waiting.push_back(exchange);
  }
  std::uint64_t refusal_delay_ms = 0;

  std::vector<std::shared_ptr<Exchange>> waiting;
};

class CrowdTest : public testing::Test {
 protected:
  ~CrowdTest() override {
    crowd_.clear();
    for (const int fd : peers_) ::close(fd);
    loop_.poll();
    EXPECT_TRUE(loop_.close());
  }
  // Adds a connection and gives its number.
  std::size_t come() {
    std::array<int, 2> ends{};
    const int kind = SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC;
    EXPECT_EQ(::socketpair(AF_UNIX, kind, 0, ends.data()), 0);
    peers_.push_back(ends[0]);
    crowd_.add(std::make_unique<HttpConnection>(ends[1], world_));
    return peers_.size() - 1;
  }
  // By TCP, from an address of this machine.
  void come_from(const char* address) {
    const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int peer = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = ::inet_addr(address);
    socklen_t length = sizeof at;
    auto* raw = reinterpret_cast<sockaddr*>(&at);
    EXPECT_EQ(::bind(peer, raw, length), 0);
    EXPECT_EQ(::bind(listener, raw, length), 0);
    EXPECT_EQ(::listen(listener, 1), 0);
    EXPECT_EQ(::getsockname(listener, raw, &length), 0);
    static_cast<void>(::connect(peer, raw, length));
    const int end = ::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    EXPECT_GE(end, 0);
    ::close(listener);
    peers_.push_back(peer);
    crowd_.add(std::make_unique<HttpConnection>(end, world_));
  }
  void ask(std::size_t number) {
    constexpr std::string_view kGet = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";
    EXPECT_EQ(::send(peers_[number], kGet.data(), kGet.size(), 0), ssize_t{kGet.size()});
    loop_.poll();
  }
  bool open(std::size_t number) {
    char byte = 0;
    return ::recv(peers_[number], &byte, 1, MSG_PEEK) != 0;
  }

  Loop loop_;
  SlowMediator mediator_;
  HttpConnection::World world_{
      loop_,
      mediator_,
      [](HttpConnection&, int fd, const HttpRequest&, const std::string&) { ::close(fd); },
      [this](HttpConnection& connection) { crowd_.release(connection); },
      {}};
  Crowd crowd_{3};
  std::vector<int> peers_;
};

TEST_F(CrowdTest, TheOldestThatHasAskedForNothingMakesRoom) {
  for (int i = 0; i < 3; ++i) come();
  EXPECT_TRUE(open(0));
  come();
  EXPECT_EQ(crowd_.size(), 3U);
  EXPECT_FALSE(open(0));
  EXPECT_TRUE(open(1));
  come();
  EXPECT_FALSE(open(1));
}

TEST_F(CrowdTest, WhoIsBeingServedStays) {
  for (int i = 0; i < 3; ++i) come();
  ask(0);
  ask(1);
  EXPECT_EQ(mediator_.waiting.size(), 2U);
  come();
  EXPECT_TRUE(open(0));
  EXPECT_TRUE(open(1));
  EXPECT_FALSE(open(2));
}

TEST_F(CrowdTest, WhereAllAreBeingServedThereIsOneMore) {
  for (std::size_t i = 0; i < 3; ++i) ask(come());
  come();
  EXPECT_EQ(crowd_.size(), 4U);
  for (std::size_t i = 0; i < 4; ++i) EXPECT_TRUE(open(i)) << i;
}

TEST_F(CrowdTest, WhoIsRefusedAndOnlyReadToTheEndGivesWay) {
  for (int i = 0; i < 3; ++i) come();
  for (const int peer : peers_) EXPECT_EQ(::send(peer, "\0", 1, 0), 1);
  loop_.poll();
  come();
  EXPECT_EQ(crowd_.size(), 3U);
}

TEST_F(CrowdTest, WhoseAnswerIsHeldBackGivesWay) {
  mediator_.refusal_delay_ms = 60'000;
  for (std::size_t i = 0; i < 3; ++i) ask(come());
  come();
  EXPECT_EQ(crowd_.size(), 3U);
  EXPECT_FALSE(open(0));
}

TEST_F(CrowdTest, TheAddressWithMostGivesWayFirst) {
  come();
  come_from("127.0.0.2");
  come_from("127.0.0.2");
  come();
  EXPECT_TRUE(open(0)) << "older, and the only one of its address";
  EXPECT_FALSE(open(1));
  EXPECT_TRUE(open(2));
}

TEST_F(CrowdTest, WhoEndsIsForgotten) {
  come();
  ::shutdown(peers_[0], SHUT_WR);
  loop_.poll();
  EXPECT_EQ(crowd_.size(), 0U);
}

}  // namespace
}  // namespace openclaw
