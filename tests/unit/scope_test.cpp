// SPDX-License-Identifier: MIT
#include "core/control/scope.hpp"

#include <gtest/gtest.h>

namespace openclaw {
namespace {

TEST(Scope, AdminHoldsEverythingEvenWhatIsUnknown) {
  const Scopes admin({"operator.admin"});
  for (const char* scope : {"operator.read", "operator.write", "operator.pairing",
                            "operator.talk.secrets", "operator.other"}) {
    EXPECT_TRUE(admin.allow(scope)) << scope;
  }
}

TEST(Scope, WriteHoldsReadAndTalkButNotPairing) {
  const Scopes write({"operator.write"});
  EXPECT_TRUE(write.allow("operator.read"));
  EXPECT_TRUE(write.allow("operator.talk"));
  EXPECT_TRUE(write.allow("operator.sessions.write"));
  EXPECT_FALSE(write.allow("operator.admin"));
  EXPECT_FALSE(write.allow("operator.pairing"));
  EXPECT_FALSE(write.allow("operator.approvals"));
  EXPECT_FALSE(write.allow("operator.talk.secrets"));
}

TEST(Scope, ReadDoesNotHoldWrite) {
  const Scopes read({"operator.read"});
  EXPECT_TRUE(read.allow("operator.sessions.read"));
  EXPECT_FALSE(read.allow("operator.write"));
  EXPECT_FALSE(read.allow("operator.sessions.write"));
}

TEST(Scope, UnknownNamesAreKeptAndOpenNothing) {
  const Scopes odd({"operator.foo", "OPERATOR.ADMIN", "operator.admin "});
  EXPECT_EQ(odd.joined(), "operator.foo,OPERATOR.ADMIN,operator.admin ");
  EXPECT_FALSE(odd.allow("operator.read"));
  EXPECT_FALSE(odd.allow("operator.foo"));
  EXPECT_FALSE(Scopes().allow("operator.read"));
}

TEST(Scope, SessionScopesOpenTheMethodsOfSessionsAlone) {
  const Scopes read({"operator.sessions.read"});
  EXPECT_TRUE(read.allow_method("operator.read", "chat.history"));
  EXPECT_FALSE(read.allow_method("operator.read", "config.get"));
  EXPECT_FALSE(read.allow_method("operator.write", "chat.send"));
  const Scopes write({"operator.sessions.write"});
  EXPECT_TRUE(write.allow_method("operator.write", "chat.send"));
  EXPECT_TRUE(write.allow_method("operator.read", "chat.history"));
  EXPECT_FALSE(write.allow_method("operator.write", "agent"));
}

TEST(Scope, EventsThatAreNotListedHaveNoRule) {
  EXPECT_FALSE(event_rule("no.such.event").known);
  EXPECT_FALSE(event_rule("").known);
  EXPECT_EQ(event_rule("tick").scope, "");
  EXPECT_EQ(event_rule("chat").scope, "operator.read");
}

TEST(Scope, MethodsOfNodesAreKnown) {
  EXPECT_TRUE(is_node_method("node.invoke.result"));
  EXPECT_FALSE(is_node_method("node.list"));
}

}  // namespace
}  // namespace openclaw
