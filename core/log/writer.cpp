// SPDX-License-Identifier: MIT
#include "core/log/writer.hpp"

#include <chrono>
#include <utility>

#include "core/host_name.hpp"
#include "core/json/utf8.hpp"
#include "core/wall_time.hpp"

namespace openclaw {
namespace {

// The operator's patterns walk through nested lists; what is not touched costs nothing.
constexpr std::size_t kWriterStackBytes = 512UL * 1024;
constexpr std::size_t kRecordBytes = sizeof(LogRecord) + 64;
constexpr std::size_t kLongestQueued = 64UL * 1024;
constexpr std::size_t kLongestText = 16UL * 1024;
constexpr std::size_t kBatchBytes = 64UL * 1024;
constexpr std::uint64_t kCopyBytes = 10ULL * 1024 * 1024;
constexpr std::int64_t kKeptMs = 24LL * 3600 * 1000;
// How long a console that takes nothing is waited for, the first time.
constexpr int kConsoleWaitMs = 50;

void clip(std::string& text, std::size_t bytes) {
  if (text.size() <= bytes) return;
  const std::size_t all = text.size();
  text.resize(utf8_clip(text, bytes).size());
  text += "… (" + std::to_string(all) + " bytes)";
}

}  // namespace

LogWriter::LogWriter(LogSettings settings)
    : settings_(std::move(settings)),
      file_(settings_.max_file_bytes, LogFile::Kept::capped),
      copy_(kCopyBytes, LogFile::Kept::rotated),
      thread_(kWriterStackBytes) {}

LogWriter::~LogWriter() {
  set_log_sink(nullptr);
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

bool LogWriter::start() {
  if (!thread_.start("oc-log", [this] { run(); })) return false;
  set_log_level(std::max(settings_.file_level, settings_.console_level));
  set_log_sink(this);
  return true;
}

std::string LogWriter::file() const {
  const std::lock_guard lock(mutex_);
  return path_;
}

void LogWriter::write(LogRecord record) {
  clip(record.text, kLongestQueued);
  const std::lock_guard lock(mutex_);
  const std::size_t bytes = record.text.size() + record.subsystem.size() + kRecordBytes;
  if (waiting_bytes_ + bytes > settings_.max_waiting) {
    ++dropped_;
    return;
  }
  waiting_bytes_ += bytes;
  waiting_.push_back(std::move(record));
  if (std::exchange(resting_, false)) wake_.notify_one();
}

bool LogWriter::flush(std::uint64_t timeout_ms) {
  std::unique_lock lock(mutex_);
  return idle_.wait_for(lock, std::chrono::milliseconds(timeout_ms), [this] {
    return ended_ || !thread_.started() || (resting_ && waiting_.empty());
  });
}

bool LogWriter::close(std::uint64_t timeout_ms) {
  set_log_sink(nullptr);
  std::unique_lock lock(mutex_);
  ending_ = true;
  wake_.notify_one();
  return idle_.wait_for(lock, std::chrono::milliseconds(timeout_ms),
                        [this] { return ended_ || !thread_.started(); });
}

void LogWriter::run() {
  open_first();
  std::unique_lock lock(mutex_);
  while (true) {
    if (waiting_.empty() && dropped_ == 0) {
      if (ending_) break;
      resting_ = true;
      idle_.notify_all();
      wake_.wait(lock, [this] { return !resting_ || ending_; });
      resting_ = false;
      continue;
    }
    std::vector<LogRecord> batch = std::exchange(waiting_, {});
    waiting_bytes_ = 0;
    const std::uint64_t dropped = std::exchange(dropped_, 0);
    lock.unlock();
    write_batch(std::move(batch), dropped);
    lock.lock();
  }
  ended_ = true;
  idle_.notify_all();
}

void LogWriter::open_first() {
  host_name_ = host_name();
  copy_.set_path(settings_.console_copy);
  if (settings_.file_level == LogLevel::silent) return;
  if (settings_.file.empty()) {
    Result<std::string> dir = find_log_dir(settings_.dir, settings_.temporary);
    if (!dir) return complain("no log file: " + dir.error().message);
    dir_ = std::move(*dir);
  }
  choose_file(wall_ms());
}

void LogWriter::choose_file(std::int64_t at_ms) {
  if (settings_.file.empty()) {
    if (dir_.empty()) return;
    std::string day = log_day(at_ms);
    if (day == day_) return;
    put_file();
    day_ = std::move(day);
    prune_log_dir(dir_, wall_ms() - kKeptMs);
    file_.set_path(dir_ + '/' + log_file_name(day_));
  } else {
    if (file_.path() == settings_.file) return;
    file_.set_path(settings_.file);
  }
  const std::lock_guard lock(mutex_);
  path_ = file_.path();
}

void LogWriter::write_batch(std::vector<LogRecord> batch, std::uint64_t dropped) {
  for (LogRecord& record : batch) add(std::move(record));
  if (dropped > 0) {
    add(own_record(LogLevel::warn, std::to_string(dropped) +
                                       " lines were dropped: the disk or the console was too "
                                       "slow for them"));
  }
  put_file();
  put_copy();
}

LogRecord LogWriter::own_record(LogLevel level, std::string text) const {
  return {level, wall_ms(), "log", std::move(text)};
}

void LogWriter::add(LogRecord record) {
  record.text = settings_.redactor.redact(record.text);
  clip(record.text, kLongestText);
  if (record.level <= settings_.file_level) {
    choose_file(record.wall_ms);
    if (!file_.path().empty()) file_lines_ += file_line(record, host_name_);
    if (file_lines_.size() > kBatchBytes) put_file();
  }
  if (record.level <= settings_.console_level) to_console(record);
}

void LogWriter::to_console(const LogRecord& record) {
  if (!copy_.path().empty()) copy_lines_ += console_line(record, ConsoleStyle::compact, false);
  if (copy_lines_.size() > kBatchBytes) put_copy();
  const int wait_ms = console_stuck_ ? 0 : kConsoleWaitMs;
  console_stuck_ =
      !write_to_console(console_line(record, settings_.style, settings_.color), wait_ms);
}

void LogWriter::put_file() {
  if (file_lines_.empty()) return;
  const auto cap_line = [this] {
    const LogRecord record = own_record(
        LogLevel::warn, "log file size cap reached; suppressing writes file=" + file_.path() +
                            " maxFileBytes=" + std::to_string(settings_.max_file_bytes));
    to_console(record);
    return file_line(record, host_name_);
  };
  const Status written = file_.append(file_lines_, cap_line);
  file_lines_.clear();
  if (!written && !file_failing_) complain(written.error().message);
  file_failing_ = !written;
}

void LogWriter::put_copy() {
  if (copy_lines_.empty()) return;
  // The console has them all the same.
  static_cast<void>(copy_.append(copy_lines_, [] { return std::string(); }));
  copy_lines_.clear();
}

// Of the file, so not to the file.
void LogWriter::complain(const std::string& text) { to_console(own_record(LogLevel::warn, text)); }

}  // namespace openclaw
