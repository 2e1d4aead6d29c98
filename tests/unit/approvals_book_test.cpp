// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "plugins/exec-approvals/book.hpp"
#include "plugins/exec-approvals/request_form.hpp"

namespace approvals {
namespace {

constexpr std::int64_t kExpiresMs = 1'000'000;
const Person kAdmin{"c0", "", "cli", "cli", true};

Person person(const std::string& connection, const std::string& device = {}) {
  return {connection, device, "cli", "cli", false};
}

Approval approval(const std::string& id, const Person& by = kAdmin) {
  Approval out;
  out.id = id;
  out.request_json = "{}";
  out.requester = by;
  out.expires_ms = kExpiresMs;
  return out;
}

Book::EntryRef opened(Book& book, const std::string& id, const Person& by = kAdmin) {
  const Book::EntryRef entry = book.add(approval(id, by), 0).second;
  if (entry) entry->state = Book::State::open;
  return entry;
}

Verdict verdict(const std::string& decision, std::int64_t at) {
  return {"allowed", decision, "user", "runtime", "x", at};
}

TEST(Book, AnIdIsTakenUntilItsVerdictIsForgotten) {
  Book book;
  const Book::EntryRef one = opened(book, "a");
  EXPECT_EQ(book.add(approval("a"), 0).first, Book::Added::taken);
  book.decide(one, verdict("deny", 100));
  EXPECT_EQ(book.add(approval("a"), 100).first, Book::Added::taken);
  EXPECT_EQ(book.add(approval("a"), 100 + Book::kKeptMs).first, Book::Added::ok);
}

TEST(Book, NobodyDecidesWhatHasRunOutAlthoughNoTimerHasSaidSo) {
  Book book;
  opened(book, "a");
  EXPECT_EQ(book.look_up("a", kAdmin, false, kExpiresMs - 1).first, Book::Found::one);
  EXPECT_EQ(book.look_up("a", kAdmin, false, kExpiresMs).first, Book::Found::none);
}

Book::EntryRef planned(Book& book, const std::string& id, std::size_t bytes) {
  Approval one = approval(id, person(id));
  one.plan_json.assign(bytes, 'p');
  one.binding_json = "{}";
  const Book::EntryRef entry = book.add(std::move(one), 0).second;
  entry->state = Book::State::open;
  return entry;
}

TEST(Book, WhatMayBeRunIsKeptBehindItsVerdictAndWhatIsDeniedIsNot) {
  Book book;
  const Book::EntryRef yes = planned(book, "yes", 8);
  const Book::EntryRef no = planned(book, "no", 8);
  book.decide(yes, verdict("allow-once", 1));
  book.decide(no, verdict("deny", 1));
  EXPECT_EQ(yes->approval.plan_json, "pppppppp");
  EXPECT_EQ(no->approval.plan_json, "");
}

TEST(Book, WhatMayBeRunHasALimitUntilItIsForgotten) {
  constexpr std::size_t kHalf = Book::kMostBytes / 2 - 64;
  Book book;
  for (const char* id : {"a", "b"}) {
    const Book::EntryRef entry = planned(book, id, kHalf);
    book.decide(entry, verdict("allow-once", 1));
    EXPECT_EQ(entry->approval.plan_json.size(), kHalf) << id;
  }
  const Book::EntryRef over = planned(book, "c", kHalf);
  book.decide(over, verdict("allow-once", 1));
  EXPECT_EQ(over->approval.plan_json, "");
  EXPECT_EQ(book.find("a", 1 + Book::kKeptMs), nullptr);
  const Book::EntryRef later = planned(book, "d", kHalf);
  book.decide(later, verdict("allow-once", 1 + Book::kKeptMs));
  EXPECT_EQ(later->approval.plan_json.size(), kHalf);
}

TEST(Book, WhatIsNotOnTheDiskIsNotFound) {
  Book book;
  book.add(approval("a"), 0);
  EXPECT_EQ(book.find("a", 0), nullptr);
  EXPECT_EQ(book.look_up("a", kAdmin, false, 0).first, Book::Found::none);
  EXPECT_TRUE(book.open(kAdmin).empty());
}

TEST(Book, AnIdMayBeShortenedWhereItIsTheOnlyOne) {
  Book book;
  opened(book, "appr-1");
  opened(book, "appr-22");
  opened(book, "appr-23", person("c9"));
  EXPECT_EQ(book.look_up(" APPR-1 ", kAdmin, false, 0).first, Book::Found::one);
  EXPECT_EQ(book.look_up("appr-2", kAdmin, false, 0).first, Book::Found::several);
  EXPECT_EQ(book.look_up("appr-2", person("c9"), false, 0).second->approval.id, "appr-23");
  EXPECT_EQ(book.look_up("", kAdmin, false, 0).first, Book::Found::none);
  EXPECT_EQ(book.look_up("appr-1", kAdmin, true, 0).first, Book::Found::none);
}

TEST(Book, WithoutTheScopeOfAnAdministratorOnesOwnAreSeen) {
  Book book;
  opened(book, "a", person("c1", "d1"));
  opened(book, "b", person("c2"));
  EXPECT_EQ(book.open(kAdmin).size(), 2U);
  EXPECT_EQ(book.open(person("c7", "d1")).size(), 1U) << "another connection of the device";
  EXPECT_EQ(book.open(person("c1", "d2")).size(), 0U);
  EXPECT_EQ(book.open(person("c2")).size(), 1U);
}

TEST(Book, WhoeverWaitsIsToldOnceAndTheLateAtOnce) {
  Book book;
  const Book::EntryRef entry = opened(book, "a");
  int told = 0;
  Book::wait(*entry, [&](const Approval&) { ++told; });
  const std::uint64_t gone = Book::wait(*entry, [&](const Approval&) { told += 100; });
  Book::forget(*entry, gone);
  book.decide(entry, verdict("allow-once", 5));
  book.decide(entry, verdict("deny", 6));
  EXPECT_EQ(told, 1);
  Book::wait(*entry, [&](const Approval& one) { told += one.verdict.decision == "allow-once"; });
  EXPECT_EQ(told, 2) << "the first verdict stands";
}

TEST(Book, NobodyFillsIt) {
  Book book;
  for (std::size_t i = 0; i < Book::kMostOpenOfOne; ++i) {
    EXPECT_EQ(book.add(approval("a" + std::to_string(i)), 0).first, Book::Added::ok);
  }
  EXPECT_EQ(book.add(approval("more"), 0).first, Book::Added::full_for_one);
  for (std::size_t i = Book::kMostOpenOfOne; i < Book::kMostOpen; ++i) {
    const std::string name = std::to_string(i);
    EXPECT_EQ(book.add(approval("b" + name, person("c" + name)), 0).first, Book::Added::ok);
  }
  EXPECT_EQ(book.add(approval("last", person("other")), 0).first, Book::Added::full);
  book.remove("b100");
  EXPECT_EQ(book.add(approval("last", person("other")), 0).first, Book::Added::ok);
}

TEST(Book, LargeOnesFillItSooner) {
  Book book;
  Approval large = approval("a");
  large.request_json = std::string(Book::kMostBytes + 1, ' ');
  EXPECT_EQ(book.add(large, 0).first, Book::Added::full);
}

TEST(Book, VerdictsAreForgottenTheOldestFirst) {
  Book book;
  for (std::size_t i = 0; i <= Book::kMostDecided + 1; ++i) {
    book.decide(opened(book, "a" + std::to_string(i)), verdict("deny", 1));
  }
  EXPECT_EQ(book.find("a0", 1), nullptr);
  EXPECT_NE(book.find("a" + std::to_string(Book::kMostDecided), 1), nullptr);
  EXPECT_EQ(book.open_count(), 0U);
}

RequestForm read(const char* params) { return read_request(oc::parse(params).get(), kAdmin, 1000); }

TEST(RequestForm, WhatIsMissingOrTooMuchIsSaid) {
  EXPECT_EQ(read("{}").error, "command is required");
  EXPECT_EQ(read(R"({"command":"  "})").error, "command is required");
  EXPECT_EQ(read(R"({"command":"ls","host":"node"})").error, "nodeId is required for host=node");
  EXPECT_EQ(read(R"({"command":"ls","host":"node","nodeId":"n"})").error,
            "systemRunPlan is required for host=node");
  EXPECT_EQ(read(R"({"command":"ls","id":"plugin:x"})").error,
            "approval ids starting with plugin: are reserved");
  EXPECT_EQ(read(R"({"command":"ls","id":"a b"})").error_details,
            R"({"code":"EXEC_APPROVAL_ID_INVALID","reason":"INVALID_APPROVAL_ID"})");
  const std::string text = R"({"command":")" + std::string(20'000, 'x') + R"("})";
  EXPECT_EQ(read(text.c_str()).error, "command exceeds exec approval display limit");
}

TEST(RequestForm, TheTimeIsBounded) {
  EXPECT_EQ(read(R"({"command":"ls"})").approval.expires_ms, 1000 + 1'800'000);
  EXPECT_EQ(read(R"({"command":"ls","timeoutMs":5})").approval.expires_ms, 1005);
  EXPECT_EQ(read(R"({"command":"ls","timeoutMs":9007199254740991})").approval.expires_ms,
            1000 + std::int64_t{2'147'000'000});
}

TEST(RequestForm, AlwaysAskedIsNeverAllowedForEver) {
  EXPECT_TRUE(read(R"({"command":"ls","ask":"on-miss"})").approval.may_always);
  EXPECT_FALSE(read(R"({"command":"ls","ask":" Always "})").approval.may_always);
  EXPECT_FALSE(
      read(R"({"command":"ls","unavailableDecisions":["allow-always"]})").approval.may_always);
}

TEST(RequestForm, APlanSaysWhatTheNodeRuns) {
  const RequestForm form = read(
      R"({"command":"pretty","host":"node","nodeId":"n","cwd":"/x","env":{"B":"2","A":"1","1":"x"},
      "systemRunPlan":{"argv":["ls","-l"],"cwd":"/tmp","commandText":"ls -l","agentId":null,
      "sessionKey":null}})");
  ASSERT_EQ(form.error, "");
  EXPECT_EQ(form.approval.command_text, "ls -l");
  EXPECT_EQ(form.approval.command_preview, "pretty");
  EXPECT_EQ(form.approval.node_id, "n");
  const oc::Json request = oc::parse(form.approval.request_json);
  EXPECT_EQ(oc::get(request.get(), "commandArgv"), nullptr);
  EXPECT_EQ(oc::text(request.get(), "cwd"), "/tmp");
  EXPECT_EQ(oc::text(oc::get(request.get(), "systemRunBinding"), "envHash").size(), 64U);
  EXPECT_EQ(cJSON_GetArraySize(oc::get(request.get(), "envKeys")), 2);
  EXPECT_EQ(oc::text(oc::get(request.get(), "systemRunPlan"), "commandPreview"), "pretty");
}

TEST(RequestForm, AScopeIsShownWithNothingHidden) {
  const RequestForm form = read(
      R"({"command":"x","scope":{"kind":"message-send","target":"a\u202eb","recipientCount":1,
      "recipients":["x","y"]}})");
  const oc::Json request = oc::parse(form.approval.request_json);
  const cJSON* scope = oc::get(request.get(), "scope");
  EXPECT_EQ(oc::text(scope, "target"), "a\\u{202E}b");
  EXPECT_EQ(cJSON_GetArraySize(oc::get(scope, "recipients")), 1);
}

}  // namespace
}  // namespace approvals
