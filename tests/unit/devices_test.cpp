// SPDX-License-Identifier: MIT
#include "core/device/devices.hpp"

#include <gtest/gtest.h>

namespace openclaw {
namespace {

class FakeWorld final : public DeviceMediator {
 public:
  void save_devices(std::vector<StoreStatement> statements,
                    std::function<void(bool)> done) override {
    written += statements.size();
    if (later) {
      waiting.push_back(std::move(done));
    } else {
      done(!broken);
    }
  }
  void publish_pairing(std::string_view event, std::string_view) override {
    told += std::string(event) + ' ';
  }
  [[nodiscard]] bool device_connected(const std::string&) const override { return false; }
  void drop_device(const std::string& id, std::string_view) override { told += "drop " + id; }
  void device_removed(const std::string& id) override { told += "removed " + id + ' '; }
  void finish(bool kept = true) {
    for (const auto& done : std::exchange(waiting, {})) done(kept);
  }

  std::string told;
  std::size_t written = 0;
  std::vector<std::function<void(bool)>> waiting;
  bool later = false;
  bool broken = false;
};

Admission admission(bool quiet = true) {
  Admission out;
  out.params.client_id = "cli";
  out.params.client_mode = "cli";
  out.params.scopes = {"operator.read"};
  out.params.max_protocol = 4;
  out.device = DeviceEntry{.id = "d", .public_key = "key", .quiet = quiet};
  return out;
}

class DevicesTest : public testing::Test {
 protected:
  // The token it was let in with, the code of the refusal, or nothing yet.
  void admit(const Admission& who) {
    outcome_.clear();
    devices_.admit(who, [this](HandshakeOutcome outcome) {
      if (const auto* in = std::get_if<Admission>(&outcome)) {
        outcome_ = in->device->token;
      } else {
        outcome_ = std::get_if<Refusal>(&outcome)->error.code;
      }
    });
  }
  std::string asked() {
    admit(admission(false));
    return devices_.book().requests().empty() ? "" : devices_.book().requests()[0]->id;
  }

  FakeWorld world_;
  Devices devices_{world_};
  std::string outcome_;
};

TEST_F(DevicesTest, ANewDeviceIsToldOfItsTokenOnlyWhenItIsOnTheDisk) {
  world_.later = true;
  admit(admission());
  EXPECT_EQ(outcome_, "");
  EXPECT_EQ(world_.told, "");
  world_.finish();
  EXPECT_EQ(outcome_.size(), 43U);
  EXPECT_EQ(world_.told, "device.pair.resolved ");
}

TEST_F(DevicesTest, AKnownDeviceWaitsForNothing) {
  admit(admission());
  const std::string token = outcome_;
  world_.later = true;
  admit(admission());
  EXPECT_EQ(outcome_, token);
}

TEST_F(DevicesTest, ATokenOnItsWayToTheDiskIsToldToNobody) {
  world_.later = true;
  admit(admission());
  admit(admission());
  EXPECT_EQ(outcome_, "");
  world_.waiting[0](true);
  world_.waiting[1](true);
  EXPECT_EQ(outcome_.size(), 43U);
}

TEST_F(DevicesTest, WhatALaterWriteHasKeptStays) {
  world_.later = true;
  admit(admission());
  admit(admission());
  world_.waiting[0](false);
  EXPECT_NE(devices_.book().device("d"), nullptr);
  world_.waiting[1](true);
  EXPECT_NE(devices_.book().device("d"), nullptr);
  EXPECT_EQ(outcome_.size(), 43U);
}

TEST_F(DevicesTest, AFailureGoesBackToWhatTheDiskHas) {
  admit(admission());
  world_.later = true;
  devices_.rename("d", "first", [](bool) {});
  devices_.rename("d", "second", [](bool) {});
  devices_.rename("d", "third", [](bool) {});
  world_.waiting[0](true);
  world_.waiting[1](false);
  world_.waiting[2](false);
  EXPECT_EQ(devices_.book().device("d")->label, "first");
}

TEST_F(DevicesTest, ADeviceThatSaysTooMuchIsRefused) {
  Admission wordy = admission();
  wordy.params.display_name = std::string(4'097, 'n');
  admit(wordy);
  EXPECT_EQ(outcome_, "INVALID_REQUEST");
  EXPECT_EQ(devices_.book().device("d"), nullptr);
}

TEST_F(DevicesTest, WhatCannotBeWrittenIsNotSo) {
  world_.broken = true;
  admit(admission());
  EXPECT_EQ(outcome_, "UNAVAILABLE");
  EXPECT_EQ(devices_.book().device("d"), nullptr);
  EXPECT_EQ(world_.told, "");
}

TEST_F(DevicesTest, ARequestIsAnnouncedBeforeItsRefusalIsSent) {
  world_.later = true;
  admit(admission(false));
  EXPECT_EQ(outcome_, "");
  world_.finish();
  EXPECT_EQ(outcome_, "NOT_PAIRED");
  EXPECT_EQ(world_.told, "device.pair.requested ");
  admit(admission(false));
  EXPECT_EQ(outcome_, "NOT_PAIRED") << "nothing is written anew";
  EXPECT_EQ(world_.told, "device.pair.requested ");
}

TEST_F(DevicesTest, ARequestThatCannotBeWrittenIsToldToNobody) {
  world_.broken = true;
  admit(admission(false));
  EXPECT_EQ(outcome_, "UNAVAILABLE");
  EXPECT_TRUE(devices_.book().requests().empty());
  EXPECT_EQ(world_.told, "");
}

TEST_F(DevicesTest, AnApprovalThatCannotBeWrittenLeavesTheRequest) {
  const std::string id = asked();
  world_.broken = true;
  bool approved = true;
  devices_.approve(id, [&approved](const Device* device) { approved = device != nullptr; });
  EXPECT_FALSE(approved);
  EXPECT_EQ(devices_.book().device("d"), nullptr);
  ASSERT_NE(devices_.book().request(id), nullptr);
  bool rejected = true;
  devices_.reject(id, [&rejected](bool kept) { rejected = kept; });
  EXPECT_FALSE(rejected);
  EXPECT_NE(devices_.book().request(id), nullptr);
}

TEST_F(DevicesTest, ARequestThatWasReplacedDoesNotComeBack) {
  const std::string id = asked();
  world_.later = true;
  devices_.approve(id, [](const Device*) {});
  Admission more = admission(false);
  more.params.scopes = {"operator.admin"};
  admit(more);
  world_.waiting[0](false);
  EXPECT_EQ(devices_.book().request(id), nullptr);
  EXPECT_EQ(devices_.book().requests().size(), 1U);
}

TEST_F(DevicesTest, TheRequestThatALargerOneReplacedIsBackWhenThatCannotBeWritten) {
  const std::string id = asked();
  world_.broken = true;
  Admission more = admission(false);
  more.params.scopes = {"operator.admin"};
  admit(more);
  EXPECT_EQ(outcome_, "UNAVAILABLE");
  ASSERT_EQ(devices_.book().requests().size(), 1U);
  EXPECT_EQ(devices_.book().requests()[0]->id, id);
}

TEST_F(DevicesTest, TheIdOfARequestForScopesIsToldOnceItIsOnTheDisk) {
  admit(admission());
  world_.later = true;
  std::string told;
  const auto ask = [&] {
    devices_.ask_scopes("d", {"operator.admin"},
                        [&told](Result<std::string> id) { told += id ? "id " : "failed "; });
  };
  ask();
  ask();
  EXPECT_EQ(told, "") << "nor is the second, of the same request";
  world_.finish(false);
  EXPECT_EQ(told, "failed failed ");
  EXPECT_TRUE(devices_.book().requests().empty());
}

TEST_F(DevicesTest, ATwinIsBackWhenItsRemovalCannotBeWritten) {
  Device twin;
  twin.face.device_id = "twin";
  twin.face.client_id = "cli";
  twin.face.client_mode = "cli";
  twin.approved_via = "silent";
  twin.approved_ms = 1;
  devices_.load({{twin}, {}});
  world_.later = true;
  admit(admission());
  EXPECT_EQ(devices_.book().device("twin"), nullptr);
  world_.finish(false);
  EXPECT_NE(devices_.book().device("twin"), nullptr);
  EXPECT_EQ(devices_.book().device("d"), nullptr);
}

TEST_F(DevicesTest, ASupersededRequestIsToldAsRejected) {
  asked();
  Admission more = admission(false);
  more.params.scopes = {"operator.admin"};
  admit(more);
  EXPECT_EQ(world_.told, "device.pair.requested device.pair.resolved device.pair.requested ");
}

TEST_F(DevicesTest, ADeviceThatIsRemovedWhileItComesInIsRefused) {
  world_.later = true;
  admit(admission());
  devices_.remove("d", [](bool) {});
  world_.finish();
  EXPECT_EQ(outcome_, "UNAVAILABLE");
}

TEST_F(DevicesTest, ARemovedDeviceDoesNotComeBackWhenAnEarlierWriteFails) {
  admit(admission());
  world_.later = true;
  devices_.rename("d", "label", [](bool) {});
  devices_.remove("d", [](bool) {});
  world_.waiting[0](false);
  EXPECT_EQ(devices_.book().device("d"), nullptr);
  world_.waiting[1](true);
  EXPECT_EQ(devices_.book().device("d"), nullptr);
}

TEST_F(DevicesTest, AnApprovalIsAnsweredAndAnnouncedBehindItsCommit) {
  const std::string id = asked();
  world_.later = true;
  std::string approved;
  devices_.approve(id, [&](const Device* device) { approved = device ? "yes" : "no"; });
  EXPECT_EQ(approved, "");
  world_.finish();
  EXPECT_EQ(approved, "yes");
  EXPECT_EQ(world_.told, "device.pair.requested device.pair.resolved ");
}

TEST_F(DevicesTest, ARemovalThatCannotBeWrittenLeavesTheDevice) {
  admit(admission());
  world_.broken = true;
  bool removed = true;
  devices_.remove("d", [&removed](bool kept) { removed = kept; });
  EXPECT_FALSE(removed);
  EXPECT_NE(devices_.book().device("d"), nullptr);
}

TEST_F(DevicesTest, ARenamedDeviceIsAnnounced) {
  admit(admission());
  world_.told.clear();
  devices_.rename("d", "label", [](bool) {});
  EXPECT_EQ(world_.told, "device.pair.changed ");
  EXPECT_EQ(devices_.book().device("d")->label, "label");
}

// A phone that comes with a setup code.
class DevicesSetupTest : public DevicesTest {
 protected:
  Admission phone(const std::string& id = "d") {
    Admission out = admission(false);
    out.role = Role::kNode;
    out.params.client_id = "openclaw-android";
    out.params.client_mode = "node";
    out.params.client_platform = "android";
    out.params.device_family = "android";
    out.params.scopes = {};
    out.device->id = id;
    out.device->setup_id = code_;
    return out;
  }
  void issue(SetupKind kind = SetupKind::kLimited) {
    devices_.issue_code(kind, [this](const Result<IssuedCode>& issued) {
      code_ = issued ? issued->id : std::string();
    });
  }
  [[nodiscard]] std::string request() const { return devices_.book().requests()[0]->id; }
  [[nodiscard]] bool is_open() const { return devices_.setup().code(code_) != nullptr; }

  std::string code_;
};

TEST_F(DevicesSetupTest, ACodeIsToldOnlyWhenItIsOnTheDisk) {
  world_.later = true;
  issue();
  EXPECT_EQ(code_, "");
  world_.finish();
  EXPECT_TRUE(is_open());
  world_.later = false;
  world_.broken = true;
  issue();
  EXPECT_EQ(code_, "");
}

TEST_F(DevicesSetupTest, ACodeIsUsedUpInTheCommitThatHoldsThePairing) {
  issue();
  world_.written = 0;
  world_.later = true;
  admit(phone());
  EXPECT_EQ(world_.waiting.size(), 1U);
  EXPECT_EQ(world_.written, 3U) << "the device, the code and its outcome";
  EXPECT_EQ(outcome_, "");
  world_.finish();
  EXPECT_EQ(outcome_.size(), 43U);
  EXPECT_FALSE(is_open());
}

TEST_F(DevicesSetupTest, OfTwoThatRaceTheSecondIsRefused) {
  issue();
  world_.later = true;
  admit(phone());
  admit(phone("other"));
  EXPECT_EQ(outcome_, "INVALID_REQUEST");
  EXPECT_EQ(devices_.book().device("other"), nullptr);
}

TEST_F(DevicesSetupTest, ACodeWhoseUseCannotBeWrittenIsGoodAgain) {
  issue();
  world_.broken = true;
  admit(phone());
  EXPECT_EQ(outcome_, "UNAVAILABLE");
  EXPECT_EQ(devices_.book().device("d"), nullptr);
  world_.broken = false;
  admit(phone());
  EXPECT_EQ(outcome_.size(), 43U);
}

TEST_F(DevicesSetupTest, WhetherTheDeviceWasToldIsSaid) {
  issue();
  admit(phone());
  EXPECT_NE(world_.told.find("setup.deliveryUncertain"), std::string::npos) << world_.told;
  world_.told.clear();
  devices_.came_in(*phone().device);
  EXPECT_EQ(world_.told, "device.pair.setup.completed ");
  EXPECT_TRUE(devices_.setup().outcome(code_)->delivered);
}

TEST_F(DevicesSetupTest, AnyOtherClientWaitsAndTheCodeIsItsOwnMeanwhile) {
  issue();
  Admission other = phone();
  other.params.client_id = "node-host";
  admit(other);
  EXPECT_EQ(outcome_, "NOT_PAIRED");
  admit(phone("thief"));
  EXPECT_EQ(outcome_, "INVALID_REQUEST");
  devices_.approve(request(), [](const Device*) {});
  admit(other);
  EXPECT_EQ(outcome_.size(), 43U);
  EXPECT_EQ(devices_.setup().outcome(code_)->access, "node");
}

TEST_F(DevicesSetupTest, RejectingTheDeviceRevokesItsCode) {
  issue();
  Admission other = phone();
  other.params.client_id = "node-host";
  admit(other);
  devices_.reject(request(), [](bool) {});
  EXPECT_FALSE(is_open());
}

// Else it would be back, without anybody having been asked, as long as the code lasts.
TEST_F(DevicesSetupTest, RemovingTheDeviceRevokesItsCode) {
  issue();
  admit(phone());
  issue();
  Admission changed = phone();
  changed.params.device_family = "iphone";
  admit(changed);
  EXPECT_EQ(outcome_, "NOT_PAIRED");
  EXPECT_TRUE(is_open());
  devices_.remove("d", [](bool) {});
  EXPECT_FALSE(is_open());
  admit(phone());
  EXPECT_EQ(outcome_, "INVALID_REQUEST");
}

}  // namespace
}  // namespace openclaw
