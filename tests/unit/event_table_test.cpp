// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "core/control/scope.hpp"

namespace openclaw {
namespace {

TEST(EventTable, TheListHasEachEventOnceAndTheSameEachTime) {
  const auto& events = protocol_events();
  EXPECT_EQ(std::set<std::string_view>(events.begin(), events.end()).size(), events.size());
  EXPECT_EQ(events.size(), 64U);
  EXPECT_EQ(events.front(), "connect.challenge");
  EXPECT_EQ(&events, &protocol_events());
}

TEST(EventTable, EventsForOneConnectionAreForNobodyElse) {
  for (const char* event : {"connect.challenge", "models.snapshot", "node.invoke.request",
                            "node.invoke.input", "node.invoke.cancel"}) {
    EXPECT_FALSE(event_rule(event).known) << event;
  }
}

TEST(EventTable, SignsOfLifeAreForEverybody) {
  for (const char* event : {"tick", "shutdown", "health", "heartbeat", "update.available"}) {
    EXPECT_TRUE(event_rule(event).known) << event;
    EXPECT_EQ(event_rule(event).scope, "") << event;
  }
}

// Whoever has no scope at all, as a node or a page without a device, learns nothing else.
TEST(EventTable, AllElseNeedsAScopeOfOperators) {
  const std::set<std::string_view> open = {"tick",      "shutdown",         "health",
                                           "heartbeat", "update.available", "gateway.suspension"};
  for (const std::string_view event : protocol_events()) {
    const EventRule rule = event_rule(event);
    if (!rule.known || open.count(event)) continue;
    EXPECT_TRUE(rule.scope.starts_with("operator.")) << event;
  }
}

TEST(EventTable, WhatIsSecretNeedsMoreThanReading) {
  EXPECT_EQ(event_rule("device.pair.requested").scope, "operator.pairing");
  EXPECT_EQ(event_rule("node.pair.requested").scope, "operator.pairing");
  EXPECT_EQ(event_rule("exec.approval.requested").scope, "operator.approvals");
  EXPECT_EQ(event_rule("question.requested").scope, "operator.questions");
  EXPECT_EQ(event_rule("terminal.data").scope, "operator.admin");
  const Scopes reader({"operator.read"});
  for (const char* event : {"device.pair.requested", "exec.approval.requested", "terminal.data"}) {
    EXPECT_FALSE(reader.allow(event_rule(event).scope)) << event;
  }
  EXPECT_TRUE(reader.allow(event_rule("chat").scope));
}

TEST(EventTable, EventsOfPluginsNeedWriteUnlessTheyHaveARow) {
  EXPECT_EQ(event_rule("plugin.anything").scope, "operator.write");
  EXPECT_EQ(event_rule("plugin.approval.requested").scope, "operator.approvals");
  EXPECT_EQ(event_rule("plugins.changed").scope, "operator.read");
  EXPECT_FALSE(event_rule("plugin").known);
}

TEST(EventTable, UnlistedEventsHaveARowButAreNotAdvertised) {
  const auto& events = protocol_events();
  for (const char* event : {"board.changed", "config.changed", "chat.side_result"}) {
    EXPECT_EQ(event_rule(event).scope, "operator.read") << event;
    EXPECT_EQ(std::count(events.begin(), events.end(), event), 0) << event;
  }
  EXPECT_FALSE(event_rule("").known);
  EXPECT_FALSE(event_rule("chat ").known);
}

}  // namespace
}  // namespace openclaw
