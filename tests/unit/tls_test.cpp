// SPDX-License-Identifier: MIT
#include "core/net/tls.hpp"

#include <openssl/x509.h>
#include <sys/ioctl.h>
#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <functional>
#include <vector>

#include "core/net/tls_certificate.hpp"
#include "core/net/tls_failures.hpp"
#include "tls_fixture.hpp"

namespace openclaw {
namespace {

class FewDescriptors {
 public:
  explicit FewDescriptors(rlim_t most) {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    struct rlimit few = before_;
    few.rlim_cur = most;
    ::setrlimit(RLIMIT_NOFILE, &few);
  }
  ~FewDescriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }
  FewDescriptors(const FewDescriptors&) = delete;
  FewDescriptors& operator=(const FewDescriptors&) = delete;

 private:
  struct rlimit before_ {};
};

class TlsServiceTest : public TlsTest {
 protected:
  TlsServiceTest() {
    std::signal(SIGPIPE, SIG_IGN);
    auto tls = Tls::open(loop_, settings_,
                         {[this](int plain, const std::string&) { adopted_.push_back(plain); },
                          [this] { ++changes_; }});
    EXPECT_TRUE(tls);
    if (tls) tls_ = std::move(*tls);
  }
  ~TlsServiceTest() override {
    for (const int one : adopted_) ::close(one);
    tls_.reset();
    loop_.run();
    EXPECT_TRUE(loop_.close());
  }
  bool turn_until(const std::function<bool()>& done) {
    const std::uint64_t end = Loop::now_ms() + 20'000;
    while (!done() && Loop::now_ms() < end) loop_.poll();
    return done();
  }
  // A client that has shaken hands; null: it was not let in.
  std::unique_ptr<TlsClient> come_in() {
    std::array<int, 2> ends{-1, -1};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()) != 0) {
      return nullptr;
    }
    auto client = std::make_unique<TlsClient>(ends[0]);
    if (!tls_->accept(ends[1])) return nullptr;
    for (int i = 0; i < 20 && !client->shake_hands(); ++i) loop_.poll();
    for (int i = 0; i < 4; ++i) loop_.poll();
    return client;
  }
  std::string renew() {
    write(settings_.certificate, *make_certificate(text_of(settings_.key), "other"));
    return read_certificate(settings_.certificate)->fingerprint;
  }

  // The same with another end.
  void let_it_end_in(long seconds) {
    std::FILE* file = std::fopen(settings_.key.c_str(), "r");
    EVP_PKEY* key = PEM_read_PrivateKey(file, nullptr, nullptr, nullptr);
    std::fclose(file);
    file = std::fopen(settings_.certificate.c_str(), "r+");
    X509* certificate = PEM_read_X509(file, nullptr, nullptr, nullptr);
    X509_gmtime_adj(X509_getm_notAfter(certificate), seconds);
    X509_sign(certificate, key, EVP_sha256());
    std::rewind(file);
    PEM_write_X509(file, certificate);
    EXPECT_EQ(::ftruncate(::fileno(file), std::ftell(file)), 0);
    std::fclose(file);
    X509_free(certificate);
    EVP_PKEY_free(key);
  }

  Loop loop_;
  std::vector<int> adopted_;
  int changes_ = 0;
  std::unique_ptr<Tls> tls_;
};

TEST_F(TlsServiceTest, NewFilesAreTakenUpWhenAskedAndChangeIsTold) {
  const std::string before = tls_->fingerprint();
  EXPECT_EQ(before, read_certificate(settings_.certificate)->fingerprint);
  const std::string after = renew();
  tls_->reload();
  tls_->reload();
  EXPECT_TRUE(turn_until([&] { return changes_ >= 2; }));
  EXPECT_EQ(tls_->fingerprint(), after);
  EXPECT_NE(before, after);
}

TEST_F(TlsServiceTest, NewFilesAreFoundUnasked) {
  const std::string after = renew();
  EXPECT_TRUE(turn_until([&] { return tls_->fingerprint() == after; }));
  EXPECT_EQ(changes_, 1);
}

TEST_F(TlsServiceTest, BadFilesLeaveWhatWasThere) {
  const std::string before = tls_->fingerprint();
  write(settings_.certificate, "nothing");
  tls_->reload();
  EXPECT_TRUE(turn_until([&] { return changes_ == 1; }));
  EXPECT_EQ(tls_->fingerprint(), before);
  EXPECT_NE(tls_->warning().find("of no use"), std::string::npos);
  EXPECT_EQ(tls_->warning().find(dir_), std::string::npos);
  const std::string after = renew();
  tls_->reload();
  EXPECT_TRUE(turn_until([&] { return changes_ == 2; }));
  EXPECT_EQ(tls_->fingerprint(), after);
  EXPECT_EQ(tls_->warning(), "");
}

TEST_F(TlsServiceTest, AFileOfTheSameSizeAndTimeIsFoundUnasked) {
  const auto size = std::filesystem::file_size(settings_.certificate);
  const auto time = std::filesystem::last_write_time(settings_.certificate);
  std::string after = renew();
  for (int i = 0; i < 1'000 && std::filesystem::file_size(settings_.certificate) > size; ++i) {
    after = renew();
  }
  // What stands behind a certificate is no matter.
  const auto more = size - std::filesystem::file_size(settings_.certificate);
  std::ofstream(settings_.certificate, std::ios::app) << std::string(more, '\n');
  ASSERT_EQ(std::filesystem::file_size(settings_.certificate), size);
  std::filesystem::last_write_time(settings_.certificate, time);
  EXPECT_TRUE(turn_until([&] { return tls_->fingerprint() == after; }));
}

TEST_F(TlsServiceTest, TimeAloneBringsAWarningAndItIsToldOnce) {
  let_it_end_in(5);
  tls_->reload();
  ASSERT_TRUE(turn_until([&] { return changes_ == 1; }));
  EXPECT_NE(tls_->warning().find("expires within a day"), std::string::npos) << tls_->warning();
  ASSERT_TRUE(turn_until([&] { return changes_ == 2; }));
  EXPECT_NE(tls_->warning().find("has expired"), std::string::npos) << tls_->warning();
  const std::uint64_t end = Loop::now_ms() + 5'000;
  EXPECT_FALSE(turn_until([&] { return changes_ > 2 || Loop::now_ms() > end; }) && changes_ > 2);
}

TEST_F(TlsServiceTest, OfACrowdOnlySomeAreAnsweredInATurn) {
  constexpr int kCrowd = 40;
  constexpr int kMostATurn = 8;
  std::vector<std::unique_ptr<TlsClient>> clients;
  for (int i = 0; i < kCrowd; ++i) {
    std::array<int, 2> ends{-1, -1};
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()), 0);
    clients.push_back(std::make_unique<TlsClient>(ends[0]));
    EXPECT_FALSE(clients.back()->shake_hands());
    ASSERT_TRUE(tls_->accept(ends[1]));
  }
  const auto answered = [&clients] {
    return std::count_if(clients.begin(), clients.end(), [](const auto& one) {
      int bytes = 0;
      return ::ioctl(one->fd(), FIONREAD, &bytes) == 0 && bytes > 0;
    });
  };
  std::ptrdiff_t before = 0;
  int turns = 0;
  for (; before < kCrowd && turns < 1'000; ++turns) {
    loop_.poll();
    const std::ptrdiff_t now = answered();
    EXPECT_LE(now - before, kMostATurn);
    before = now;
  }
  EXPECT_EQ(before, kCrowd);
  EXPECT_LT(turns, kCrowd);
  EXPECT_TRUE(turn_until([&clients] {
    return std::all_of(clients.begin(), clients.end(),
                       [](const auto& one) { return one->shake_hands(); });
  }));
}

TEST_F(TlsServiceTest, WhoHangsUpBeforeItsTurnIsForgotten) {
  for (int i = 0; i < 40; ++i) {
    std::array<int, 2> ends{-1, -1};
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()), 0);
    TlsClient client(ends[0]);
    EXPECT_FALSE(client.shake_hands());
    ASSERT_TRUE(tls_->accept(ends[1]));
  }
  EXPECT_TRUE(turn_until([this] { return tls_->connections() == 0; }));
}

TEST(TlsFailures, SomeAMinuteAreToldAndTheOthersCounted) {
  TlsFailures failures;
  EXPECT_EQ(failures.line("192.0.2.1", "bad", 100'000), "no connection with 192.0.2.1: bad");
  for (int i = 1; i < TlsFailures::kMostAMinute; ++i) {
    EXPECT_NE(failures.line("192.0.2.1", "bad", 100'001), "");
  }
  for (int i = 0; i < 7; ++i) EXPECT_EQ(failures.line("192.0.2.1", "bad", 159'999), "");
  EXPECT_EQ(failures.line("192.0.2.2", "worse", 160'000),
            "no connection with 192.0.2.2: worse (and 7 more before it)");
  EXPECT_EQ(failures.line("192.0.2.2", "worse", 160'000), "no connection with 192.0.2.2: worse");
}

TEST_F(TlsServiceTest, ItsEndDoesNotWaitForALookAtTheFiles) {
  renew();
  tls_->reload();
  tls_.reset();
  EXPECT_EQ(changes_, 0);
}

TEST_F(TlsServiceTest, AConnectionIsTheServersAtOnceAndEndsWithTheServersEnd) {
  std::array<int, 2> ends{-1, -1};
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()), 0);
  const TlsClient silent(ends[0]);
  EXPECT_TRUE(tls_->accept(ends[1]));
  ASSERT_EQ(adopted_.size(), 1U);
  EXPECT_EQ(tls_->connections(), 1U);
  ::close(adopted_.front());
  adopted_.clear();
  EXPECT_TRUE(turn_until([this] { return tls_->connections() == 0; }));
}

TEST_F(TlsServiceTest, OfThoseWhoseServerHasGoneSomeAreKeptAndTheOldestGoFirst) {
  constexpr std::size_t kKept = 8;
  const FewDescriptors few(128);
  std::vector<std::unique_ptr<TlsClient>> clients;
  for (std::size_t i = 0; i < 2 * kKept; ++i) {
    clients.push_back(come_in());
    ASSERT_TRUE(clients.back());
  }
  EXPECT_EQ(tls_->connections(), 2 * kKept);
  for (const int one : std::exchange(adopted_, {})) {
    ::close(one);
    for (int i = 0; i < 10; ++i) loop_.poll();
  }
  EXPECT_EQ(tls_->connections(), kKept);
  for (std::size_t i = 0; i < clients.size(); ++i) {
    char byte = 0;
    clients[i]->hear();
    EXPECT_TRUE(clients[i]->ended) << i;
    const bool open = ::send(clients[i]->fd(), &byte, 1, MSG_NOSIGNAL) == 1;
    EXPECT_EQ(open, i >= kKept) << i;
  }
  EXPECT_TRUE(turn_until([this] { return tls_->connections() == 0; }));
}

TEST_F(TlsServiceTest, WithoutDescriptorsItSaysSo) {
  std::array<int, 2> ends{-1, -1};
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()), 0);
  const TlsClient silent(ends[0]);
  // Out here: to look into an object with virtual functions, UBSan needs a descriptor.
  Tls& tls = *tls_;
  bool accepted = true;
  {
    const FewDescriptors none(3);
    accepted = tls.accept(ends[1]);
  }
  EXPECT_FALSE(accepted);
  EXPECT_EQ(tls_->connections(), 0U);
  EXPECT_TRUE(adopted_.empty());
}

}  // namespace
}  // namespace openclaw
