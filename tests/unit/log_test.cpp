// SPDX-License-Identifier: MIT
#include "core/log/log.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <regex>
#include <sstream>
#include <string>
#include <thread>

namespace openclaw {
namespace {

class LogTest : public testing::Test {
 protected:
  void TearDown() override { set_log_level(LogLevel::info); }
  static std::string logged(LogLevel level, std::string_view text) {
    testing::internal::CaptureStderr();
    log_line(level, "part", text);
    return testing::internal::GetCapturedStderr();
  }
};

TEST_F(LogTest, ALineHasTimeSubsystemAndText) {
  const std::regex form(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d \[part\] a text\n)");
  const std::string line = logged(LogLevel::info, "a text");
  EXPECT_TRUE(std::regex_match(line, form)) << line;
}

TEST_F(LogTest, ErrorsAndWarningsAreMarked) {
  EXPECT_NE(logged(LogLevel::error, "x").find("[part] error: x\n"), std::string::npos);
  EXPECT_NE(logged(LogLevel::warn, "x").find("[part] warning: x\n"), std::string::npos);
}

TEST_F(LogTest, LinesAboveTheLevelAreDropped) {
  EXPECT_EQ(logged(LogLevel::debug, "x"), "");
  EXPECT_FALSE(log_enabled(LogLevel::debug));
  set_log_level(LogLevel::debug);
  EXPECT_NE(logged(LogLevel::debug, "x"), "");
  set_log_level(LogLevel::error);
  EXPECT_EQ(logged(LogLevel::warn, "x"), "");
  EXPECT_NE(logged(LogLevel::error, "x"), "");
}

TEST_F(LogTest, NobodyForgesALineOrMovesTheCursor) {
  const std::string line = logged(LogLevel::info, std::string_view("a\nb\r\x1b[2Jc\td\0e\x7f", 12));
  EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1);
  EXPECT_NE(line.find(R"(a\x0ab\x0d\x1b[2Jc\x09d\x00)"), std::string::npos) << line;
  EXPECT_NE(logged(LogLevel::info, "\x7f").find(R"(\x7f)"), std::string::npos);
  EXPECT_NE(logged(LogLevel::info, "h\xC3\xA9").find("h\xC3\xA9"), std::string::npos);
}

TEST_F(LogTest, LinesOfSeveralThreadsAreNotMixed) {
  constexpr int kLines = 200;
  testing::internal::CaptureStderr();
  const auto write = [](char c) {
    for (int i = 0; i < kLines; ++i) log_line(LogLevel::info, "part", std::string(500, c));
  };
  std::array<std::thread, 3> threads;
  for (std::size_t i = 0; i < threads.size(); ++i) {
    threads[i] = std::thread(write, static_cast<char>('a' + i));
  }
  for (std::thread& thread : threads) thread.join();
  const std::string log = testing::internal::GetCapturedStderr();
  std::istringstream lines(log);
  int whole = 0;
  for (std::string line; std::getline(lines, line);) {
    const std::size_t text = line.find(" [part] ") + 8;
    whole += line.size() == text + 500 && line.find_first_not_of(line[text], text) == line.npos;
  }
  EXPECT_EQ(whole, 3 * kLines);
}

}  // namespace
}  // namespace openclaw
