// SPDX-License-Identifier: MIT
#include "core/http_head.hpp"

#include <gtest/gtest.h>

#include <string>

namespace openclaw {
namespace {

constexpr std::string_view kPlain = "GET /healthz HTTP/1.1\r\nHost: a\r\n";

int status_of(const std::string& head) {
  const auto reply = refuse_head(head + "\r\n");
  return reply ? reply->status : 0;
}

int status_with(std::string_view line) {
  return status_of(std::string(kPlain) + std::string(line) + "\r\n");
}

TEST(HttpHead, EndsBehindTheEmptyLine) {
  EXPECT_EQ(find_head_end("GET / HTTP/1.1\r\n\r\nbody"), 18U);
  EXPECT_EQ(find_head_end("GET / HTTP/1.1\r\n\n"), std::string_view::npos);
}

TEST(HttpHead, AnOrdinaryRequestPasses) {
  EXPECT_EQ(status_of(std::string(kPlain)), 0);
  EXPECT_EQ(status_of("POST /a%20b?q=%41&r=\"x\" HTTP/1.1\r\nHost: a\r\nContent-Length: 12\r\n"),
            0);
  EXPECT_EQ(status_of("GET / HTTP/1.0\r\n"), 0);
  EXPECT_EQ(status_with("X-Name: caf\xc3\xa9\ttab"), 0);
}

TEST(HttpHead, BytesOfOtherProtocolsAreKnownAtOnce) {
  EXPECT_TRUE(cannot_be_head("\x16\x03\x01"));
  EXPECT_TRUE(cannot_be_head("GET / HTTP/1.1\nHost: a"));
  EXPECT_TRUE(cannot_be_head("\nGET"));
  EXPECT_FALSE(cannot_be_head(""));
  EXPECT_FALSE(cannot_be_head("GET / HTTP/1.1\r\nHost"));
}

TEST(HttpHead, RequestLinesThatAreNoneAreRefused) {
  for (const char* line :
       {"GET", "GET /", "GET  / HTTP/1.1", "/ HTTP/1.1", "GET x HTTP/1.1", "GET http://a/ HTTP/1.1",
        "GET /% HTTP/1.1", "GET /%4 HTTP/1.1", "GET /%00 HTTP/1.1", "GET /a\\b HTTP/1.1",
        "GET /\x80 HTTP/1.1", "G(T / HTTP/1.1"}) {
    EXPECT_EQ(status_of(std::string(line) + "\r\nHost: a\r\n"), 400) << line;
  }
  EXPECT_EQ(status_of("GET / HTTP/1.2\r\nHost: a\r\n"), 505);
  EXPECT_EQ(status_of("GET / HTTP/2.0\r\nHost: a\r\n"), 505);
}

TEST(HttpHead, VerbsThatNothingServesAreNotAllowed) {
  for (const char* verb : {"TRACE", "CONNECT", "get", "FOO"}) {
    EXPECT_EQ(status_of(std::string(verb) + " / HTTP/1.1\r\nHost: a\r\n"), 405) << verb;
  }
}

TEST(HttpHead, DoubledSlashesNameNoPath) {
  EXPECT_EQ(status_of("GET //healthz HTTP/1.1\r\nHost: a\r\n"), 404);
  EXPECT_EQ(status_of("GET /a?b=//c HTTP/1.1\r\nHost: a\r\n"), 0);
}

TEST(HttpHead, HeaderLinesThatAreNoneAreRefused) {
  for (const char* line : {"NoColon", ": no name", "Na me: x", "Name : x", " folded: x", "X: a\rb",
                           "X: a\nb", "X: \x7f", "X: \x01"}) {
    EXPECT_EQ(status_with(line), 400) << line;
  }
  EXPECT_EQ(status_with(std::string_view("X: \0", 4)), 400);
}

TEST(HttpHead, WhatTwoServersCouldReadDifferentlyIsRefused) {
  EXPECT_EQ(status_with("Host: b"), 400);
  EXPECT_EQ(status_of("GET / HTTP/1.1\r\n"), 400) << "no Host";
  EXPECT_EQ(status_with("Transfer-Encoding: chunked"), 501);
  for (const char* length : {"", "-1", "+5", "0x5", "5 5", "5,5", "1e1", "1234567890123456789"}) {
    EXPECT_EQ(status_with(std::string("Content-Length: ") + length), 400) << length;
  }
  EXPECT_EQ(status_with("Content-Length: 5\r\nContent-Length: 5"), 400);
  EXPECT_EQ(status_with("Content-Length: 5"), 0);
}

TEST(HttpHead, AnUpgradeToSomethingElseIsRefused) {
  EXPECT_EQ(status_with("Connection: Upgrade\r\nUpgrade: h2c"), 400);
  EXPECT_EQ(status_with("Upgrade: websocketx\r\nConnection: keep-alive, upgrade"), 400);
  EXPECT_EQ(status_with("Connection: Upgrade\r\nUpgrade: WebSocket"), 0);
  EXPECT_EQ(status_with("Upgrade: h2c"), 0) << "nobody asked for it";
}

TEST(HttpHead, TheOfferOfSubprotocolsIsRenamedAndNothingElse) {
  const std::string head = std::string(kPlain) + "Sec-WebSocket-Protocol: a, b\r\n" +
                           "X-OpenClaw-Subprotocol: evil\r\nAccept: x\r\n\r\n";
  EXPECT_EQ(rename_offered_protocol(head),
            std::string(kPlain) + "x-openclaw-subprotocol: a, b\r\nAccept: x\r\n\r\n");
  EXPECT_EQ(first_protocol(" a , b"), "a");
  EXPECT_EQ(first_protocol(", b"), "");
  EXPECT_EQ(status_with("Sec-WebSocket-Protocol: , b"), 400);
}

}  // namespace
}  // namespace openclaw
