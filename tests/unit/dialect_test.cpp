// SPDX-License-Identifier: MIT
#include "core/client/dialect.hpp"

#include <gtest/gtest.h>

namespace openclaw {
namespace {

std::string fresh_id() { return "fresh"; }

std::string event(std::string_view stream, std::string_view data) {
  const std::string payload =
      R"({"runId":"r","sessionKey":"agent:main:main","agentId":"main","stream":")" +
      std::string(stream) + R"(","data":)" + std::string(data) + R"(,"seq":3,"ts":1})";
  return simple_event("agent", payload);
}

// The frame of an event of that run.
std::string expected(std::string_view name, std::string_view data) {
  return R"({"event":")" + std::string(name) +
         R"(","data":{"sessionKey":"main","key":"agent:main:main",)" + std::string(data) +
         R"("runId":"r","agentId":"main"}})";
}

TEST(Dialect, AuthWithoutATypeOpensIt) {
  EXPECT_TRUE(opens_simple(scan_frame(R"({"method":"auth","params":{}})"), false));
  EXPECT_TRUE(opens_simple(scan_frame(R"({"id":7,"method":"\u0061uth"})"), false));
  EXPECT_FALSE(opens_simple(scan_frame(R"({"type":"req","id":"1","method":"auth"})"), true));
  EXPECT_FALSE(opens_simple(scan_frame(R"(["auth"])"), true));
  EXPECT_FALSE(opens_simple(scan_frame(R"({"method":7})"), true));
}

TEST(Dialect, AnyRequestButConnectOpensItWhereNoSecretIsNeeded) {
  const Frame frame = scan_frame(R"({"method":"gateway.info"})");
  EXPECT_FALSE(opens_simple(frame, false));
  EXPECT_TRUE(opens_simple(frame, true));
  EXPECT_FALSE(opens_simple(scan_frame(R"({"id":"1","method":"connect"})"), true));
}

TEST(Dialect, TheAgentGetsARunIdAndItsThinking) {
  EXPECT_EQ(simple_params("agent", R"({"message":"hi","thinkingLevel":"low"})", fresh_id),
            R"({"message":"hi","thinking":"low","idempotencyKey":"fresh"})");
  EXPECT_EQ(simple_params("agent", "", fresh_id), R"({"idempotencyKey":"fresh"})");
}

TEST(Dialect, WhatTheClientSaysItselfStays) {
  EXPECT_EQ(simple_params("agent", R"({"idempotency\u004bey":"mine"})", fresh_id),
            R"({"idempotency\u004bey":"mine"})");
  EXPECT_EQ(simple_params("agent", R"({"thinking":"a","thinkingLevel":"b"})", fresh_id),
            R"({"thinking":"a","thinkingLevel":"b","idempotencyKey":"fresh"})")
      << "two levels are the schema's to refuse";
  EXPECT_EQ(simple_params("agent", "[1]", fresh_id), "") << "and so is what is no object";
  EXPECT_EQ(simple_params("sessions.get", R"({"thinkingLevel":"b"})", fresh_id), "");
}

TEST(Dialect, TheDefaultAgentsSessionsHaveShortNames) {
  EXPECT_EQ(short_session_key("agent:main:main"), "main");
  EXPECT_EQ(short_session_key("agent:main:demo"), "demo");
  EXPECT_EQ(short_session_key("agent:main:telegram:default:user123"),
            "agent:main:telegram:default:user123");
  EXPECT_EQ(short_session_key("agent:other:main"), "agent:other:main");
  EXPECT_EQ(short_session_key("agent:main:"), "agent:main:");
}

TEST(Dialect, TheAnswerOfTheAgentNamesTheSessionBothWays) {
  EXPECT_EQ(simple_result("agent", R"({"runId":"r","sessionKey":"agent:main:main","n":1})"),
            R"({"runId":"r","sessionKey":"main","n":1,"key":"agent:main:main"})");
  EXPECT_EQ(simple_result("agent", R"({"runId":"r"})"), "");
  EXPECT_EQ(simple_result("chat.history", R"({"sessionKey":"agent:main:main"})"), "");
}

TEST(Dialect, TextAndThinkingComeWholeAndAsDelta) {
  EXPECT_EQ(event("assistant", R"({"text":"a b","delta":" b","itemId":"i"})"),
            expected("agent.text", R"("text":"a b","delta":" b",)"));
  EXPECT_EQ(event("thinking", R"({"text":"h\n","delta":"\n"})"),
            expected("agent.thinking", R"("text":"h\n","delta":"\n",)"));
}

TEST(Dialect, AToolIsToldAtItsStartAndAtItsResult) {
  EXPECT_EQ(event("tool", R"({"phase":"start","name":"exec","toolCallId":"c","args":{"a":1}})"),
            expected("agent.tool.start", R"("toolCallId":"c","name":"exec","args":{"a":1},)"));
  EXPECT_EQ(
      event("tool",
            R"({"phase":"result","name":"exec","toolCallId":"c","isError":true,"result":[]})"),
      expected("agent.tool.result",
               R"("toolCallId":"c","name":"exec","isError":true,"result":[],)"));
  EXPECT_EQ(event("tool", R"({"phase":"update","partialResult":1})"), "");
}

TEST(Dialect, ARunIsDoneOnce) {
  EXPECT_EQ(event("lifecycle", R"({"phase":"end","aborted":false,"stopReason":"stop",)"
                               R"("terminalReply":{"text":"all"}})"),
            expected("agent.done", R"("status":"ok","text":"all","stopReason":"stop",)"));
  EXPECT_EQ(event("lifecycle", R"({"phase":"error","aborted":false,"error":"no model"})"),
            expected("agent.done", R"("status":"error","error":"no model",)"));
  EXPECT_EQ(event("lifecycle", R"({"phase":"end","aborted":true,"stopReason":"rpc"})"),
            expected("agent.done", R"("status":"aborted","stopReason":"rpc",)"));
  for (const char* data : {R"({"phase":"start"})", R"({"phase":"finishing","error":"x"})",
                           R"({"phase":"error","aborted":true,"error":"x"})"}) {
    EXPECT_EQ(event("lifecycle", data), "") << data;
  }
}

TEST(Dialect, ACompactionPrunesTheSession) {
  EXPECT_EQ(event("compaction", R"({"phase":"end"})"), expected("session.pruned", ""));
  EXPECT_EQ(event("compaction", R"({"phase":"start"})"), "");
}

TEST(Dialect, SessionsComeUpChangeAndArePruned) {
  const auto named = [](const std::string& reason) {
    const std::string frame =
        simple_event("sessions.changed", R"({"sessionKey":"agent:main:a","reason":")" + reason +
                                             R"(","session":{"key":"agent:main:a"}})");
    return frame.substr(0, frame.find(",\"data\""));
  };
  EXPECT_EQ(named("create"), R"({"event":"session.created")");
  EXPECT_EQ(named("compact"), R"({"event":"session.pruned")");
  EXPECT_EQ(named("patch"), R"({"event":"session.updated")");
  EXPECT_EQ(simple_event("sessions.changed", R"({"sessionKey":"agent:main:a","reason":"create"})"),
            R"({"event":"session.created","data":)"
            R"({"sessionKey":"a","key":"agent:main:a","reason":"create"}})");
}

TEST(Dialect, OnlyInboundMessagesAreMessages) {
  EXPECT_EQ(simple_event("session.message", R"({"sessionKey":"x","message":{"role":"user"}})"),
            R"({"event":"message","data":{"sessionKey":"x","key":"x","message":{"role":"user"}}})");
  EXPECT_EQ(simple_event("session.message", R"({"message":{"role":"assistant"}})"), "");
}

TEST(Dialect, PresenceAndTypingPass) {
  EXPECT_EQ(simple_event("presence", R"({"presence":[]})"),
            R"({"event":"presence","data":{"presence":[]}})");
  EXPECT_EQ(simple_event("session.typing", R"({"key":"k"})"),
            R"({"event":"typing","data":{"key":"k"}})");
}

TEST(Dialect, NoOtherEventOfTheProtocolGetsThrough) {
  for (const char* name : {"chat", "tick", "health", "heartbeat", "shutdown", "session.tool"}) {
    EXPECT_EQ(simple_event(name, R"({"runId":"r"})"), "") << name;
  }
  EXPECT_EQ(simple_event("presence", "[]"), "");
}

}  // namespace
}  // namespace openclaw
