// SPDX-License-Identifier: MIT
#include "core/http/message.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace openclaw {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

HttpRequest from(std::string peer) {
  HttpRequest request;
  request.peer = std::move(peer);
  return request;
}

TEST(HttpMessage, AHeaderIsFoundByItsWholeName) {
  HttpRequest request;
  request.headers = {{"host", "a"}, {"x-host", "b"}, {"host", "c"}};
  EXPECT_EQ(request.header("host"), "a");
  EXPECT_EQ(request.header("x-host"), "b");
  EXPECT_EQ(request.header("hos"), "");
}

TEST(HttpMessage, LoopbackAddressesAreWholeAddresses) {
  for (const char* address : {"127.0.0.1", "127.255.0.9", "::1", "::ffff:127.0.0.1"}) {
    EXPECT_TRUE(is_loopback_address(address)) << address;
  }
  for (const char* address :
       {"", "127", "127.1", "127.0.0.1.example.com", "1127.0.0.1", "128.0.0.1", "0.0.0.0",
        "::", "::ffff:10.0.0.1", "::1 ", "localhost", "fe80::1"}) {
    EXPECT_FALSE(is_loopback_address(address)) << address;
  }
}

TEST(HttpMessage, EveryHeaderOfAProxyMakesARequestForeign) {
  EXPECT_TRUE(from("127.0.0.1").direct_local());
  EXPECT_FALSE(from("192.0.2.1").direct_local());
  for (const char* name : {"forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto",
                           "x-forwarded-port", "x-real-ip", "x-client-ip", "cf-connecting-ip"}) {
    HttpRequest request = from("127.0.0.1");
    request.headers.push_back({name, ""});
    EXPECT_TRUE(request.forwarded()) << name;
    EXPECT_FALSE(request.direct_local()) << name << ", though empty";
  }
}

TEST(HttpMessage, AReplyCarriesItsLengthAndTheSecurityHeaders) {
  const std::string text = format_reply(json_reply(200, "{}"), ReplyForm::kWhole);
  EXPECT_THAT(text, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(text, HasSubstr("x-content-type-options: nosniff\r\n"));
  EXPECT_THAT(text, HasSubstr("referrer-policy: no-referrer\r\n"));
  EXPECT_THAT(text, HasSubstr("permissions-policy: "));
  EXPECT_THAT(text, HasSubstr("content-type: application/json; charset=utf-8\r\n"));
  EXPECT_THAT(text, EndsWith("content-length: 2\r\n\r\n{}"));
  EXPECT_THAT(text, Not(HasSubstr("connection: close")));
}

TEST(HttpMessage, TheFormDecidesWhatFollowsTheHead) {
  HttpReply reply = json_reply(200, "{}");
  reply.close = true;
  EXPECT_THAT(format_reply(reply, ReplyForm::kHeadOnly),
              EndsWith("connection: close\r\ncontent-length: 2\r\n\r\n"));
  const std::string chunked = format_reply(reply, ReplyForm::kChunked);
  EXPECT_THAT(chunked, EndsWith("transfer-encoding: chunked\r\n\r\n"));
  EXPECT_THAT(chunked, Not(HasSubstr("content-length")));
  const std::string until_close = format_reply(reply, ReplyForm::kUntilClose);
  EXPECT_THAT(until_close, EndsWith("connection: close\r\n\r\n"));
  EXPECT_THAT(until_close, Not(HasSubstr("content-length")));
  EXPECT_THAT(until_close, Not(HasSubstr("chunked")));
}

TEST(HttpMessage, AValueCannotBeginAnotherHeader) {
  HttpReply reply;
  reply.headers = {{"location", std::string("/a\r\nset-cookie: x\0y", 19)}};
  EXPECT_THAT(format_reply(reply, ReplyForm::kWhole), HasSubstr("location: /aset-cookie: xy\r\n"));
}

TEST(HttpMessage, EveryStatusHasAPhrase) {
  EXPECT_THAT(format_reply({.status = 431}, ReplyForm::kWhole),
              StartsWith("HTTP/1.1 431 Request Header Fields Too Large\r\n"));
  EXPECT_THAT(format_reply({.status = 299}, ReplyForm::kWhole),
              StartsWith("HTTP/1.1 299 Status\r\n"));
}

TEST(HttpMessage, ErrorsAreJsonWhateverTheirText) {
  const HttpReply reply = error_reply(400, "a \"bad\" one\n", "invalid_request_error");
  EXPECT_EQ(reply.status, 400);
  EXPECT_EQ(reply.body,
            R"({"error":{"message":"a \"bad\" one\n","type":"invalid_request_error"}})");
  EXPECT_EQ(proxy_refusal().status, 403);
  EXPECT_THAT(proxy_refusal().body, HasSubstr("proxy_attribution_required"));
}

}  // namespace
}  // namespace openclaw
