// SPDX-License-Identifier: MIT
// A relay between a client's side of TLS and a server's side without.
#pragma once
#include <csignal>
#include <optional>

#include "core/net/tls_relay.hpp"
#include "tls_fixture.hpp"

namespace openclaw {

inline constexpr std::uint64_t kStallMs = 800;
inline constexpr std::size_t kMuch = 3'000'000;  // more than the kernel holds in between

inline std::array<int, 2> pair_of_sockets() {
  std::array<int, 2> ends{-1, -1};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    ADD_FAILURE() << "no socket pair";
  }
  return ends;
}

// Text in which nothing can be lost, doubled or changed places unseen.
inline std::string numbers(std::size_t size) {
  std::string out;
  for (int i = 0; out.size() < size; ++i) out += std::to_string(i) + ',';
  return out;
}

class TlsRelayTest : public TlsTest {
 protected:
  TlsRelayTest() {
    std::signal(SIGPIPE, SIG_IGN);
    EXPECT_TRUE(make_missing_tls_files(settings_));
    connect();
  }
  // Afresh, by the settings as they are now.
  void connect() {
    relay_.reset();
    close_server();
    auto context = TlsContext::load(settings_);
    EXPECT_TRUE(context);
    context_ = *context;
    const auto outer = pair_of_sockets();
    const auto inner = pair_of_sockets();
    client_.emplace(outer[0]);
    server_ = inner[0];
    relay_ =
        std::make_unique<TlsRelay>(outer[1], inner[1], context_->new_connection(outer[1]), world_);
  }
  ~TlsRelayTest() override {
    relay_.reset();
    close_server();
    loop_.poll();
    EXPECT_TRUE(loop_.close());
  }

  void turn() {
    for (int i = 0; i < 4; ++i) loop_.poll();
  }
  void shake_hands() {
    for (int i = 0; i < 10 && !client_->shake_hands(); ++i) turn();
    ASSERT_TRUE(SSL_is_init_finished(client_->ssl()));
    turn();
  }
  // What the server finds; "<end>" behind it when nothing more comes.
  std::string server_hears() {
    std::string out;
    std::array<char, 65536> piece{};
    ssize_t n = 0;
    while ((n = ::recv(server_, piece.data(), piece.size(), 0)) > 0) {
      out.append(piece.data(), static_cast<std::size_t>(n));
    }
    return n == 0 ? out + "<end>" : out;
  }
  std::size_t server_says(std::string_view text) {
    const ssize_t n = ::send(server_, text.data(), text.size(), MSG_NOSIGNAL);
    return n > 0 ? static_cast<std::size_t>(n) : 0;
  }
  void close_server() {
    if (server_ >= 0) ::close(std::exchange(server_, -1));
  }
  // So many of the client's, as they go over the wire.
  std::string key_updates(int count) {
    SSL* const ssl = client_->ssl();
    BIO* const wire = SSL_get_wbio(ssl);
    BIO_up_ref(wire);
    BIO* const text = BIO_new(BIO_s_mem());
    BIO_up_ref(text);
    SSL_set0_wbio(ssl, text);
    for (int i = 0; i < count; ++i) {
      EXPECT_EQ(SSL_key_update(ssl, SSL_KEY_UPDATE_NOT_REQUESTED), 1);
      EXPECT_EQ(SSL_do_handshake(ssl), 1);
    }
    char* data = nullptr;
    const auto size = static_cast<std::size_t>(BIO_get_mem_data(text, &data));
    std::string out(data, size);
    SSL_set0_wbio(ssl, wire);
    BIO_free(text);
    return out;
  }
  // Turns until it is over, for at most so long.
  bool is_over_within(std::uint64_t ms) {
    const std::uint64_t end = Loop::now_ms() + ms;
    while (relay_ && Loop::now_ms() < end) loop_.poll();
    return !relay_;
  }

  Loop loop_;
  Turns handshakes_{loop_, 100};
  const TlsRelay::World world_{
      loop_,
      handshakes_,
      [this](TlsRelay&) { relay_.reset(); },
      [this](TlsRelay&) { ++leaving_; },
      [this](const TlsRelay&, const std::string& reason) { failure_ = reason; },
      kStallMs};
  std::unique_ptr<TlsRelay> relay_;
  std::shared_ptr<const TlsContext> context_;
  std::optional<TlsClient> client_;
  int server_ = -1;
  int leaving_ = 0;
  std::string failure_;
};

}  // namespace openclaw
