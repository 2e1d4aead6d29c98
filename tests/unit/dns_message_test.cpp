// SPDX-License-Identifier: MIT
#include "cli/discover/dns_message.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dns_packet.hpp"

namespace openclaw::cli {
namespace {

using ::testing::ElementsAre;

const std::string kService = wire_name({"_openclaw-gw", "_tcp", "local"});
const std::string kInstance = wire_name({"a b.c\xC3\xA4", "_openclaw-gw", "_tcp", "local"});

TEST(DnsMessageTest, TheThreeKindsOfRecordsAreRead) {
  const auto message = read_dns(wire_answer(
      4, wire_record(kService, 12, kInstance) + wire_record("\xC0\x0C", 1, "\x7F\x01\x01\x01") +
             wire_record(kInstance, 33, wire_place(18789, wire_name({"gwhost", "local"}))) +
             wire_record(kInstance, 16,
                         wire_texts({"role=gateway", "", "x=" + std::string(3, 'y')}))));
  ASSERT_TRUE(message);
  EXPECT_EQ(message->id, 7);
  ASSERT_EQ(message->records.size(), 3U);
  EXPECT_EQ(message->records[0].type, DnsType::kPtr);
  EXPECT_THAT(message->records[0].owner, ElementsAre("_openclaw-gw", "_tcp", "local"));
  EXPECT_THAT(message->records[0].target,
              ElementsAre("a b.c\xC3\xA4", "_openclaw-gw", "_tcp", "local"));
  EXPECT_THAT(message->records[1].owner, message->records[0].target);
  EXPECT_EQ(message->records[1].port, 18789);
  EXPECT_THAT(message->records[1].target, ElementsAre("gwhost", "local"));
  EXPECT_THAT(message->records[2].texts, ElementsAre("role=gateway", "", "x=yyy"));
}

TEST(DnsMessageTest, WhatAServerAnswersAndHowWellIsRead) {
  const std::string question = kService + be16(12) + be16(1);
  const auto message =
      read_dns(be16(9) + be16(0x8602) + be16(1) + be16(0) + be16(0) + be16(0) + question);
  ASSERT_TRUE(message);
  EXPECT_TRUE(message->truncated);
  EXPECT_EQ(rcode_name(message->rcode), "SERVFAIL");
  ASSERT_EQ(message->asked.size(), 1U);
  EXPECT_THAT(message->asked[0].name, ElementsAre("_openclaw-gw", "_tcp", "local"));
  EXPECT_EQ(rcode_name(5), "REFUSED");
  EXPECT_EQ(rcode_name(15), "code 15");
  EXPECT_FALSE(read_dns(wire_answer(0, ""))->truncated);
}

TEST(DnsMessageTest, ANameMayLeanOnAnEarlierOne) {
  const auto message =
      read_dns(wire_answer(1, wire_record(kService, 12, std::string("\x01x\xC0\x0C"))));
  ASSERT_TRUE(message);
  EXPECT_THAT(message->records.at(0).target, ElementsAre("x", "_openclaw-gw", "_tcp", "local"));
}

TEST(DnsMessageTest, NamesThatGoInCirclesAreRefused) {
  EXPECT_FALSE(read_dns(wire_answer(1, wire_record(std::string("\xC0\x0C"), 12, kInstance))));
  EXPECT_FALSE(
      read_dns(wire_answer(1, wire_record(std::string("\xC0\x0E\xC0\x0C"), 12, kInstance))));
  EXPECT_FALSE(read_dns(wire_answer(1, wire_record(kService, 12, std::string("\xC0\xFF")))));
}

TEST(DnsMessageTest, WhatIsCutOffIsRefused) {
  const std::string whole =
      wire_answer(2, wire_record(kService, 12, kInstance) +
                         wire_record(kInstance, 33, wire_place(1, wire_name({"h", "local"}))));
  ASSERT_TRUE(read_dns(whole));
  for (std::size_t length = 0; length < whole.size(); ++length) {
    EXPECT_FALSE(read_dns(whole.substr(0, length))) << length;
  }
  EXPECT_FALSE(read_dns(wire_answer(1, wire_record(kInstance, 33, be16(0) + be16(0)))));
}

TEST(DnsMessageTest, ATextThatEndsBehindItsRecordIsCutThere) {
  const auto message = read_dns(wire_answer(1, wire_record(kInstance, 16,
                                                           "\x09"
                                                           "abc")));
  ASSERT_TRUE(message);
  EXPECT_THAT(message->records.at(0).texts, ElementsAre("abc"));
}

TEST(DnsMessageTest, AQuestionIsNoAnswer) {
  const std::string query =
      dns_query(9, {{dns_name("a.local."), DnsType::kPtr}}, Asked::kEverybody);
  EXPECT_FALSE(read_dns(query));
  EXPECT_EQ(query, be16(9) + be16(0) + be16(1) + be16(0) + be16(0) + be16(0) +
                       wire_name({"a", "local"}) + be16(12) + be16(0x8001));
}

TEST(DnsMessageTest, AServerIsAskedToLookFurtherAndMayAnswerAtLength) {
  const std::string query = dns_query(9, {{dns_name("a.example."), DnsType::kTxt}}, Asked::kOne);
  EXPECT_EQ(query, be16(9) + be16(0x0100) + be16(1) + be16(0) + be16(0) + be16(1) +
                       wire_name({"a", "example"}) + be16(16) + be16(1) + '\0' + be16(41) +
                       be16(4096) + std::string(6, '\0'));
}

TEST(DnsMessageTest, LettersOfNamesAreTheSameInBothSizes) {
  EXPECT_TRUE(same_name(dns_name("_OpenClaw-GW._tcp.Local"), dns_name("_openclaw-gw._TCP.local.")));
  EXPECT_FALSE(same_name(dns_name("a.b"), dns_name("a.b.c")));
  EXPECT_FALSE(same_name(dns_name("a.b"), dns_name("a.c")));
}

}  // namespace
}  // namespace openclaw::cli
