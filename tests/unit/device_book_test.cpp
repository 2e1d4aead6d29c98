// SPDX-License-Identifier: MIT
#include "core/device/book.hpp"

#include <gtest/gtest.h>

namespace openclaw {
namespace {

using Kind = Verdict::Kind;
constexpr std::int64_t kNow = 1'000'000;

Arrival arrival(std::string id = "d", Names scopes = {"operator.read"}) {
  Arrival out;
  out.face.device_id = std::move(id);
  out.face.public_key = "key";
  out.face.platform = "linux";
  out.face.client_id = "cli";
  out.face.client_mode = "cli";
  out.face.role = "operator";
  out.scopes = std::move(scopes);
  out.quiet = true;
  out.generation = "g1";
  return out;
}

Arrival loud(Arrival out) {
  out.quiet = false;
  return out;
}

Arrival node(std::string id = "d") {
  Arrival out = arrival(std::move(id), {});
  out.face.role = "node";
  return out;
}

template <class Row>
Names ids(const Rows<Row>& rows) {
  Names out;
  for (const auto& [id, row] : rows) out.push_back(id);
  return out;
}

class DeviceBookTest : public testing::Test {
 protected:
  DeviceTokenState check(const std::string& token, const Names& scopes = {},
                         std::string_view generation = "g1", std::string_view role = "operator") {
    return book_.check_token("d", role, token, scopes, generation);
  }
  // Asks loudly, and is approved.
  const Device& approved(const Arrival& asked) {
    const Verdict verdict = book_.arrive(loud(asked), kNow);
    EXPECT_EQ(verdict.kind, Kind::kPending);
    return book_.approve(verdict.request_id, kNow);
  }
  DeviceBook book_;
};

TEST_F(DeviceBookTest, AProgramOfThisMachineIsPairedInSilence) {
  const Verdict verdict = book_.arrive(arrival(), kNow);
  EXPECT_EQ(verdict.kind, Kind::kApproved);
  EXPECT_TRUE(verdict.issued);
  EXPECT_FALSE(verdict.request_id.empty());
  EXPECT_EQ(verdict.token.value.reveal().size(), 43U);
  ASSERT_NE(book_.device("d"), nullptr);
  EXPECT_EQ(book_.device("d")->approved_via, "silent");
  EXPECT_EQ(ids(book_.take_changes().devices), Names{"d"});
  EXPECT_TRUE(book_.take_changes().empty());
}

TEST_F(DeviceBookTest, OthersAskAndWait) {
  const Verdict verdict = book_.arrive(loud(arrival()), kNow);
  EXPECT_EQ(verdict.kind, Kind::kPending);
  EXPECT_EQ(verdict.reason, PairReason::kNotPaired);
  EXPECT_TRUE(verdict.fresh);
  EXPECT_EQ(book_.device("d"), nullptr);
  ASSERT_EQ(book_.requests().size(), 1U);
  EXPECT_EQ(book_.requests()[0]->scopes, Names{"operator.read"});
  EXPECT_EQ(ids(book_.take_changes().requests), Names{verdict.request_id});
}

TEST_F(DeviceBookTest, ANodeThatAsksForOperatorScopesIsNotPairedInSilence) {
  EXPECT_EQ(book_.arrive(node("a"), kNow).kind, Kind::kApproved);
  Arrival greedy = node("b");
  greedy.scopes = {"operator.read"};
  EXPECT_EQ(book_.arrive(greedy, kNow).kind, Kind::kPending);
}

TEST_F(DeviceBookTest, AskingAgainKeepsTheRequestAndItsId) {
  const Verdict first = book_.arrive(loud(arrival("d", {"operator.admin"})), kNow);
  const Verdict again = book_.arrive(loud(arrival("d", {"operator.read"})), kNow + 1);
  EXPECT_EQ(again.request_id, first.request_id);
  EXPECT_FALSE(again.fresh);
  EXPECT_EQ(book_.requests()[0]->scopes, Names{"operator.admin"});
}

TEST_F(DeviceBookTest, WhoeverWasToldToAskIsNotPairedInSilenceLater) {
  const Verdict first = book_.arrive(loud(arrival()), kNow);
  EXPECT_EQ(book_.arrive(arrival(), kNow).request_id, first.request_id);
  EXPECT_EQ(book_.arrive(arrival(), kNow + kPairRequestMs).kind, Kind::kApproved);
}

TEST_F(DeviceBookTest, AskingForMoreTakesTheOldRequestsPlace) {
  const Verdict first = book_.arrive(loud(arrival()), kNow);
  const Verdict more = book_.arrive(loud(arrival("d", {"operator.admin"})), kNow);
  EXPECT_TRUE(more.fresh);
  EXPECT_EQ(more.superseded, first.request_id);
  ASSERT_EQ(book_.requests().size(), 1U);
  EXPECT_EQ(book_.requests()[0]->scopes, (Names{"operator.admin", "operator.read"}));
  EXPECT_EQ(book_.request(first.request_id), nullptr);
}

TEST_F(DeviceBookTest, ARequestIsForgottenAfterFiveMinutesWithoutNews) {
  const Verdict first = book_.arrive(loud(arrival()), kNow);
  static_cast<void>(book_.arrive(loud(arrival()), kNow + kPairRequestMs - 1));
  book_.forget_old(kNow + kPairRequestMs);
  EXPECT_NE(book_.request(first.request_id), nullptr) << "asking again keeps it";
  static_cast<void>(book_.take_changes());
  book_.forget_old(kNow + 2 * kPairRequestMs);
  EXPECT_EQ(book_.request(first.request_id), nullptr);
  EXPECT_EQ(ids(book_.take_changes().requests), Names{first.request_id});
}

TEST_F(DeviceBookTest, ThereIsAnEndToRequests) {
  const auto asks = [this](std::size_t number, std::int64_t now_ms) {
    Arrival one = loud(arrival(std::to_string(number)));
    one.face.remote_ip = "192.0.2." + std::to_string(number);
    return book_.arrive(one, now_ms).kind;
  };
  for (std::size_t i = 0; i < kMostPairRequests; ++i) EXPECT_EQ(asks(i, kNow), Kind::kPending);
  EXPECT_EQ(asks(kMostPairRequests, kNow), Kind::kFull);
  EXPECT_EQ(asks(0, kNow), Kind::kPending);
  EXPECT_EQ(asks(kMostPairRequests, kNow + kPairRequestMs), Kind::kPending);
}

TEST_F(DeviceBookTest, WhoeverAsksForManyLeavesRoomForOthers) {
  const auto asks = [this](const std::string& id, const std::string& address) {
    Arrival one = loud(arrival(id));
    one.face.remote_ip = address;
    return book_.arrive(one, kNow).kind;
  };
  for (std::size_t i = 0; i < kMostPairRequestsOfOne; ++i) {
    EXPECT_EQ(asks(std::to_string(i), "2001:db8::" + std::to_string(i)), Kind::kPending);
  }
  EXPECT_EQ(asks("more", "2001:db8::ffff"), Kind::kFull) << "the same network";
  EXPECT_EQ(asks("other", "2001:db8:0:1::1"), Kind::kPending);
  EXPECT_EQ(asks("own", ""), Kind::kPending);
  EXPECT_EQ(asks("0", "2001:db8::1"), Kind::kPending) << "one that asked already";
  // Who asks for more from where there is no room keeps what it has asked for.
  Arrival moved = loud(arrival("other", {"operator.admin"}));
  moved.face.remote_ip = "2001:db8::2";
  const std::size_t before = book_.requests().size();
  EXPECT_EQ(book_.arrive(moved, kNow).kind, Kind::kFull);
  EXPECT_EQ(book_.requests().size(), before);
}

TEST_F(DeviceBookTest, ASetupCodeMakesANodeAndAnOperatorOfANewDevice) {
  Arrival phone = loud(arrival("phone"));
  phone.face.role = "node";
  phone.scopes = {};
  phone.by_code = true;
  phone.handoff = Names{"operator.read"};
  const Verdict verdict = book_.arrive(phone, kNow);
  EXPECT_EQ(verdict.kind, Kind::kApproved);
  EXPECT_TRUE(verdict.has_handoff);
  const Device* device = book_.device("phone");
  EXPECT_EQ(device->roles, (Names{"node", "operator"}));
  EXPECT_EQ(device->approved_via, "bootstrap");
  EXPECT_EQ(device->token("operator")->scopes, Names{"operator.read"});
  EXPECT_EQ(device->token("node")->scopes, Names{});
}

TEST_F(DeviceBookTest, ASetupCodeGivesNoMoreToADeviceThatIsPairedAlready) {
  Arrival phone = arrival("phone");
  phone.face.role = "node";
  phone.scopes = {};
  static_cast<void>(book_.arrive(phone, kNow));
  phone.by_code = true;
  phone.handoff = Names{"operator.read"};
  EXPECT_FALSE(book_.arrive(phone, kNow).has_handoff);
  EXPECT_EQ(book_.device("phone")->roles, Names{"node"});
}

TEST_F(DeviceBookTest, ASetupCodeSettlesTheRequestOfItsDevice) {
  Arrival phone = loud(arrival("phone"));
  const std::string asked = book_.arrive(phone, kNow).request_id;
  phone.handoff = Names{};
  EXPECT_EQ(book_.arrive(phone, kNow).request_id, asked);
  EXPECT_EQ(book_.request(asked), nullptr);
}

TEST_F(DeviceBookTest, ThereIsAnEndToDevices) {
  for (std::size_t i = 0; i < kMostDevices; ++i) {
    static_cast<void>(book_.arrive(arrival(std::to_string(i)), kNow));
  }
  EXPECT_EQ(book_.arrive(arrival("one more"), kNow).kind, Kind::kFull);
  EXPECT_EQ(book_.arrive(arrival("0"), kNow).kind, Kind::kKnown);
}

TEST_F(DeviceBookTest, AKnownDeviceGetsItsTokenAgainAndCostsNoCommit) {
  const std::string token = book_.arrive(arrival(), kNow).token.value.reveal();
  static_cast<void>(book_.take_changes());
  const Verdict again = book_.arrive(arrival("d", {}), kNow + 1'000);
  EXPECT_EQ(again.kind, Kind::kKnown);
  EXPECT_FALSE(again.issued);
  EXPECT_EQ(again.token.value.reveal(), token);
  EXPECT_TRUE(book_.take_changes().empty());
  EXPECT_EQ(book_.device("d")->seen_ms, kNow + 1'000);
  static_cast<void>(book_.arrive(arrival(), kNow + 3'600'000));
  EXPECT_EQ(ids(book_.take_changes().devices), Names{"d"}) << "an hour later it is written down";
}

TEST_F(DeviceBookTest, MoreScopesOnThisMachineAreGrantedInSilenceWithANewToken) {
  const std::string token = book_.arrive(arrival(), kNow).token.value.reveal();
  const Verdict more = book_.arrive(arrival("d", {"operator.admin"}), kNow + 5);
  EXPECT_EQ(more.kind, Kind::kApproved);
  EXPECT_TRUE(more.issued);
  EXPECT_NE(more.token.value.reveal(), token);
  EXPECT_EQ(more.token.rotated_ms, kNow + 5);
  EXPECT_EQ(book_.device("d")->scopes, (Names{"operator.read", "operator.admin"}));
  EXPECT_EQ(check(token), DeviceTokenState::kMismatch);
  EXPECT_EQ(book_.device("d")->created_ms, kNow);
  EXPECT_EQ(book_.device("d")->approved_ms, kNow + 5);
}

TEST_F(DeviceBookTest, MoreScopesAreNotGrantedInSilenceToANodeOrForATokenAlone) {
  static_cast<void>(book_.arrive(node("n"), kNow));
  Arrival greedy = node("n");
  greedy.scopes = {"operator.read"};
  EXPECT_EQ(book_.arrive(greedy, kNow).kind, Kind::kPending);
  static_cast<void>(book_.arrive(arrival(), kNow));
  Arrival more = arrival("d", {"operator.admin"});
  more.by_token = true;
  EXPECT_EQ(book_.arrive(more, kNow).kind, Kind::kPending);
}

TEST_F(DeviceBookTest, AnUpgradeThatWaitsLeavesTheOldGrantUsable) {
  const std::string token = book_.arrive(arrival(), kNow).token.value.reveal();
  const Verdict more = book_.arrive(loud(arrival("d", {"operator.admin"})), kNow);
  EXPECT_EQ(more.reason, PairReason::kScopeUpgrade);
  EXPECT_EQ(more.approved_roles, Names{"operator"});
  EXPECT_EQ(more.approved_scopes, Names{"operator.read"});
  EXPECT_TRUE(book_.requests()[0]->repair);
  EXPECT_EQ(book_.arrive(loud(arrival()), kNow).kind, Kind::kKnown);
  EXPECT_EQ(check(token, {"operator.read"}), DeviceTokenState::kMatch);
}

TEST_F(DeviceBookTest, AnotherRoleIsNeverGrantedInSilence) {
  static_cast<void>(book_.arrive(arrival(), kNow));
  const Verdict verdict = book_.arrive(node(), kNow);
  EXPECT_EQ(verdict.kind, Kind::kPending);
  EXPECT_EQ(verdict.reason, PairReason::kRoleUpgrade);
  const Device& device = book_.approve(verdict.request_id, kNow);
  EXPECT_EQ(device.roles, (Names{"operator", "node"}));
  EXPECT_EQ(device.face.role, "operator");
  EXPECT_NE(device.token("node")->value.reveal(), device.token("operator")->value.reveal());
  EXPECT_EQ(book_.arrive(node(), kNow).kind, Kind::kKnown);
}

TEST_F(DeviceBookTest, AnotherPlatformHasToBeApproved) {
  static_cast<void>(book_.arrive(arrival(), kNow));
  Arrival other = arrival();
  other.face.platform = " Linux";
  EXPECT_EQ(book_.arrive(other, kNow).kind, Kind::kKnown);
  other.face.platform = "windows";
  const Verdict verdict = book_.arrive(other, kNow);
  EXPECT_EQ(verdict.kind, Kind::kPending);
  EXPECT_EQ(verdict.reason, PairReason::kMetadataUpgrade);
  EXPECT_EQ(book_.arrive(arrival(), kNow).kind, Kind::kKnown) << "the old one still works";
  static_cast<void>(book_.approve(verdict.request_id, kNow));
  EXPECT_EQ(book_.arrive(other, kNow).kind, Kind::kKnown);
}

Arrival app(const char* platform) {
  Arrival mac = arrival();
  mac.face.client_id = "openclaw-macos";
  mac.face.client_mode = "ui";
  mac.face.platform = platform;
  mac.face.device_family = "Mac";
  return mac;
}

TEST_F(DeviceBookTest, ANativeAppThatMovedIsStillAskedForItsRole) {
  static_cast<void>(book_.arrive(app("macos 26.1"), kNow));
  EXPECT_EQ(book_.arrive(app("linux"), kNow).kind, Kind::kApproved);
  Arrival as_node = app("macos 26.1");
  as_node.face.role = "node";
  as_node.scopes = {};
  EXPECT_EQ(book_.arrive(as_node, kNow).kind, Kind::kPending);
  EXPECT_EQ(book_.device("d")->roles, Names{"operator"});
}

TEST_F(DeviceBookTest, ANativeAppThatMovedIsStillAskedForMoreScopes) {
  Arrival as_node = app("macos 26.1");
  as_node.face.role = "node";
  as_node.scopes = {};
  static_cast<void>(book_.arrive(as_node, kNow));
  as_node.face.platform = "linux";
  as_node.scopes = {"operator.read"};
  EXPECT_EQ(book_.arrive(as_node, kNow).kind, Kind::kPending);
  static_cast<void>(book_.remove("d"));
  static_cast<void>(book_.arrive(app("macos 26.1"), kNow));
  Arrival more = app("linux");
  more.scopes = {"operator.admin"};
  more.by_token = true;
  EXPECT_EQ(book_.arrive(more, kNow).kind, Kind::kPending);
}

TEST_F(DeviceBookTest, AnUpdatedSystemOfANativeAppIsTheSameDevice) {
  Arrival mac = app("macos 26.1");
  static_cast<void>(book_.arrive(mac, kNow));
  mac.face.platform = "macOS 26.2";
  EXPECT_EQ(book_.arrive(loud(mac), kNow).kind, Kind::kKnown);
  mac.face.platform = "linux";
  EXPECT_EQ(book_.arrive(loud(mac), kNow).reason, PairReason::kMetadataUpgrade);
}

TEST_F(DeviceBookTest, AnOldNodeMayUseTheOldNameOfItsSystem) {
  Arrival mac = node();
  mac.face.platform = "macos";
  mac.face.device_family = "Mac";
  static_cast<void>(book_.arrive(mac, kNow));
  mac.face.platform = "darwin";
  mac.face.device_family = "";
  EXPECT_EQ(book_.arrive(mac, kNow).kind, Kind::kPending);
  mac.old_client = true;
  EXPECT_EQ(book_.arrive(mac, kNow).kind, Kind::kKnown);
  EXPECT_EQ(book_.device("d")->face.platform, "macos");
}

TEST_F(DeviceBookTest, ATokenIsForItsRoleItsScopesAndItsDevice) {
  const std::string token = book_.arrive(arrival(), kNow).token.value.reveal();
  EXPECT_EQ(check(token), DeviceTokenState::kMatch);
  EXPECT_EQ(check(token, {"operator.read"}), DeviceTokenState::kMatch);
  EXPECT_EQ(check(token, {"operator.admin"}), DeviceTokenState::kScopes);
  EXPECT_EQ(check(token, {}, "g1", "node"), DeviceTokenState::kMismatch);
  EXPECT_EQ(check("", {}), DeviceTokenState::kMismatch);
  EXPECT_EQ(check(token + "x"), DeviceTokenState::kMismatch);
  EXPECT_EQ(book_.check_token("e", "operator", token, {}, "g1"), DeviceTokenState::kMismatch);
}

TEST_F(DeviceBookTest, ABrowsersTokenEndsWithTheSharedSecret) {
  Arrival page = arrival();
  page.face.browser_origin = "http://127.0.0.1:1";
  const std::string token = book_.arrive(page, kNow).token.value.reveal();
  EXPECT_EQ(check(token, {}, "g1"), DeviceTokenState::kMatch);
  EXPECT_EQ(check(token, {}, "g2"), DeviceTokenState::kMismatch);
  page.generation = "g2";
  EXPECT_TRUE(book_.arrive(page, kNow).issued);
}

TEST_F(DeviceBookTest, ApprovalKeepsTheTokenAndWidensIt) {
  const std::string token = approved(arrival()).token("operator")->value.reveal();
  static_cast<void>(approved(arrival("d", {"operator.write"})));
  EXPECT_EQ(check(token, {"operator.write"}), DeviceTokenState::kMatch);
  EXPECT_EQ(book_.device("d")->approved_via, "owner");
  EXPECT_TRUE(book_.requests().empty());
}

TEST_F(DeviceBookTest, ARevokedTokenIsReplacedAtTheNextConnect) {
  const std::string token = book_.arrive(arrival(), kNow).token.value.reveal();
  EXPECT_TRUE(book_.revoke("d", "operator", kNow));
  EXPECT_EQ(check(token), DeviceTokenState::kMismatch);
  EXPECT_FALSE(book_.revoke("d", "node", kNow));
  EXPECT_FALSE(book_.revoke("e", "operator", kNow));
  const Verdict next = book_.arrive(arrival(), kNow);
  EXPECT_TRUE(next.issued);
  EXPECT_NE(next.token.value.reveal(), token);
}

TEST_F(DeviceBookTest, ARotatedTokenStaysWithinWhatIsApproved) {
  const std::string token =
      book_.arrive(arrival("d", {"operator.write"}), kNow).token.value.reveal();
  EXPECT_EQ(book_.rotate("d", "operator", Names{"operator.admin"}, kNow), std::nullopt);
  EXPECT_EQ(book_.rotate("d", "node", std::nullopt, kNow), std::nullopt);
  EXPECT_EQ(book_.rotate("e", "operator", std::nullopt, kNow), std::nullopt);
  const auto narrow = book_.rotate("d", "operator", Names{"operator.read"}, kNow + 7);
  ASSERT_TRUE(narrow);
  EXPECT_EQ(narrow->scopes, Names{"operator.read"});
  EXPECT_EQ(narrow->rotated_ms, kNow + 7);
  EXPECT_EQ(check(token), DeviceTokenState::kMismatch);
  EXPECT_EQ(check(narrow->value.reveal(), {"operator.write"}), DeviceTokenState::kScopes);
}

TEST_F(DeviceBookTest, ARemovedDeviceAndItsRequestAreGone) {
  const std::string token = book_.arrive(arrival(), kNow).token.value.reveal();
  static_cast<void>(book_.arrive(loud(arrival("d", {"operator.admin"})), kNow));
  EXPECT_TRUE(book_.remove("d"));
  EXPECT_FALSE(book_.remove("d"));
  EXPECT_TRUE(book_.requests().empty());
  EXPECT_EQ(check(token), DeviceTokenState::kMismatch);
  EXPECT_EQ(book_.arrive(loud(arrival()), kNow).reason, PairReason::kNotPaired);
}

TEST_F(DeviceBookTest, ADeviceLosesARoleAndWithTheLastItself) {
  static_cast<void>(book_.arrive(app("macos 26.1"), kNow));
  Arrival as_node = app("macos 26.1");
  as_node.face.role = "node";
  as_node.scopes = {};
  const Verdict asked = book_.arrive(as_node, kNow);
  static_cast<void>(book_.approve(asked.request_id, kNow));
  ASSERT_EQ(book_.device("d")->roles.size(), 2U);
  EXPECT_FALSE(book_.remove_role("d", "other"));
  EXPECT_FALSE(book_.remove_role("nobody", "node"));
  EXPECT_TRUE(book_.remove_role("d", "node"));
  EXPECT_EQ(book_.device("d")->roles, Names{"operator"});
  EXPECT_EQ(book_.device("d")->token("node"), nullptr);
  EXPECT_TRUE(book_.remove_role("d", "operator"));
  EXPECT_EQ(book_.device("d"), nullptr);
}

TEST_F(DeviceBookTest, TwinsAreThoseThatWerePairedInSilenceUnderTheSameName) {
  static_cast<void>(book_.arrive(arrival("old"), kNow));
  static_cast<void>(approved(arrival("chosen")));
  Arrival named = arrival("named");
  named.face.display_name = "other";
  static_cast<void>(book_.arrive(named, kNow));
  static_cast<void>(book_.arrive(arrival("new"), kNow + 60'000));
  EXPECT_EQ(book_.twins(*book_.device("new"), kNow + 60'000), Names{"old"});
  EXPECT_TRUE(book_.twins(*book_.device("new"), kNow + 59'999).empty());
}

TEST_F(DeviceBookTest, MoreScopesInSilenceDoNotTakeBackTheOwnersChoice) {
  static_cast<void>(approved(arrival("chosen")));
  EXPECT_EQ(book_.arrive(arrival("chosen", {"operator.admin"}), kNow).kind, Kind::kApproved);
  EXPECT_EQ(book_.device("chosen")->approved_via, "owner");
  static_cast<void>(book_.arrive(arrival("new"), kNow + 60'000));
  EXPECT_TRUE(book_.twins(*book_.device("new"), kNow + 60'000).empty());
}

TEST_F(DeviceBookTest, ARequestDoesNotGrowBeyondWhatADeviceMaySay) {
  const auto scopes = [](char letter) { return Names{std::string(1'900, letter)}; };
  EXPECT_EQ(book_.arrive(loud(arrival("d", scopes('a'))), kNow).kind, Kind::kPending);
  EXPECT_EQ(book_.arrive(loud(arrival("d", scopes('b'))), kNow).kind, Kind::kPending);
  const std::string id = book_.requests()[0]->id;
  EXPECT_EQ(book_.arrive(loud(arrival("d", scopes('c'))), kNow).kind, Kind::kTooLong);
  ASSERT_EQ(book_.requests().size(), 1U);
  EXPECT_EQ(book_.requests()[0]->id, id) << "what was asked before is still there";
}

TEST_F(DeviceBookTest, SilentGrantsDoNotGrowADeviceBeyondWhatItMaySay) {
  const auto scopes = [](char letter) { return Names{std::string(1'900, letter)}; };
  static_cast<void>(book_.arrive(arrival("d", scopes('a')), kNow));
  EXPECT_EQ(book_.arrive(arrival("d", scopes('b')), kNow).kind, Kind::kApproved);
  EXPECT_EQ(book_.arrive(arrival("d", scopes('c')), kNow).kind, Kind::kTooLong);
  EXPECT_EQ(book_.ask_scopes(*book_.device("d"), scopes('c'), kNow).kind, Kind::kTooLong);
  EXPECT_EQ(book_.arrive(arrival("d", scopes('b')), kNow).kind, Kind::kKnown);
}

TEST_F(DeviceBookTest, ChangesHoldTheRowsAsTheyWere) {
  static_cast<void>(book_.arrive(arrival(), kNow));
  EXPECT_EQ(book_.take_changes().devices["d"], std::nullopt);
  const std::string token = book_.device("d")->token("operator")->value.reveal();
  static_cast<void>(book_.rotate("d", "operator", std::nullopt, kNow));
  static_cast<void>(book_.rename("d", "label"));
  book_.put_back(book_.take_changes());
  EXPECT_EQ(book_.device("d")->label, "");
  EXPECT_EQ(check(token), DeviceTokenState::kMatch);
}

TEST_F(DeviceBookTest, WhatWasLoadedIsThere) {
  const std::string token = book_.arrive(arrival(), kNow).token.value.reveal();
  const Verdict asked = book_.arrive(loud(arrival("e")), kNow);
  DeviceBook next;
  next.load({*book_.device("d")}, {*book_.request(asked.request_id)});
  EXPECT_EQ(next.check_token("d", "operator", token, {}, "g1"), DeviceTokenState::kMatch);
  EXPECT_EQ(next.arrive(loud(arrival("e")), kNow).request_id, asked.request_id);
}

}  // namespace
}  // namespace openclaw
