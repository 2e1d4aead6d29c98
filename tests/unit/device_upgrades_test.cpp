// SPDX-License-Identifier: MIT
#include "core/device/upgrades.hpp"

#include <gtest/gtest.h>

#include <deque>

#include "core/wall_time.hpp"

namespace openclaw {
namespace {

// Holds every commit until it is told how it ended.
class SlowWorld final : public DeviceMediator {
 public:
  void save_devices(std::vector<StoreStatement>, std::function<void(bool)> done) override {
    waiting.push_back(std::move(done));
  }
  void publish_pairing(std::string_view, std::string_view) override {}
  [[nodiscard]] bool device_connected(const std::string&) const override { return false; }
  void drop_device(const std::string&, std::string_view) override {}
  void device_removed(const std::string&) override {}
  void finish(bool kept = true) {
    for (const auto& done : std::exchange(waiting, {})) done(kept);
  }
  std::vector<std::function<void(bool)>> waiting;
};

class Answers final : public AnswerSink {
 public:
  void answer(Request&, const Answer& answer) override {
    text = answer.ok ? std::string(answer.payload) : answer.error->message;
  }
  std::string text;
};

class UpgradesTest : public testing::Test {
 protected:
  UpgradesTest() {
    devices_.on_resolved([this](const std::string& id, std::string_view decision) {
      upgrades_.resolved(id, decision);
    });
    Device device;
    device.face.device_id = "d";
    device.roles = {"operator"};
    device.scopes = {"operator.read"};
    devices_.load({{device}, {}});
  }
  RequestRef request(Answers& answers) {
    Caller caller;
    caller.device_id = "d";
    return std::make_shared<Request>(&answers, "1", "m", std::make_shared<Caller>(caller));
  }
  // What is said to the next one who waits.
  const std::string& waiting(const std::string& id) {
    answers_.emplace_back();
    upgrades_.wait(request(answers_.back()), id);
    return answers_.back().text;
  }
  // What is said to who asks for `scopes`, once it is written.
  std::string ask(const Names& scopes) {
    Answers answers;
    upgrades_.ask(request(answers), scopes);
    world_.finish();
    return answers.text;
  }
  // The id of a request that is open.
  std::string asked() {
    ask({"operator.admin"});
    const auto open = devices_.book().requests();
    return open.empty() ? "none" : open[0]->id;
  }

  std::deque<Answers> answers_;
  SlowWorld world_;
  Devices devices_{world_};
  ScopeUpgrades upgrades_{devices_};
};

TEST_F(UpgradesTest, NothingIsExpiredWhileItsApprovalIsBeingWritten) {
  const std::string id = asked();
  const std::string& answer = waiting(id);
  devices_.approve(id, [](const Device*) {});
  upgrades_.expire(wall_ms());
  EXPECT_EQ(answer, "");
  EXPECT_EQ(waiting(id), "") << "who asks now waits as well";
  world_.finish();
  EXPECT_NE(answer.find(R"("status":"approved")"), std::string::npos) << answer;
}

TEST_F(UpgradesTest, AnApprovalThatCannotBeWrittenLeavesThemWaiting) {
  const std::string id = asked();
  const std::string& answer = waiting(id);
  devices_.approve(id, [](const Device*) {});
  world_.finish(false);
  upgrades_.expire(wall_ms());
  EXPECT_EQ(answer, "");
}

TEST_F(UpgradesTest, WhatNobodyDecidesOnExpires) {
  const std::string id = asked();
  const std::string& answer = waiting(id);
  devices_.remove("d", [](bool) {});
  world_.finish();
  upgrades_.expire(wall_ms());
  EXPECT_NE(answer.find(R"("status":"expired")"), std::string::npos) << answer;
}

TEST_F(UpgradesTest, ADecisionIsKeptAsLongAsARequest) {
  const std::string id = asked();
  devices_.reject(id, [](bool) {});
  world_.finish();
  const std::int64_t now = wall_ms();
  upgrades_.expire(now + kPairRequestMs - 1'000);
  EXPECT_NE(waiting(id).find(R"("status":"rejected")"), std::string::npos);
  upgrades_.expire(now + kPairRequestMs + 1'000);
  EXPECT_EQ(waiting(id), "scope upgrade expired or not found");
}

TEST_F(UpgradesTest, ScopesThatNobodyKnowsAreNotAskedFor) {
  EXPECT_EQ(ask({"operator.read", "operator.foo"}).find("unknown scope 'operator.foo'"), 0U);
  EXPECT_TRUE(devices_.book().requests().empty());
}

}  // namespace
}  // namespace openclaw
