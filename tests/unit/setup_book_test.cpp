// SPDX-License-Identifier: MIT
#include "core/device/setup_book.hpp"

#include <gtest/gtest.h>

namespace openclaw {
namespace {

constexpr std::int64_t kNow = 1'000'000;

Device device(const std::string& id) {
  Device out;
  out.face.device_id = id;
  out.face.display_name = "Phone";
  return out;
}

class SetupBookTest : public testing::Test {
 protected:
  // The id of the code that `token` opens for device `id`.
  std::string find(const Secret& token, const std::string& id, std::int64_t now_ms = kNow,
                   const std::string& role = "node", const Names& scopes = {}) {
    return book_.find_code({token.reveal(), id, role, scopes, now_ms});
  }
  IssuedCode issue(SetupKind kind = SetupKind::kFull) { return *book_.issue(kind, kNow); }

  SetupBook book_;
};

TEST_F(SetupBookTest, ACodeIsFoundByItsTokenForTenMinutes) {
  const IssuedCode code = issue();
  EXPECT_EQ(find(code.token, "d"), code.id);
  EXPECT_EQ(find(Secret("other"), "d"), "");
  EXPECT_EQ(code.expires_ms, kNow + kSetupCodeMs);
  EXPECT_EQ(find(code.token, "d", code.expires_ms - 1), code.id);
  EXPECT_EQ(find(code.token, "d", code.expires_ms), "");
}

TEST_F(SetupBookTest, TheTokenItselfIsKeptNowhere) {
  const IssuedCode code = issue();
  EXPECT_EQ(stored_code(*book_.code(code.id)).find(code.token.reveal()), std::string::npos);
}

TEST_F(SetupBookTest, ACodeThatWasUsedIsGoodForNobody) {
  const IssuedCode code = issue();
  book_.use(code.id, device("d"), "full", kNow);
  EXPECT_EQ(find(code.token, "d"), "");
  const SetupOutcome* outcome = book_.outcome(code.id);
  ASSERT_NE(outcome, nullptr);
  EXPECT_FALSE(outcome->delivered);
  book_.delivered(code.id);
  EXPECT_TRUE(book_.outcome(code.id)->delivered);
}

TEST_F(SetupBookTest, ACodeIsOfUseToTheFirstDeviceAlone) {
  const IssuedCode code = issue();
  book_.bind(code.id, "first");
  EXPECT_EQ(find(code.token, "first"), code.id);
  EXPECT_EQ(find(code.token, "second"), "");
  book_.revoke_of("second");
  EXPECT_EQ(find(code.token, "first"), code.id);
  book_.revoke_of("first");
  EXPECT_EQ(find(code.token, "first"), "");
}

TEST_F(SetupBookTest, ACodeCoversItsRolesAndScopes) {
  const Secret limited = issue(SetupKind::kLimited).token;
  EXPECT_NE(find(limited, "d", kNow, "operator", {"operator.write"}), "");
  EXPECT_EQ(find(limited, "d", kNow, "operator", {"operator.admin"}), "");
  EXPECT_EQ(find(limited, "d", kNow, "operator", {"operator.pairing"}), "");
  EXPECT_EQ(find(limited, "d", kNow, "node", {"operator.read"}), "");
  EXPECT_EQ(find(issue(SetupKind::kNode).token, "d", kNow, "operator", {}), "");
  EXPECT_EQ(find(issue(SetupKind::kVoiceNode).token, "d", kNow, "operator", {"operator.write"}),
            "");
}

TEST_F(SetupBookTest, WhatCannotBeWrittenIsUndone) {
  const IssuedCode code = issue();
  static_cast<void>(book_.take_changes());
  book_.use(code.id, device("d"), "full", kNow);
  book_.put_back(book_.take_changes());
  EXPECT_EQ(find(code.token, "d"), code.id);
  EXPECT_EQ(book_.outcome(code.id), nullptr);
}

TEST_F(SetupBookTest, OldCodesAndOutcomesGo) {
  const IssuedCode open = issue();
  const IssuedCode used = issue();
  book_.use(used.id, device("d"), "full", kNow);
  book_.forget_old(kNow + kSetupCodeMs);
  EXPECT_EQ(book_.code(open.id), nullptr);
  EXPECT_NE(book_.outcome(used.id), nullptr);
  book_.forget_old(kNow + kSetupOutcomeMs);
  EXPECT_EQ(book_.outcome(used.id), nullptr);
}

TEST_F(SetupBookTest, ThereIsAnEndToOpenCodes) {
  for (std::size_t i = 0; i < kMostSetupCodes; ++i) static_cast<void>(issue());
  const auto refused = book_.issue(SetupKind::kNode, kNow + 1'000);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().retry_after_ms, kSetupCodeMs - 1'000);
  EXPECT_TRUE(book_.issue(SetupKind::kNode, kNow + kSetupCodeMs));
}

TEST_F(SetupBookTest, ThereIsAnEndToOutcomes) {
  std::vector<std::string> ids;
  for (std::size_t i = 0; i <= kMostSetupOutcomes; ++i) {
    ids.push_back(issue().id);
    book_.use(ids.back(), device("d"), "full", kNow + static_cast<std::int64_t>(i));
  }
  EXPECT_EQ(book_.outcome(ids.front()), nullptr);
  EXPECT_NE(book_.outcome(ids.back()), nullptr);
}

TEST(SetupCode, RowsAreReadAsTheyWereWritten) {
  const SetupCode code{"id", Secret("digest"), SetupKind::kVoiceNode, 7, "d"};
  const auto read = read_stored_code(stored_code(code));
  ASSERT_TRUE(read);
  EXPECT_TRUE(read->digest.matches("digest"));
  EXPECT_EQ(stored_code(*read), stored_code(code));
  const SetupOutcome outcome{"id", "d", "Phone", "node", 9, true};
  const auto again = read_stored_outcome(stored_outcome(outcome));
  ASSERT_TRUE(again);
  EXPECT_EQ(stored_outcome(*again), stored_outcome(outcome));
  EXPECT_FALSE(read_stored_code("{}"));
  EXPECT_FALSE(read_stored_outcome(R"({"outcome":{}})"));
}

TEST(SetupCode, OnlyThoseItIsMeantForAreNotAskedAbout) {
  DeviceFace face;
  face.role = "node";
  face.client_mode = "node";
  face.client_id = "openclaw-ios";
  face.platform = "iPadOS 19";
  face.device_family = "iPad";
  EXPECT_TRUE(setup_is_for(SetupKind::kFull, face));
  EXPECT_TRUE(setup_is_for(SetupKind::kLimited, face));
  EXPECT_FALSE(setup_is_for(SetupKind::kNode, face));
  face.platform = "iosish";
  EXPECT_FALSE(setup_is_for(SetupKind::kFull, face));
  face.client_id = "node-host";
  EXPECT_TRUE(setup_is_for(SetupKind::kNode, face));
  EXPECT_FALSE(setup_is_for(SetupKind::kVoiceNode, face));
  face.platform = "ESP32";
  face.device_family = "esp32";
  EXPECT_TRUE(setup_is_for(SetupKind::kVoiceNode, face));
  face.browser_origin = "https://page.example";
  EXPECT_FALSE(setup_is_for(SetupKind::kNode, face));
}

}  // namespace
}  // namespace openclaw
