// SPDX-License-Identifier: MIT
#include "core/log/tail.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include "core/json/json.hpp"

namespace openclaw {
namespace {

using Lines = std::vector<std::string_view>;

TEST(LogTailTest, WithoutACursorItIsTheEnd) {
  TailPlan plan = plan_tail(100, {.max_bytes = 100});
  EXPECT_EQ(plan.start, 0U);
  EXPECT_FALSE(plan.truncated || plan.reset);
  plan = plan_tail(101, {.max_bytes = 100});
  EXPECT_EQ(plan.start, 1U);
  EXPECT_TRUE(plan.truncated);
  EXPECT_FALSE(plan.reset);
  EXPECT_EQ(plan.skipped, 0U);
}

TEST(LogTailTest, ACursorGoesOnWhereItWas) {
  const TailPlan plan = plan_tail(500, {.cursor = 450, .max_bytes = 50});
  EXPECT_EQ(plan.start, 450U);
  EXPECT_FALSE(plan.truncated || plan.reset);
}

TEST(LogTailTest, ACursorThatFellTooFarBehindIsResetAndToldWhatItMissed) {
  const TailPlan plan = plan_tail(396'232, {.cursor = 0, .max_bytes = 2000});
  EXPECT_EQ(plan.start, 394'232U);
  EXPECT_TRUE(plan.truncated && plan.reset);
  EXPECT_EQ(plan.skipped, 394'232U);
}

TEST(LogTailTest, ACursorBehindTheEndIsReset) {
  const TailPlan plan = plan_tail(40, {.cursor = 41, .max_bytes = 50});
  EXPECT_EQ(plan.start, 0U);
  EXPECT_TRUE(plan.reset);
  EXPECT_FALSE(plan.truncated);
}

TEST(LogTailTest, LinesAreWholeAndTheLastOnes) {
  TailLines tail = split_tail("ne\nb\nc\nhal", false, 5);
  EXPECT_EQ(tail.lines, (Lines{"b", "c"}));
  EXPECT_EQ(tail.used, 7U);
  EXPECT_EQ(split_tail("a\nb\nc\n", true, 2).lines, (Lines{"b", "c"}));
  EXPECT_EQ(split_tail("a\n\nc\n", true, 5).lines, (Lines{"a", "", "c"}));
  tail = split_tail("half", true, 5);
  EXPECT_TRUE(tail.lines.empty());
  EXPECT_EQ(tail.used, 0U);
  EXPECT_TRUE(split_tail("rest\n", false, 5).lines.empty());
  EXPECT_TRUE(split_tail("", true, 5).lines.empty());
}

class LogTailFileTest : public testing::Test {
 protected:
  const std::string path_ = testing::TempDir() + "/log_tail_test.log";
  void TearDown() override { std::remove(path_.c_str()); }
  void put(std::string_view text) { std::ofstream(path_, std::ios::app) << text; }
  [[nodiscard]] JsonTree ask(const TailRequest& request) const {
    auto parsed = parse_json(tail_json(path_, request));
    return parsed ? std::move(*parsed) : JsonTree();
  }
  static std::vector<std::string> lines(const JsonTree& answer) {
    std::vector<std::string> out;
    const cJSON* line = nullptr;
    cJSON_ArrayForEach(line, json_get(answer.get(), "lines")) out.emplace_back(line->valuestring);
    return out;
  }
};

using Texts = std::vector<std::string>;

TEST_F(LogTailFileTest, AFileThatIsNotThereIsEmpty) {
  const JsonTree answer = ask({});
  EXPECT_EQ(json_string(answer.get(), "file"), path_);
  EXPECT_EQ(json_int(answer.get(), "size", -1), 0);
  EXPECT_EQ(json_int(answer.get(), "cursor", -1), 0);
  EXPECT_TRUE(lines(answer).empty());
  EXPECT_TRUE(json_bool(ask({.cursor = 5}).get(), "reset", false));
}

TEST_F(LogTailFileTest, FollowingGivesEachLineOnceAndNoneInHalves) {
  put("one\ntwo\nthr");
  JsonTree answer = ask({});
  EXPECT_EQ(lines(answer), (Texts{"one", "two"}));
  EXPECT_EQ(json_int(answer.get(), "cursor", -1), 8);
  EXPECT_EQ(json_int(answer.get(), "size", -1), 11);
  put("ee\nfour\n");
  answer = ask({.cursor = 8});
  EXPECT_EQ(lines(answer), (Texts{"three", "four"}));
  EXPECT_FALSE(json_bool(answer.get(), "reset", true));
  EXPECT_TRUE(lines(ask({.cursor = 19})).empty());
}

TEST_F(LogTailFileTest, ALineThatBeginsWithThePartIsKept) {
  put("12345\nabcde\nxyz\n");
  EXPECT_EQ(lines(ask({.max_bytes = 10})), (Texts{"abcde", "xyz"}));
  EXPECT_EQ(lines(ask({.max_bytes = 9})), (Texts{"xyz"}));
}

TEST_F(LogTailFileTest, NoCharacterIsCut) {
  put("ü-first\nsecond ü\n");
  for (std::size_t bytes = 1; bytes <= 20; ++bytes) {
    const std::string text = tail_json(path_, {.max_bytes = bytes});
    EXPECT_EQ(text.find("\xEF\xBF\xBD"), std::string::npos) << bytes;
  }
  EXPECT_EQ(lines(ask({.max_bytes = 19})), (Texts{"ü-first", "second ü"}));
}

TEST_F(LogTailFileTest, WhatIsNoFileIsEmpty) {
  EXPECT_NE(tail_json("/dev/zero", {}).find(R"("lines":[])"), std::string::npos);
  EXPECT_NE(tail_json("/", {}).find(R"("lines":[])"), std::string::npos);
}

}  // namespace
}  // namespace openclaw
