// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <sys/ioctl.h>

#include "tls_relay_fixture.hpp"

namespace openclaw {
namespace {

TEST_F(TlsRelayTest, MuchGoesThroughWholeBothWaysAtOnce) {
  shake_hands();
  const std::string text = numbers(kMuch);
  std::string heard_by_client;
  std::string heard_by_server;
  std::size_t said_by_client = 0;
  std::size_t said_by_server = 0;
  for (int i = 0; i < 100'000 && heard_by_client.size() + heard_by_server.size() < 2 * text.size();
       ++i) {
    if (said_by_client < text.size()) {
      said_by_client += client_->say(std::string_view(text).substr(said_by_client, 16384));
    }
    if (said_by_server < text.size()) {
      said_by_server += server_says(std::string_view(text).substr(said_by_server, 50'000));
    }
    turn();
    heard_by_client += client_->hear();
    heard_by_server += server_hears();
  }
  EXPECT_TRUE(heard_by_client == text);
  EXPECT_TRUE(heard_by_server == text);
}

TEST_F(TlsRelayTest, AClientThatDoesNotReadStopsTheServerAndNothingIsLost) {
  shake_hands();
  const std::string text = numbers(kMuch);
  std::size_t said = 0;
  for (int i = 0; i < 200; ++i) {
    said += server_says(std::string_view(text).substr(said, 50'000));
    turn();
  }
  EXPECT_LT(said, kMuch / 2);
  std::string heard;
  for (int i = 0; i < 10'000 && heard.size() < text.size(); ++i) {
    if (said < text.size()) said += server_says(std::string_view(text).substr(said, 50'000));
    turn();
    heard += client_->hear();
  }
  EXPECT_TRUE(heard == text);
}

TEST_F(TlsRelayTest, AServerThatDoesNotReadStopsTheClient) {
  shake_hands();
  const std::string text = numbers(kMuch);
  std::size_t said = 0;
  for (int i = 0; i < 2'000; ++i) {
    said += client_->say(std::string_view(text).substr(said, 16384));
    turn();
  }
  EXPECT_LT(said, kMuch / 2);
  std::string heard;
  for (int i = 0; i < 10'000 && heard.size() < text.size(); ++i) {
    if (said < text.size()) said += client_->say(std::string_view(text).substr(said, 16384));
    turn();
    heard += server_hears();
  }
  EXPECT_TRUE(heard == text);
}

TEST_F(TlsRelayTest, WhatWasSaidBeforeTheServerClosedStillArrivesAndThenItsGoodbye) {
  shake_hands();
  const std::string text = numbers(150'000);
  ASSERT_EQ(server_says(text), text.size());
  close_server();
  std::string heard;
  for (int i = 0; i < 1'000 && !client_->ended; ++i) {
    turn();
    heard += client_->hear();
  }
  EXPECT_TRUE(heard == text);
  EXPECT_TRUE(client_->ended);
  SSL_shutdown(client_->ssl());
  client_->hang_up();
  EXPECT_TRUE(is_over_within(500));
}

TEST_F(TlsRelayTest, AClientThatDoesNotSayGoodbyeIsWaitedForASecondAndNoMore) {
  shake_hands();
  close_server();
  EXPECT_FALSE(is_over_within(300));
  EXPECT_TRUE(is_over_within(5'000));
}

TEST_F(TlsRelayTest, AClientThatSpokeBeforeTheServerClosedIsWaitedForNoLonger) {
  shake_hands();
  client_->say("question");
  turn();
  EXPECT_EQ(server_hears(), "question");
  close_server();
  turn();
  client_->say("more");
  EXPECT_FALSE(is_over_within(300));
  EXPECT_TRUE(is_over_within(3'000));
}

TEST_F(TlsRelayTest, AServerThatSaysNoMoreAndStaysIsLeavingOnce) {
  shake_hands();
  client_->say("question");
  turn();
  EXPECT_EQ(leaving_, 0);
  ::shutdown(server_, SHUT_WR);
  turn();
  EXPECT_EQ(leaving_, 1);
  close_server();
  EXPECT_FALSE(is_over_within(300));
  EXPECT_TRUE(is_over_within(3'000));
  EXPECT_EQ(leaving_, 1);
}

TEST_F(TlsRelayTest, AClientThatTakesNothingOfTheLastWordsIsLeftSoon) {
  shake_hands();
  const std::string text = numbers(kMuch);
  for (int i = 0; i < 200; ++i) {
    server_says(text);
    turn();
  }
  close_server();
  EXPECT_FALSE(is_over_within(kStallMs / 2));
  EXPECT_TRUE(is_over_within(2 * kStallMs));
}

TEST_F(TlsRelayTest, AClientThatTakesTheLastWordsSlowlyGetsThem) {
  shake_hands();
  const std::string text = numbers(kMuch);
  std::size_t said = 0;
  for (int i = 0; i < 200; ++i) {
    said += server_says(std::string_view(text).substr(said, 50'000));
    turn();
  }
  close_server();
  std::string heard;
  for (int i = 0; i < 3; ++i) {
    EXPECT_FALSE(is_over_within(kStallMs * 2 / 3));
    std::array<char, 16'384> piece{};
    const int n = SSL_read(client_->ssl(), piece.data(), static_cast<int>(piece.size()));
    ASSERT_GT(n, 0);
    heard.append(piece.data(), static_cast<std::size_t>(n));
  }
  for (int i = 0; i < 10'000 && heard.size() < said; ++i) {
    heard += client_->hear();
    turn();
  }
  EXPECT_TRUE(heard == text.substr(0, said));
}

TEST_F(TlsRelayTest, KeyUpdatesLeaveTurnsToOthersAndTooManyAreAnEnd) {
  shake_hands();
  const std::string flood = key_updates(1'000);
  ASSERT_EQ(::send(client_->fd(), flood.data(), flood.size(), 0),
            static_cast<ssize_t>(flood.size()));
  int turns = 0;
  for (; relay_ && turns < 2'000; ++turns) loop_.poll();
  EXPECT_FALSE(relay_);
  EXPECT_GT(turns, 50);
  EXPECT_EQ(server_hears(), "<end>");
}

TEST_F(TlsRelayTest, KeyUpdatesNowAndThenAreNoEnd) {
  shake_hands();
  for (int i = 0; i < 5; ++i) {
    const std::string some = key_updates(40);
    ASSERT_GT(::send(client_->fd(), some.data(), some.size(), 0), 0);
    for (int n = 0; n < 50; ++n) loop_.poll();
    client_->say("still here");
    turn();
    EXPECT_EQ(server_hears(), "still here");
  }
}

TEST_F(TlsRelayTest, WhoIsNotReadIsMissedAllTheSameWhenItVanishes) {
  shake_hands();
  const std::string text = numbers(kMuch);
  std::size_t said = 0;
  for (int i = 0; i < 2'000; ++i) {
    said += client_->say(std::string_view(text).substr(said, 16384));
    turn();
  }
  ASSERT_LT(said, kMuch / 2);
  client_->hang_up();
  EXPECT_TRUE(is_over_within(500));
}

TEST_F(TlsRelayTest, WhoIsNotReadAndEndsItsHalfIsHeardToItsEnd) {
  shake_hands();
  const std::string text = numbers(kMuch);
  std::size_t said = 0;
  for (int i = 0; i < 2'000; ++i) {
    said += client_->say(std::string_view(text).substr(said, 16384));
    turn();
  }
  ASSERT_LT(said, kMuch / 2);
  ::shutdown(client_->fd(), SHUT_WR);
  turn();
  std::string heard;
  for (int i = 0; i < 10'000 && !heard.ends_with("<end>"); ++i) {
    turn();
    heard += server_hears();
  }
  EXPECT_TRUE(heard.starts_with(text.substr(0, said)));
  EXPECT_TRUE(heard.ends_with("<end>"));
}

TEST_F(TlsRelayTest, WhatCannotBeWatchedIsOver) {
  const int none = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  const auto inner = pair_of_sockets();
  relay_ = std::make_unique<TlsRelay>(none, inner[1], context_->new_connection(none), world_);
  EXPECT_TRUE(is_over_within(500));
  ::close(inner[0]);
}

TEST_F(TlsRelayTest, AnEndOfTheClientsHalfLetsTheServerFinish) {
  shake_hands();
  client_->say("question");
  SSL_shutdown(client_->ssl());
  turn();
  EXPECT_EQ(server_hears(), "question<end>");
  ASSERT_EQ(server_says("answer"), 6U);
  close_server();
  turn();
  EXPECT_EQ(client_->hear(), "answer");
  EXPECT_TRUE(client_->ended);
  EXPECT_TRUE(is_over_within(500));
}

TEST_F(TlsRelayTest, AClientThatVanishesIsAnEndForTheServer) {
  shake_hands();
  client_->say("question");
  client_->hang_up();
  turn();
  EXPECT_EQ(server_hears(), "question<end>");
  close_server();
  EXPECT_TRUE(is_over_within(500));
}

TEST_F(TlsRelayTest, AServerThatClosesEndsAClientThatStallsInTheHandshake) {
  turn();
  EXPECT_TRUE(relay_);
  close_server();
  EXPECT_TRUE(is_over_within(500));
}

TEST_F(TlsRelayTest, AClientThatVanishesInTheHandshakeIsAnEnd) {
  EXPECT_FALSE(client_->shake_hands());
  client_->hang_up();
  EXPECT_TRUE(is_over_within(500));
  EXPECT_EQ(server_hears(), "<end>");
  EXPECT_EQ(failure_, "the client hung up");
}

TEST_F(TlsRelayTest, BytesThatAreNoTlsEndIt) {
  const std::string noise("\x16\x03\x01\xff\xff noise and more noise", 26);
  ASSERT_EQ(::send(client_->fd(), noise.data(), noise.size(), 0),
            static_cast<ssize_t>(noise.size()));
  EXPECT_TRUE(is_over_within(500));
  EXPECT_EQ(server_hears(), "<end>");
  EXPECT_NE(failure_, "");
}

TEST_F(TlsRelayTest, PlainHttpIsToldToUseTls) {
  ASSERT_GT(::send(client_->fd(), "OPTIONS / HTTP/1.1\r\n\r\n", 22, 0), 0);
  turn();
  std::array<char, 1024> piece{};
  const ssize_t n = ::recv(client_->fd(), piece.data(), piece.size(), 0);
  ASSERT_GT(n, 0);
  const std::string answer(piece.data(), static_cast<std::size_t>(n));
  EXPECT_EQ(answer.substr(0, 12), "HTTP/1.1 400");
  EXPECT_NE(answer.find("use https:// or wss://"), std::string::npos);
  EXPECT_EQ(failure_, "the client does not speak TLS");
  EXPECT_EQ(server_hears(), "<end>");
  client_->hang_up();
  EXPECT_TRUE(is_over_within(500));
}

TEST_F(TlsRelayTest, InHasteWhatWasSaidGoesOutAndNobodyIsWaitedFor) {
  shake_hands();
  ASSERT_EQ(server_says("farewell"), 8U);
  close_server();
  relay_->hurry(2'000);
  EXPECT_TRUE(is_over_within(500));
  EXPECT_EQ(client_->hear(), "farewell");
  EXPECT_TRUE(client_->ended);
}

TEST_F(TlsRelayTest, InHasteAClientThatDoesNotReadIsLeft) {
  shake_hands();
  const std::string text = numbers(kMuch);
  for (int i = 0; i < 200; ++i) {
    server_says(text);
    turn();
  }
  close_server();
  relay_->hurry(100);
  EXPECT_TRUE(is_over_within(2'000));
}

TEST_F(TlsRelayTest, OnlyHttp11IsSpoken) {
  const std::string both("\x02h2\x08http/1.1", 12);
  SSL_set_alpn_protos(client_->ssl(), reinterpret_cast<const unsigned char*>(both.data()), 12);
  shake_hands();
  const unsigned char* chosen = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(client_->ssl(), &chosen, &size);
  EXPECT_EQ(std::string(reinterpret_cast<const char*>(chosen), size), "http/1.1");
}

TEST_F(TlsRelayTest, AClientThatSpeaksHttp2AloneIsRefused) {
  const std::string one("\x02h2", 3);
  SSL_set_alpn_protos(client_->ssl(), reinterpret_cast<const unsigned char*>(one.data()), 3);
  EXPECT_FALSE(client_->shake_hands());
  EXPECT_TRUE(is_over_within(500));
  client_->shake_hands();
  EXPECT_EQ(ERR_GET_REASON(ERR_peek_last_error()), SSL_R_TLSV1_ALERT_NO_APPLICATION_PROTOCOL);
  ERR_clear_error();
  EXPECT_EQ(failure_, "no application protocol");
}

}  // namespace
}  // namespace openclaw
