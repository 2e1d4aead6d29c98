// SPDX-License-Identifier: MIT
#include "core/log/ws_log.hpp"

#include <gtest/gtest.h>

#include <string>

namespace openclaw {
namespace {

constexpr const char* kConnection = "f5218918-1111-4222-8333-44445555d26b";

template <class Body>
std::string logged(const WsLog& log, Body body) {
  testing::internal::CaptureStderr();
  body(log);
  return testing::internal::GetCapturedStderr();
}

std::string answered(const WsLog& log, std::uint64_t us, const Error* error = nullptr) {
  return logged(log, [&](const WsLog& it) { it.answer("m", "\"13\"", kConnection, us, error); });
}

TEST(WsLogTest, AFailureIsAlwaysTold) {
  const Error error = invalid_request("invalid m params");
  EXPECT_NE(answered(WsLog(), 2'900, &error)
                .find("[ws] ⇄ res ✗ m 2ms errorCode=INVALID_REQUEST "
                      "errorMessage=invalid m params conn=f5218918…d26b id=13\n"),
            std::string::npos);
}

TEST(WsLogTest, WhatGoesWellIsToldWhenItIsSlow) {
  EXPECT_EQ(answered(WsLog(), 49'999), "");
  EXPECT_NE(answered(WsLog(), 50'000).find("⇄ res ✓ m 50ms conn="), std::string::npos);
}

TEST(WsLogTest, VerboseTellsAllAndTheFullStyleEachFrame) {
  EXPECT_NE(answered(WsLog(WsLogStyle::automatic, true), 1).find("⇄ res ✓ m 0ms"),
            std::string::npos);
  EXPECT_NE(answered(WsLog(WsLogStyle::full, true), 1).find("→ res ✓ m 0ms"), std::string::npos);
  const auto ask = [](const WsLog& it) { it.request("m", "\"1\"", "c"); };
  EXPECT_EQ(logged(WsLog(WsLogStyle::compact, true), ask), "");
  EXPECT_EQ(logged(WsLog(WsLogStyle::full, false), ask), "");
  EXPECT_NE(logged(WsLog(WsLogStyle::full, true), ask).find("← req m conn=c id=1\n"),
            std::string::npos);
}

TEST(WsLogTest, EventsAreToldWhenVerboseAndSomebodyGotThem) {
  const auto tell = [](const WsLog& it) { it.event("tick", 3); };
  EXPECT_EQ(logged(WsLog(), tell), "");
  EXPECT_NE(logged(WsLog(WsLogStyle::automatic, true), tell).find("→ event tick clients=3\n"),
            std::string::npos);
  EXPECT_EQ(logged(WsLog(WsLogStyle::full, true), [](const WsLog& it) { it.event("tick", 0); }),
            "");
}

TEST(WsLogTest, NamesOfStylesAreKnown) {
  EXPECT_EQ(parse_ws_log_style("full"), WsLogStyle::full);
  EXPECT_EQ(parse_ws_log_style("loud"), std::nullopt);
}

}  // namespace
}  // namespace openclaw
