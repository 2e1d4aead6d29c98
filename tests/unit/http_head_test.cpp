// SPDX-License-Identifier: MIT
#include "core/http/head.hpp"

#include <gtest/gtest.h>

#include <string>

#include "core/http/upgrade.hpp"

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

TEST(HttpHead, SegmentsOfDotsNameNoPath) {
  for (const char* path : {"/..", "/../etc", "/a/./b", "/a/.", "/%2e%2E/a", "/.%2e", "/a/%2e/"}) {
    EXPECT_EQ(status_of("GET " + std::string(path) + " HTTP/1.1\r\nHost: a\r\n"), 404) << path;
  }
  for (const char* path : {"/...", "/.a", "/a..", "/%2ea", "/a/", "/", "/%2fa", "/a?/../"}) {
    EXPECT_EQ(status_of("GET " + std::string(path) + " HTTP/1.1\r\nHost: a\r\n"), 0) << path;
  }
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

TEST(HttpHead, WhatIsReadOnceIsGivenOnce) {
  for (const std::string name : {"Host", "Authorization", "Origin", "Sec-WebSocket-Key"}) {
    const std::string line = name + ": a\r\n";
    const std::string host = name == "Host" ? "" : "Host: a\r\n";
    EXPECT_EQ(status_of("GET / HTTP/1.1\r\n" + host + line), 0) << name;
    EXPECT_EQ(status_of("GET / HTTP/1.1\r\n" + host + line + line), 400) << name;
  }
  EXPECT_EQ(status_with("Accept: a\r\nAccept: b"), 0);
}

TEST(HttpHead, AHostIsANameOrAnAddress) {
  for (const std::string host : {"a", "127.0.0.1:1", "[::1]:1", ""}) {
    EXPECT_EQ(status_of("GET / HTTP/1.1\r\nHost: " + host + "\r\n"), 0) << host;
  }
  for (const std::string host : {"a b", "u@a", "a/b", "a,b", "a\\b", "\xc3\xa9"}) {
    EXPECT_EQ(status_of("GET / HTTP/1.1\r\nHost: " + host + "\r\n"), 400) << host;
  }
}

TEST(HttpHead, AnUpgradeToSomethingElseIsRefused) {
  EXPECT_EQ(status_with("Connection: Upgrade\r\nUpgrade: h2c"), 400);
  EXPECT_EQ(status_with("Upgrade: websocketx\r\nConnection: keep-alive, upgrade"), 400);
  EXPECT_EQ(status_with("Connection: Upgrade\r\nUpgrade: WebSocket"), 0);
  EXPECT_EQ(status_with("Upgrade: h2c"), 0) << "nobody asked for it";
}

TEST(HttpHead, IsReadAsItWasSent) {
  const HttpRequest request = read_head(
      "PATCH /a%20b?q=%41&r=? HTTP/1.1\r\nHost: a:1\r\nX-Name:\t Some Value \r\nEmpty:\r\n\r\n");
  EXPECT_EQ(request.method, "PATCH");
  EXPECT_EQ(request.path, "/a%20b");
  EXPECT_EQ(request.query, "q=%41&r=?");
  EXPECT_FALSE(request.old_version);
  ASSERT_EQ(request.headers.size(), 3U);
  EXPECT_EQ(request.header("host"), "a:1");
  EXPECT_EQ(request.header("x-name"), "Some Value");
  EXPECT_EQ(request.headers[2].name, "empty");
  EXPECT_TRUE(request.body.empty());
  EXPECT_TRUE(read_head("GET / HTTP/1.0\r\n\r\n").old_version);
}

constexpr std::string_view kUpgrade =
    "Host: a\r\nConnection: keep-alive, Upgrade\r\nUpgrade: WebSocket\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

HttpRequest upgrade_with(const std::string& more, const std::string& line = "GET /x HTTP/1.1") {
  return read_head(line + "\r\n" + std::string(kUpgrade) + more + "\r\n");
}

int upgrade_status(const HttpRequest& request) {
  const auto reply = refuse_upgrade_form(request);
  return reply ? reply->status : 0;
}

TEST(HttpUpgrade, IsAskedForByTwoHeaders) {
  EXPECT_TRUE(asks_upgrade(upgrade_with("")));
  EXPECT_FALSE(asks_upgrade(read_head("GET / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n")));
  EXPECT_FALSE(asks_upgrade(read_head("GET / HTTP/1.1\r\nConnection: Upgrade\r\n\r\n")));
}

TEST(HttpUpgrade, HasOneForm) {
  EXPECT_EQ(upgrade_status(upgrade_with("")), 0);
  EXPECT_EQ(upgrade_status(upgrade_with("Content-Length: 0\r\n")), 0);
  EXPECT_EQ(upgrade_status(upgrade_with("Content-Length: 5\r\n")), 400);
  EXPECT_EQ(upgrade_status(upgrade_with("", "POST / HTTP/1.1")), 405);
  EXPECT_EQ(upgrade_status(upgrade_with("", "GET / HTTP/1.0")), 400);
  EXPECT_EQ(upgrade_status(upgrade_with("Expect: 100-continue\r\n")), 417);
  const std::string bare = "GET / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n";
  EXPECT_EQ(upgrade_status(read_head(bare + "\r\n")), 400);
  const std::string key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
  EXPECT_EQ(upgrade_status(read_head(bare + key + "Sec-WebSocket-Version: 8\r\n\r\n")), 426);
}

TEST(HttpUpgrade, TheFirstOfferedProtocolCounts) {
  EXPECT_EQ(offered_protocol(upgrade_with("Sec-WebSocket-Protocol:  a , b\r\n")), "a");
  EXPECT_EQ(offered_protocol(upgrade_with("")), "");
  for (const char* offer : {", b", "a b", "", "\"a\""}) {
    const auto request = upgrade_with("Sec-WebSocket-Protocol: " + std::string(offer) + "\r\n");
    EXPECT_EQ(upgrade_status(request), 400) << offer;
  }
}

TEST(HttpUpgrade, TheLibraryIsToldTheKeyAlone) {
  const std::string head = upgrade_head(upgrade_with("Sec-WebSocket-Extensions: x\r\n"));
  EXPECT_EQ(find_head_end(head), head.size());
  EXPECT_NE(head.find("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"), std::string::npos);
  EXPECT_EQ(head.find("Extensions"), std::string::npos);
}

}  // namespace
}  // namespace openclaw
