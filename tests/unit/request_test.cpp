// SPDX-License-Identifier: MIT
#include "core/control/request.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace openclaw {
namespace {

class Answers final : public AnswerSink {
 public:
  void answer(Request& request, const Answer& answer) override {
    seen.push_back(request.raw_id() + (answer.final ? " final " : " interim ") +
                   (answer.ok ? "ok " : answer.error->message + ' ') + std::string(answer.payload));
  }
  std::vector<std::string> seen;
};

TEST(Request, AnsweredOnceAfterAnyNumberOfInterimAnswers) {
  Answers answers;
  Request request(&answers, "\"1\"", "m", std::make_shared<Caller>());
  int told = 0;
  request.on_answered([&told](Request&) { ++told; });
  request.interim("1");
  request.interim("2");
  EXPECT_FALSE(request.answered());
  request.reply("3");
  request.reply("4");
  request.fail(invalid_request("late"));
  request.interim("5");
  EXPECT_TRUE(request.answered());
  EXPECT_EQ(told, 1);
  EXPECT_EQ(answers.seen, (std::vector<std::string>{"\"1\" interim ok 1", "\"1\" interim ok 2",
                                                    "\"1\" final ok 3"}));
}

TEST(Request, AFailMayCarryAPayload) {
  Answers answers;
  Request request(&answers, "7", "m", std::make_shared<Caller>());
  request.fail(invalid_request("no"), "{}");
  EXPECT_EQ(answers.seen, (std::vector<std::string>{"7 final no {}"}));
}

TEST(Request, NobodyIsToldOnceTheAskerHasGone) {
  Answers answers;
  Request request(&answers, "7", "m", std::make_shared<Caller>());
  request.drop_sink();
  request.interim("1");
  request.reply("2");
  EXPECT_TRUE(request.answered());
  EXPECT_TRUE(answers.seen.empty());
}

TEST(Request, CapabilitiesAreWholeNames) {
  Caller caller;
  caller.caps_joined = "tool-events,canvas";
  EXPECT_TRUE(caller.has_cap("canvas"));
  EXPECT_TRUE(caller.has_cap("tool-events"));
  EXPECT_FALSE(caller.has_cap("tool"));
  EXPECT_FALSE(caller.has_cap("events"));
  EXPECT_FALSE(Caller().has_cap(""));
}

TEST(Request, ErrorsHaveTheOrderOfTheWire) {
  Error error = unavailable("later \"x\"");
  error.retryable = true;
  error.retry_after_ms = 5;
  error.details_json = "{\"a\":1}";
  EXPECT_EQ(error_json(error),
            R"({"code":"UNAVAILABLE","message":"later \"x\"","retryable":true,"retryAfterMs":5,)"
            R"("details":{"a":1}})");
  EXPECT_EQ(error_json(invalid_request("x")), R"({"code":"INVALID_REQUEST","message":"x"})");
}

}  // namespace
}  // namespace openclaw
