// SPDX-License-Identifier: MIT
#include "core/log/writer.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>

#include "core/json/json.hpp"

namespace openclaw {
namespace {

namespace fs = std::filesystem;

class LogWriterTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string form = testing::TempDir() + "/log-writer-XXXXXX";
    ASSERT_NE(mkdtemp(form.data()), nullptr);
    dir_ = form;
    settings_.dir = dir_ + "/log";
    settings_.temporary = dir_;
    settings_.console_level = LogLevel::silent;
  }
  void TearDown() override {
    set_log_level(LogLevel::info);
    fs::remove_all(dir_);
  }
  [[nodiscard]] std::string file_of_today() const {
    std::string found;
    for (const auto& entry : fs::directory_iterator(dir_ + "/log")) found = entry.path();
    return found;
  }
  static std::string content(const std::string& path) {
    std::ifstream in(path);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  // What the file holds once `body` has logged and the writer has ended.
  template <class Body>
  std::string logged(Body body) {
    LogWriter writer(std::move(settings_));
    EXPECT_TRUE(writer.start());
    body(writer);
    EXPECT_TRUE(writer.close(10'000));
    return content(writer.file());
  }
  std::string dir_;
  LogSettings settings_;
};

TEST_F(LogWriterTest, LinesGoToTheFileOfTheDayWhichIsPrivate) {
  const std::string text = logged([](LogWriter&) { log_line(LogLevel::info, "part", "a text"); });
  const std::string path = file_of_today();
  EXPECT_EQ(path.find(dir_ + "/log/openclaw-20"), 0U) << path;
  EXPECT_NE(text.find(R"("message":"a text")"), std::string::npos);
  struct stat found {};
  ASSERT_EQ(stat(path.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777U, 0600U);
  ASSERT_EQ(stat((dir_ + "/log").c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777U, 0700U);
}

TEST_F(LogWriterTest, FlushWaitsForWhatWasWritten) {
  logged([](LogWriter& writer) {
    for (int i = 0; i < 100; ++i) log_line(LogLevel::info, "part", std::to_string(i));
    flush_log(10'000);
    const std::string text = content(writer.file());
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 100);
  });
}

TEST_F(LogWriterTest, LinesOfSeveralThreadsComeWholeAndInOrder) {
  constexpr int kLines = 300;
  const std::string text = logged([](LogWriter&) {
    std::array<std::thread, 4> threads;
    for (std::size_t t = 0; t < threads.size(); ++t) {
      threads[t] = std::thread([t] {
        for (int i = 0; i < kLines; ++i) {
          log_line(LogLevel::info, "t" + std::to_string(t), std::to_string(i));
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
  });
  std::istringstream lines(text);
  std::array<int, 4> next{};
  for (std::string line; std::getline(lines, line);) {
    const auto parsed = parse_json(line);
    ASSERT_TRUE(parsed.ok()) << line;
    const std::string_view name = json_string(parsed->get(), "0");
    const auto thread = static_cast<std::size_t>(name[name.find(":\"t") + 3] - '0');
    EXPECT_EQ(json_string(parsed->get(), "message"), std::to_string(next.at(thread)++));
  }
  EXPECT_EQ(next, (std::array<int, 4>{kLines, kLines, kLines, kLines}));
}

TEST_F(LogWriterTest, EachHasItsLevel) {
  settings_.file_level = LogLevel::warn;
  settings_.console_level = LogLevel::debug;
  testing::internal::CaptureStderr();
  const std::string text = logged([](LogWriter&) {
    log_line(LogLevel::warn, "part", "for both");
    log_line(LogLevel::debug, "part", "for people");
    log_line(LogLevel::trace, "part", "for nobody");
  });
  const std::string console = testing::internal::GetCapturedStderr();
  EXPECT_NE(text.find("for both"), std::string::npos);
  EXPECT_EQ(text.find("for people"), std::string::npos);
  EXPECT_NE(console.find("[part] warning: for both\n"), std::string::npos);
  EXPECT_NE(console.find("[part] for people\n"), std::string::npos);
  EXPECT_EQ((text + console).find("for nobody"), std::string::npos);
}

TEST_F(LogWriterTest, NoSecretReachesTheFileTheConsoleOrTheCopy) {
  settings_.console_level = LogLevel::info;
  settings_.console_copy = dir_ + "/copy.log";
  settings_.redactor.add_secret("correct horse");
  testing::internal::CaptureStderr();
  std::string text = logged([](LogWriter&) {
    log_line(LogLevel::info, "part", "it is correct horse, and PASSWORD=hunter2");
  });
  text += testing::internal::GetCapturedStderr() + content(dir_ + "/copy.log");
  EXPECT_EQ(text.find("correct horse"), std::string::npos);
  EXPECT_EQ(text.find("hunter2"), std::string::npos);
  // Twice in the file's line.
  std::size_t shown = 0;
  for (std::size_t at = 0; (at = text.find("it is ***", at)) != std::string::npos; ++at) ++shown;
  EXPECT_EQ(shown, 4U);
}

TEST_F(LogWriterTest, AFullQueueDropsLinesAndCountsThem) {
  settings_.max_waiting = 4096;
  const std::string text = logged([](LogWriter&) {
    const std::string line(3000, 'x');
    for (int i = 0; i < 5000; ++i) log_line(LogLevel::info, "part", line);
    flush_log(10'000);
    log_line(LogLevel::info, "part", "later");
  });
  EXPECT_LT(std::count(text.begin(), text.end(), '\n'), 5000);
  EXPECT_NE(text.find(" lines were dropped"), std::string::npos);
  EXPECT_NE(text.find(R"("message":"later")"), std::string::npos);
}

TEST_F(LogWriterTest, AVeryLongLineIsClipped) {
  const std::string text =
      logged([](LogWriter&) { log_line(LogLevel::info, "part", std::string(1'000'000, 'x')); });
  EXPECT_LT(text.size(), 40'000U);
  EXPECT_NE(text.find("bytes)"), std::string::npos);
}

TEST_F(LogWriterTest, AFullFileGetsOneLastLine) {
  settings_.max_file_bytes = 2000;
  settings_.console_level = LogLevel::warn;
  testing::internal::CaptureStderr();
  const std::string text = logged([](LogWriter&) {
    for (int i = 0; i < 50; ++i) {
      log_line(LogLevel::info, "part", "line " + std::to_string(i));
      flush_log(10'000);
    }
  });
  const std::string console = testing::internal::GetCapturedStderr();
  const std::string_view note = "log file size cap reached; suppressing writes file=";
  EXPECT_LT(text.size(), 3000U);
  EXPECT_NE(text.find(note), std::string::npos);
  EXPECT_NE(console.find(note), std::string::npos);
  EXPECT_EQ(console.find(note, console.find(note) + 1), std::string::npos);
}

TEST_F(LogWriterTest, AFullFileStaysFullForAShortLineToo) {
  settings_.max_file_bytes = 4000;
  const std::string text = logged([](LogWriter&) {
    for (const std::size_t bytes : {2000U, 5000U, 1U, 5000U, 1U}) {
      log_line(LogLevel::info, "part", std::string(bytes, 'x'));
      flush_log(10'000);
    }
  });
  const std::string note = "\"message\":\"log file size cap reached";
  EXPECT_NE(text.find(note), std::string::npos) << text;
  EXPECT_EQ(text.find(note), text.rfind(note)) << text;
}

TEST_F(LogWriterTest, AFileThatIsTakenAwayIsMadeAgain) {
  logged([](LogWriter& writer) {
    log_line(LogLevel::info, "part", "before");
    flush_log(10'000);
    fs::rename(writer.file(), writer.file() + ".old");
    log_line(LogLevel::info, "part", "behind");
    flush_log(10'000);
    EXPECT_EQ(content(writer.file()).find("before"), std::string::npos);
    EXPECT_NE(content(writer.file()).find("behind"), std::string::npos);
  });
}

TEST_F(LogWriterTest, OldFilesOfDaysAreDeletedAndNoOthers) {
  fs::create_directory(dir_ + "/log");
  fs::permissions(dir_ + "/log", fs::perms::owner_all);
  for (const char* name :
       {"openclaw-2020-01-01.log", "openclaw-2020-01-02.log", "other-2020.log"}) {
    std::ofstream(dir_ + "/log/" + name) << "x";
    fs::last_write_time(dir_ + "/log/" + name,
                        fs::file_time_type::clock::now() - std::chrono::hours(25));
  }
  fs::last_write_time(dir_ + "/log/openclaw-2020-01-02.log",
                      fs::file_time_type::clock::now() - std::chrono::hours(23));
  logged([](LogWriter&) {});
  EXPECT_FALSE(fs::exists(dir_ + "/log/openclaw-2020-01-01.log"));
  EXPECT_TRUE(fs::exists(dir_ + "/log/openclaw-2020-01-02.log"));
  EXPECT_TRUE(fs::exists(dir_ + "/log/other-2020.log"));
}

TEST_F(LogWriterTest, EachDayHasItsFile) {
  setenv("TZ", "UTC0", 1);
  tzset();
  logged([this](LogWriter& writer) {
    const std::int64_t noon = 1'795'176'000'000;  // 2026-11-20T12:00:00Z
    writer.write({LogLevel::info, noon, "part", "on the first day"});
    writer.write({LogLevel::info, noon + 86'400'000, "part", "on the second day"});
    EXPECT_TRUE(writer.flush(10'000));
    EXPECT_EQ(writer.file(), dir_ + "/log/openclaw-2026-11-21.log");
    EXPECT_NE(content(writer.file()).find("on the second day"), std::string::npos);
    EXPECT_NE(content(dir_ + "/log/openclaw-2026-11-20.log").find("on the first day"),
              std::string::npos);
  });
}

TEST_F(LogWriterTest, ADirectoryThatOthersMayWriteToIsNotUsed) {
  fs::create_directory(dir_ + "/log");
  fs::permissions(dir_ + "/log", fs::perms::all);
  logged([this](LogWriter& writer) {
    log_line(LogLevel::info, "part", "x");
    flush_log(10'000);
    const std::string own = dir_ + "/openclaw-" + std::to_string(geteuid()) + "/openclaw-20";
    EXPECT_EQ(writer.file().find(own), 0U) << writer.file();
  });
  EXPECT_TRUE(fs::is_empty(dir_ + "/log"));
}

TEST_F(LogWriterTest, AFileThatCannotBeWrittenIsToldOfOnceOnTheConsole) {
  settings_.file = dir_ + "/absent/x.log";
  settings_.console_level = LogLevel::info;
  testing::internal::CaptureStderr();
  logged([](LogWriter&) {
    for (int i = 0; i < 3; ++i) {
      log_line(LogLevel::info, "part", "x");
      flush_log(10'000);
    }
  });
  const std::string console = testing::internal::GetCapturedStderr();
  const std::size_t first = console.find("cannot open the log file");
  EXPECT_NE(first, std::string::npos) << console;
  EXPECT_EQ(console.find("cannot open", first + 1), std::string::npos);
  EXPECT_NE(console.find("[part] x"), std::string::npos);
}

TEST_F(LogWriterTest, TheCopyOfTheConsoleIsRotated) {
  LogFile copy(100, LogFile::Kept::rotated);
  copy.set_path(dir_ + "/copy.log");
  const auto nothing = [] { return std::string(); };
  for (char c = 'a'; c < 'd'; ++c) {
    ASSERT_TRUE(copy.append(std::string(59, c) + '\n', nothing).ok());
  }
  EXPECT_EQ(content(dir_ + "/copy.log"), std::string(59, 'c') + '\n');
  EXPECT_EQ(content(dir_ + "/copy.log.1"), std::string(59, 'b') + '\n');
}

}  // namespace
}  // namespace openclaw
