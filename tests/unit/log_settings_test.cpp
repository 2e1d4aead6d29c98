// SPDX-License-Identifier: MIT
#include "core/log/settings.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <string>

namespace openclaw {
namespace {

class LogSettingsTest : public testing::Test {
 protected:
  Result<LogSettings> settle(const std::string& logging, bool verbose = false) {
    const std::string path = testing::TempDir() + "/log_settings_test.json";
    std::ofstream(path) << R"({"logging":)" << logging << "}";
    const Result<Config> config = Config::load(path);
    if (!config) return config.error();
    Settings settings;
    settings.secret = Secret("correct horse");
    const Environment environment = [this](const char* name) { return environment_[name]; };
    return settle_log(*config, settings, verbose, environment, "/state");
  }
  void refused(const std::string& logging, const std::string& key) {
    const auto found = settle(logging);
    ASSERT_FALSE(found.ok()) << logging;
    EXPECT_NE(found.error().message.find(key), std::string::npos) << found.error().message;
  }
  std::map<std::string, std::string> environment_;
};

TEST_F(LogSettingsTest, NothingSaidIsInfoForBothAndAFileADay) {
  const auto found = settle("{}");
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(found->file_level, LogLevel::info);
  EXPECT_EQ(found->console_level, LogLevel::info);
  EXPECT_EQ(found->file, "");
  EXPECT_EQ(found->dir, "/tmp/openclaw");
  EXPECT_EQ(found->console_copy, "");
  EXPECT_EQ(found->max_file_bytes, 500ULL * 1024 * 1024);
}

TEST_F(LogSettingsTest, TheConfigurationIsObeyed) {
  environment_["HOME"] = "/home/me";
  const auto found = settle(R"({"level":"debug","consoleLevel":"error","consoleStyle":"json",)"
                            R"("file":"~/x.log","maxFileBytes":7})");
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(found->file_level, LogLevel::debug);
  EXPECT_EQ(found->console_level, LogLevel::error);
  EXPECT_EQ(found->style, ConsoleStyle::json);
  EXPECT_EQ(found->file, "/home/me/x.log");
  EXPECT_EQ(found->max_file_bytes, 7U);
}

TEST_F(LogSettingsTest, VerboseOpensTheConsoleAndLeavesTheFile) {
  const auto found = settle(R"({"level":"warn","consoleLevel":"warn"})", true);
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(found->file_level, LogLevel::warn);
  EXPECT_EQ(found->console_level, LogLevel::debug);
}

TEST_F(LogSettingsTest, TheEnvironmentGoesFirstForBothUnlessItMakesNoSense) {
  environment_["OPENCLAW_LOG_LEVEL"] = "trace";
  EXPECT_EQ(settle(R"({"level":"warn"})")->file_level, LogLevel::trace);
  EXPECT_EQ(settle(R"({"level":"warn"})")->console_level, LogLevel::trace);
  environment_["OPENCLAW_LOG_LEVEL"] = "loud";
  testing::internal::CaptureStderr();
  EXPECT_EQ(settle(R"({"level":"warn"})")->file_level, LogLevel::warn);
  EXPECT_NE(testing::internal::GetCapturedStderr().find("OPENCLAW_LOG_LEVEL=\"loud\""),
            std::string::npos);
}

TEST_F(LogSettingsTest, AServiceKeepsWhatTheConsoleShows) {
  environment_["OPENCLAW_SERVICE_MARKER"] = "openclaw";
  EXPECT_EQ(settle("{}")->console_copy, "/state/logs/gateway.log");
}

TEST_F(LogSettingsTest, TheSecretOfTheGatewayIsNeverWritten) {
  EXPECT_EQ(settle("{}")->redactor.redact("a correct horse"), "a ***");
  EXPECT_EQ(settle(R"({"redactSensitive":"off"})")->redactor.redact("correct horse TOKEN=x"),
            "*** TOKEN=x");
  EXPECT_EQ(settle(R"({"redactPatterns":["cat"]})")->redactor.redact("cat TOKEN=x"), "*** TOKEN=x");
  EXPECT_EQ(settle(R"({"redactPatterns":[]})")->redactor.redact("TOKEN=x"), "TOKEN=***");
}

TEST_F(LogSettingsTest, WhatMakesNoSenseIsNamed) {
  refused(R"({"level":"loud"})", "logging.level");
  refused(R"({"consoleLevel":3})", "logging.consoleLevel");
  refused(R"({"consoleStyle":"plain"})", "logging.consoleStyle");
  refused(R"({"redactSensitive":"all"})", "logging.redactSensitive");
  refused(R"({"redactPatterns":[1]})", "logging.redactPatterns");
  refused(R"({"redactPatterns":["("]})", "logging.redactPatterns[0]");
  refused(R"({"file":"x.log"})", "logging.file");
  refused(R"({"maxFileBytes":0})", "logging.maxFileBytes");
}

}  // namespace
}  // namespace openclaw
