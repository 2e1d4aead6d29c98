// SPDX-License-Identifier: MIT
#include "core/net/listener.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>

namespace openclaw {
namespace {

using testing::HasSubstr;

// A connection to an address; -1 when nobody listens there.
int connect_to(const char* address, std::uint16_t port) {
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  ::inet_pton(AF_INET, address, &to.sin_addr);
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0) return fd;
  ::close(fd);
  return -1;
}

class ListenerTest : public testing::Test {
 protected:
  ~ListenerTest() override {
    for (const int fd : fds_) ::close(fd);
  }
  int keep(int fd) {
    if (fd >= 0) fds_.push_back(fd);
    return fd;
  }
  // Runs the loop until the listener has given out `n` descriptors, or for so long.
  void run_until(std::size_t n, std::uint64_t ms = 5'000) {
    const Timer limit(loop_, ms, 0, [this] { loop_.stop(); });
    wanted_ = n;
    loop_.run();
  }
  void start(Listener& listener) {
    listener.start(loop_, [this](int fd) {
      accepted_.push_back(keep(fd));
      if (accepted_.size() >= wanted_) loop_.stop();
    });
  }

  Loop loop_;
  std::vector<int> accepted_;
  std::size_t wanted_ = 0;

 private:
  std::vector<int> fds_;
};

TEST_F(ListenerTest, ListensOnThePortThatTheSystemGivesAndSaysWhich) {
  auto listener = Listener::open("127.0.0.1", 0);
  ASSERT_TRUE(listener) << listener.error().message;
  EXPECT_EQ(listener->address(), "127.0.0.1");
  EXPECT_NE(listener->port(), 0);
  EXPECT_GE(keep(connect_to("127.0.0.1", listener->port())), 0);
}

TEST_F(ListenerTest, ListensOnTheAddressThatWasAskedForAndOnNoOther) {
  auto listener = Listener::open("127.0.0.1", 0);
  ASSERT_TRUE(listener);
  EXPECT_EQ(keep(connect_to("127.0.0.2", listener->port())), -1);
}

TEST_F(ListenerTest, GivesOutDescriptorsThatNeitherBlockNorLeak) {
  auto listener = Listener::open("127.0.0.1", 0);
  ASSERT_TRUE(listener);
  start(*listener);
  for (int i = 0; i < 3; ++i) keep(connect_to("127.0.0.1", listener->port()));
  run_until(3);
  ASSERT_EQ(accepted_.size(), 3U);
  for (const int fd : accepted_) {
    EXPECT_TRUE(::fcntl(fd, F_GETFL) & O_NONBLOCK);
    EXPECT_TRUE(::fcntl(fd, F_GETFD) & FD_CLOEXEC);
    int no_delay = 0;
    socklen_t size = sizeof no_delay;
    ::getsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &no_delay, &size);
    EXPECT_NE(no_delay, 0);
  }
}

TEST_F(ListenerTest, APortInUseIsToldApartFromOtherFaults) {
  auto first = Listener::open("127.0.0.1", 0);
  ASSERT_TRUE(first);
  const auto second = Listener::open("127.0.0.1", first->port());
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, "EADDRINUSE");
  EXPECT_THAT(second.error().message,
              HasSubstr("already listening on ws://127.0.0.1:" + std::to_string(first->port())));
  const auto third = Listener::open("127.0.0.1", first->port(), "wss");
  EXPECT_THAT(third.error().message, HasSubstr("already listening on wss://127.0.0.1:"));
  const auto foreign = Listener::open("192.0.2.1", 0);
  ASSERT_FALSE(foreign);
  EXPECT_EQ(foreign.error().code, code::kUnavailable);
  EXPECT_THAT(foreign.error().message, HasSubstr("ws://192.0.2.1:0"));
}

TEST_F(ListenerTest, ANameIsNoAddress) {
  for (const char* address : {"", "localhost", "127.0.0.1:80", "[::1]", "*"}) {
    const auto listener = Listener::open(address, 0);
    ASSERT_FALSE(listener) << address;
    EXPECT_EQ(listener.error().code, code::kInvalidRequest);
    EXPECT_THAT(listener.error().message, HasSubstr(std::string("listen on: ") + address));
  }
}

TEST_F(ListenerTest, StoppingFreesThePort) {
  auto listener = Listener::open("127.0.0.1", 0);
  ASSERT_TRUE(listener);
  start(*listener);
  const std::uint16_t port = listener->port();
  listener->stop();
  EXPECT_EQ(keep(connect_to("127.0.0.1", port)), -1);
  EXPECT_TRUE(Listener::open("127.0.0.1", port));
  EXPECT_TRUE(loop_.close()) << "something is still waited for";
}

// While it lives this process gets no descriptor.
class NoDescriptors {
 public:
  NoDescriptors() {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    struct rlimit none = before_;
    none.rlim_cur = 3;
    ::setrlimit(RLIMIT_NOFILE, &none);
  }
  ~NoDescriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }
  NoDescriptors(const NoDescriptors&) = delete;
  NoDescriptors& operator=(const NoDescriptors&) = delete;

 private:
  struct rlimit before_ {};
};

TEST_F(ListenerTest, WithoutDescriptorsItWaitsInsteadOfSpinningAndThenGoesOn) {
  auto listener = Listener::open("127.0.0.1", 0);
  ASSERT_TRUE(listener);
  start(*listener);
  keep(connect_to("127.0.0.1", listener->port()));
  testing::internal::CaptureStderr();
  {
    const NoDescriptors none;
    run_until(1, 250);
  }
  const std::string log = testing::internal::GetCapturedStderr();
  EXPECT_EQ(accepted_.size(), 0U);
  EXPECT_THAT(log, HasSubstr("cannot accept connections"));
  EXPECT_EQ(std::count(log.begin(), log.end(), '\n'), 1) << log;
  run_until(1);
  EXPECT_EQ(accepted_.size(), 1U);
}

TEST_F(ListenerTest, WhereNothingIsLeftToServeAConnectionWithItWaitsAndSaysSo) {
  auto listener = Listener::open("127.0.0.1", 0);
  ASSERT_TRUE(listener);
  int refused = 0;
  listener->start(loop_, [&](int fd) {
    ::close(fd);
    ++refused;
    listener->back_off();
  });
  for (int i = 0; i < 50; ++i) keep(connect_to("127.0.0.1", listener->port()));
  testing::internal::CaptureStderr();
  run_until(1, 250);
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("cannot accept connections"));
  EXPECT_GE(refused, 1);
  EXPECT_LE(refused, 5);
}

TEST_F(ListenerTest, TheLastDescriptorsAreNoPeers) {
  constexpr int kLimit = 64;
  auto listener = Listener::open("127.0.0.1", 0);
  ASSERT_TRUE(listener);
  start(*listener);
  struct rlimit before {};
  ::getrlimit(RLIMIT_NOFILE, &before);
  struct rlimit few = before;
  few.rlim_cur = kLimit;
  ::setrlimit(RLIMIT_NOFILE, &few);
  int last = 0;
  while (last >= 0 && last < kLimit - kLimit / 8) last = keep(::dup(STDERR_FILENO));
  const int client = keep(connect_to("127.0.0.1", listener->port()));
  run_until(1, 250);
  ::setrlimit(RLIMIT_NOFILE, &before);
  EXPECT_EQ(accepted_.size(), 0U);
  char byte = 0;
  EXPECT_EQ(::recv(client, &byte, 1, MSG_DONTWAIT), 0);
}

}  // namespace
}  // namespace openclaw
