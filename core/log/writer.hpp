// SPDX-License-Identifier: MIT
// The sink of a running gateway: a thread of its own formats the lines, keeps secrets out of them,
// and writes them to the file and the console. Nobody else ever waits for a disk or a terminal.
#pragma once
#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/log/file.hpp"
#include "core/log/format.hpp"
#include "core/log/log.hpp"
#include "core/log/redact.hpp"
#include "core/thread.hpp"

namespace openclaw {

struct LogSettings {
  LogLevel file_level = LogLevel::info;
  LogLevel console_level = LogLevel::info;
  ConsoleStyle style = ConsoleStyle::compact;
  bool color = false;
  std::string file;  // empty: a file a day in `dir`
  std::string dir;
  std::string temporary = "/tmp";  // where another directory is made if `dir` is not ours
  std::string console_copy;        // a file with what the console shows; empty: none
  std::uint64_t max_file_bytes = kMaxLogBytes;
  std::size_t max_waiting = 1024 * 1024;  // bytes of lines that wait; more are dropped
  Redactor redactor;
};

class LogWriter final : public LogSink {
 public:
  explicit LogWriter(LogSettings settings);
  // Takes itself back as the sink. What close() did not wait for is lost.
  ~LogWriter() override;

  // Becomes the sink of the process. False when the system has no thread to give; lines go to
  // stderr then, as without a sink.
  bool start();
  // Writes what waits and ends the thread. False when that takes longer: the disk hangs, and the
  // process must leave without destroying this.
  bool close(std::uint64_t timeout_ms);

  // The file that is written to; empty as long as none is. [any thread]
  [[nodiscard]] std::string file() const;

  // LogSink
  void write(LogRecord record) override;
  bool flush(std::uint64_t timeout_ms) override;

 private:
  void run();
  void open_first();
  void write_batch(std::vector<LogRecord> batch, std::uint64_t dropped);
  void add(LogRecord record);
  void choose_file(std::int64_t wall_ms);
  void put_file();
  void put_copy();
  void to_console(const LogRecord& record);
  void complain(const std::string& text);
  [[nodiscard]] LogRecord own_record(LogLevel level, std::string text) const;

  // Of the thread alone, once it runs.
  const LogSettings settings_;
  std::string host_name_;
  std::string dir_;
  std::string day_;
  LogFile file_;
  LogFile copy_;
  std::string file_lines_;
  std::string copy_lines_;
  bool file_failing_ = false;
  bool console_stuck_ = false;

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable idle_;
  std::vector<LogRecord> waiting_;
  std::size_t waiting_bytes_ = 0;
  std::uint64_t dropped_ = 0;
  bool resting_ = false;  // the thread waits for lines
  bool ending_ = false;
  bool ended_ = false;
  std::string path_;  // what file() says
  Thread thread_;
};

}  // namespace openclaw
