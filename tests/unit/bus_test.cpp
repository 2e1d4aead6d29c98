// SPDX-License-Identifier: MIT
#include "core/control/bus.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace openclaw {
namespace {

class Listener final : public Subscriber {
 public:
  explicit Listener(std::string scope = {}) : scope_(std::move(scope)) {}
  [[nodiscard]] bool receives(const Event&, std::string_view scope) const override {
    return scope.empty() || scope == scope_;
  }
  [[nodiscard]] Dialect dialect() const override { return speaks; }
  void deliver(const Event&, const SharedText& body) override {
    bodies.push_back(body);
    if (on_deliver) on_deliver();
  }
  std::vector<SharedText> bodies;
  Dialect speaks = Dialect::kProduct;
  std::function<void()> on_deliver;

 private:
  std::string scope_;
};

TEST(Bus, TheBodyIsEncodedOnceForAll) {
  Bus bus;
  Listener one;
  Listener two;
  bus.join(one);
  bus.join(two);
  EXPECT_EQ(bus.publish({.name = "tick", .payload = R"({"ts":1})"}), 2U);
  ASSERT_EQ(one.bodies.size(), 1U);
  EXPECT_EQ(*one.bodies[0], R"({"type":"event","event":"tick","payload":{"ts":1})");
  EXPECT_EQ(one.bodies[0], two.bodies[0]) << "one text, two references";
}

TEST(Bus, EachDialectHasOneBodyThatItsListenersShare) {
  Bus bus;
  Listener product("operator.read");
  Listener one("operator.read");
  Listener two("operator.read");
  one.speaks = two.speaks = Dialect::kSimple;
  for (Listener* listener : {&one, &product, &two}) bus.join(*listener);
  EXPECT_EQ(bus.publish({.name = "presence", .payload = R"({"presence":[]})"}), 3U);
  EXPECT_EQ(*one.bodies[0], R"({"event":"presence","data":{"presence":[]}})");
  EXPECT_EQ(one.bodies[0], two.bodies[0]);
  EXPECT_EQ(*product.bodies[0], R"({"type":"event","event":"presence","payload":{"presence":[]})");
}

TEST(Bus, WhoMayNotReadGetsThePayloadThatIsForThem) {
  Bus bus;
  Listener none;
  Listener reader("operator.read");
  bus.join(none);
  bus.join(reader);
  EXPECT_EQ(bus.publish({.name = "health", .payload = "[1]", .unread_payload = "[2]"}), 2U);
  EXPECT_EQ(*none.bodies[0], R"({"type":"event","event":"health","payload":[2])");
  EXPECT_EQ(*reader.bodies[0], R"({"type":"event","event":"health","payload":[1])");
}

TEST(Bus, WhatADialectHasNoFormForIsNotSentThere) {
  Bus bus;
  Listener one;
  one.speaks = Dialect::kSimple;
  bus.join(one);
  EXPECT_EQ(bus.publish({.name = "tick", .payload = "{}"}), 0U);
  EXPECT_TRUE(one.bodies.empty());
}

TEST(Bus, AnEventNeedsTheScopeOfItsRow) {
  Bus bus;
  Listener none;
  Listener reader("operator.read");
  bus.join(none);
  bus.join(reader);
  EXPECT_EQ(bus.publish({.name = "chat", .payload = "{}"}), 1U);
  EXPECT_TRUE(none.bodies.empty());
}

TEST(Bus, AnUnknownEventReachesNobodyUnlessItsScopeIsGiven) {
  Bus bus;
  Listener one("operator.admin");
  bus.join(one);
  EXPECT_EQ(bus.publish({.name = "made.up", .payload = "{}"}), 0U);
  EXPECT_EQ(bus.publish({.name = "made.up", .payload = "{}", .scope = "operator.admin"}), 1U);
}

TEST(Bus, WhoLeavesDuringAnEventGetsNoMore) {
  Bus bus;
  Listener first;
  Listener second;
  bus.join(first);
  bus.join(second);
  first.on_deliver = [&] {
    bus.leave(second);
    bus.leave(first);
  };
  EXPECT_EQ(bus.publish({.name = "tick", .payload = "{}"}), 1U);
  EXPECT_EQ(bus.publish({.name = "tick", .payload = "{}"}), 0U);
  EXPECT_TRUE(second.bodies.empty());
}

TEST(Bus, AnEventMayBePublishedDuringAnEvent) {
  Bus bus;
  Listener one;
  bus.join(one);
  one.on_deliver = [&] {
    if (one.bodies.size() == 1) bus.publish({.name = "health", .payload = "{}"});
  };
  bus.publish({.name = "tick", .payload = "{}"});
  EXPECT_EQ(one.bodies.size(), 2U);
}

TEST(Bus, TheTailCarriesSeqAndVersions) {
  Bus bus;
  bus.version() = {3, 4};
  EXPECT_EQ(bus.tail({.name = "tick", .payload = "{}"}, 12), R"(,"seq":12})");
  EXPECT_EQ(bus.tail({.name = "tick", .payload = "{}"}, 0), "}");
  EXPECT_EQ(bus.tail({.name = "health", .payload = "{}", .state_version = true}, 1),
            R"(,"seq":1,"stateVersion":{"presence":3,"health":4}})");
}

}  // namespace
}  // namespace openclaw
