// SPDX-License-Identifier: MIT
// The journal: sessions, messages and runs in the store. What it reports is on the disk.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <openclaw/plugin.hpp>
#include <openclaw/store.hpp>
#include <string>
#include <vector>

namespace messaging {

struct Session {
  std::int64_t id = 0;  // in the tables
  std::string key;
  std::string agent;
  std::string session_id;
  std::string title;  // the first message, cut
  std::int64_t created_at = 0;
  std::int64_t updated_at = 0;
  std::int64_t next_seq = 1;  // of its next message
  std::string status;         // of its latest run: "running", "done", "error", "aborted"
  std::string last_run_id;
  bool stored = false;  // its row is on the disk
  int accepting = 0;    // messages on their way to the disk
};

struct Run {
  std::string run_id;
  std::string session_key;
  std::string text;
  std::string text_json;  // the same as a JSON string, where it was worth the memory; else empty
  std::string status;     // "accepted", "ok", "error", "aborted"
  std::string result;
  std::string answer;  // the row of the answer; empty when there is none
  std::int64_t accepted_at = 0;
};
using RunRef = std::shared_ptr<const Run>;

struct Page {
  std::string rows_json;  // a JSON array, oldest first
  std::size_t rows = 0;
  std::size_t total = 0;
};

class Journal {
 public:
  explicit Journal(oc::Host host) : host_(host) {}
  // Creates the tables; `loaded` is called with 0 once the sessions are in memory, or with the
  // error that keeps them out: then nothing is accepted. -ENOSYS: no store.
  int open(std::function<void(int)> loaded);

  // No more chores; what was asked for is still answered.
  void close() {
    forget_soon_.reset();
    forget_.reset();
  }

  // nullptr when there is none. Valid until the next message is accepted or refused.
  [[nodiscard]] const Session* find(const std::string& key) const;
  [[nodiscard]] const std::map<std::string, Session>& sessions() const { return sessions_; }

  // Writes the user's message under its run id: 0, -EEXIST when the id was used before, or -EIO.
  void accept(const RunRef& shared, const std::string& agent, std::function<void(int)> done);
  // Writes the answer, if any, and ends the run.
  void end(const Run& run, const std::string& message_members, std::function<void(int)> done);
  void find_run(const std::string& run_id, std::function<void(int, const Run&)> done);
  // Each run that has not ended, oldest first, once the sessions are in memory.
  void unfinished(std::function<void(const Run&)> each, std::function<void(int)> done);
  // `limit` messages that end `offset` before the newest; at most `max_bytes` of them.
  using PageDone = std::function<void(int, const Page&)>;
  void page(const std::string& key, std::int64_t limit, std::int64_t offset, std::size_t max_bytes,
            PageDone done);
  // What a model is asked for a run: the latest messages, the run's own last.
  void context(const std::string& key, const std::string& run_id, std::int64_t limit,
               std::size_t max_bytes, PageDone done);

 private:
  void load_behind(std::int64_t last, const std::function<void(int)>& loaded);
  void unfinished_behind(std::int64_t last, const std::function<void(const Run&)>& each,
                         const std::function<void(int)>& done);
  Session& session_for(const Run& run, const std::string& agent);
  void accepted(const Run& run, std::int64_t seq, int err);
  void ended(const Session& as_written);
  void forget_old_runs();
  void read_page(std::string_view sql, const std::vector<oc_value>& values, std::size_t max_bytes,
                 PageDone done);

  oc::Host host_;
  oc::Store store_;
  std::map<std::string, Session> sessions_;
  std::int64_t next_session_ = 1;
  bool loaded_ = false;
  std::vector<std::function<void()>> after_loading_;
  oc::Sub forget_soon_;
  oc::Sub forget_;
};

}  // namespace messaging
