// SPDX-License-Identifier: MIT
#include "core/log/format.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>
#include <string>

#include "core/json/json.hpp"

namespace openclaw {
namespace {

constexpr std::int64_t kWhen = 1'795'218'084'655;  // 2026-11-20T23:41:24.655Z

class LogFormatTest : public testing::Test {
 protected:
  void SetUp() override { zone("UTC0"); }
  void TearDown() override { zone("UTC0"); }
  static void zone(const char* name) {
    setenv("TZ", name, 1);
    tzset();
  }
  static LogRecord record(LogLevel level, std::string subsystem, std::string text) {
    return {level, kWhen, std::move(subsystem), std::move(text)};
  }
  static std::string compact(LogLevel level, std::string subsystem, std::string text) {
    return console_line(record(level, std::move(subsystem), std::move(text)), ConsoleStyle::compact,
                        true);
  }
};

TEST_F(LogFormatTest, TimesAreLocalAndCarryTheirOffset) {
  EXPECT_EQ(log_time(kWhen), "2026-11-20T23:41:24.655+00:00");
  EXPECT_EQ(log_day(kWhen), "2026-11-20");
  zone("AAA-05:30");
  EXPECT_EQ(log_time(kWhen), "2026-11-21T05:11:24.655+05:30");
  EXPECT_EQ(log_day(kWhen), "2026-11-21");
  zone("AAA3");
  EXPECT_EQ(log_time(kWhen), "2026-11-20T20:41:24.655-03:00");
}

TEST_F(LogFormatTest, ALineOfTheFileHasWhatItsReadersLookFor) {
  const std::string line = file_line(record(LogLevel::warn, "gateway/ws", "a \"text\"\n"), "box");
  EXPECT_EQ(line.find('\n'), line.size() - 1);
  const auto parsed = parse_json(line);
  ASSERT_TRUE(parsed.ok());
  const cJSON* root = parsed->get();
  EXPECT_EQ(json_string(root, "0"), R"({"subsystem":"gateway/ws"})");
  EXPECT_EQ(json_string(root, "1"), "a \"text\"\n");
  EXPECT_EQ(json_string(root, "message"), "a \"text\"\n");
  EXPECT_EQ(json_string(root, "time"), "2026-11-20T23:41:24.655+00:00");
  EXPECT_EQ(json_string(root, "hostname"), "box");
  const cJSON* meta = json_get(root, "_meta");
  EXPECT_EQ(json_string(meta, "logLevelName"), "WARN");
  EXPECT_EQ(json_int(meta, "logLevelId", 0), 4);
  EXPECT_EQ(json_string(meta, "date"), "2026-11-20T23:41:24.655Z");
  EXPECT_EQ(json_string(meta, "name"), R"({"subsystem":"gateway/ws"})");
  EXPECT_EQ(print_json(json_get(meta, "parentNames")), R"(["openclaw"])");
}

TEST_F(LogFormatTest, LevelsHaveTheNumbersOfTheProduct) {
  const auto number = [](LogLevel level) {
    const auto parsed = parse_json(file_line(record(level, "x", "y"), "box"));
    return json_int(json_get(parsed->get(), "_meta"), "logLevelId", -1);
  };
  EXPECT_EQ(number(LogLevel::trace), 1);
  EXPECT_EQ(number(LogLevel::debug), 2);
  EXPECT_EQ(number(LogLevel::info), 3);
  EXPECT_EQ(number(LogLevel::error), 5);
  EXPECT_EQ(number(LogLevel::fatal), 6);
}

TEST_F(LogFormatTest, TheCompactStyleIsTimeSubsystemAndText) {
  EXPECT_EQ(compact(LogLevel::info, "gateway", "a text"),
            "2026-11-20T23:41:24.655+00:00 [gateway] a text\n");
  EXPECT_EQ(compact(LogLevel::error, "x", "y"), "2026-11-20T23:41:24.655+00:00 [x] error: y\n");
}

TEST_F(LogFormatTest, TheSubsystemLosesItsGroupAndKeepsTwoSegments) {
  EXPECT_NE(compact(LogLevel::info, "gateway/ws", "x").find(" [ws] "), std::string::npos);
  EXPECT_NE(compact(LogLevel::info, "channels/irc/in", "x").find(" [irc/in] "), std::string::npos);
  EXPECT_NE(compact(LogLevel::info, "a/b/c/d", "x").find(" [c/d] "), std::string::npos);
}

TEST_F(LogFormatTest, OnlyThePrettyStyleIsInColour) {
  const LogRecord line = record(LogLevel::error, "gateway", "x");
  EXPECT_NE(console_line(line, ConsoleStyle::pretty, true).find("\x1b[31m"), std::string::npos);
  EXPECT_EQ(console_line(line, ConsoleStyle::pretty, false).find('\x1b'), std::string::npos);
  EXPECT_EQ(console_line(line, ConsoleStyle::compact, true).find('\x1b'), std::string::npos);
  EXPECT_EQ(console_line(line, ConsoleStyle::json, true).find('\x1b'), std::string::npos);
}

TEST_F(LogFormatTest, TheJsonStyleIsOneObjectALine) {
  EXPECT_EQ(console_line(record(LogLevel::info, "gateway/ws", "a\nb"), ConsoleStyle::json, false),
            "{\"time\":\"2026-11-20T23:41:24.655+00:00\",\"level\":\"info\","
            "\"subsystem\":\"gateway/ws\",\"message\":\"a\\nb\"}\n");
}

}  // namespace
}  // namespace openclaw
