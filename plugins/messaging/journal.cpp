// SPDX-License-Identifier: MIT
#include "journal.hpp"

#include <cerrno>
#include <openclaw/json.hpp>
#include <openclaw/random.hpp>
#include <openclaw/text.hpp>
#include <utility>

#include "journal_sql.hpp"
#include "journal_tables.hpp"
#include "message_rows.hpp"

namespace messaging {
namespace {

constexpr std::int64_t kRunMemoryMs = 24LL * 3600 * 1000;
// Seldom: the keys lie in no order of time, so that each time writes nearly all of their pages.
constexpr std::uint64_t kForgetEveryMs = 12 * 3600 * 1000;
constexpr std::uint64_t kForgetFirstMs = 3600 * 1000;
constexpr std::int64_t kRowsARead = 500;
constexpr std::size_t kTitleBytes = 120;

Session read_session(const oc::Rows& rows, std::size_t row) {
  Session session;
  session.key = rows.text(row, 0);
  session.agent = rows.text(row, 1);
  session.session_id = rows.text(row, 2);
  session.title = rows.text(row, 3);
  session.created_at = rows.integer(row, 4);
  session.updated_at = rows.integer(row, 5);
  session.status = rows.text(row, 6);
  session.last_run_id = rows.text(row, 7);
  session.next_seq = rows.integer(row, 8) + 1;
  session.id = rows.integer(row, 9);
  session.stored = true;
  return session;
}

Run read_run(const oc::Rows& rows, std::size_t row) {
  Run run;
  run.run_id = rows.text(row, 0);
  run.session_key = rows.text(row, 1);
  run.text = rows.text(row, 2);
  run.status = rows.text(row, 3);
  run.result = rows.text(row, 4);
  run.accepted_at = rows.integer(row, 5);
  run.answer = rows.text(row, 6);
  return run;
}

// On one line.
std::string title_of(std::string_view text) {
  return std::string(oc::clip(text.substr(0, text.find('\n')), kTitleBytes));
}

void begin_run(Session& session, const Run& run) {
  session.updated_at = run.accepted_at;
  session.status = "running";
  session.last_run_id = run.run_id;
}

std::vector<oc_value> session_values(const Session& session) {
  return {oc::value(session.id),         oc::value(session.key),    oc::value(session.agent),
          oc::value(session.session_id), oc::value(session.title),  oc::value(session.created_at),
          oc::value(session.updated_at), oc::value(session.status), oc::value(session.last_run_id)};
}

}  // namespace

int Journal::open(std::function<void(int)> loaded) {
  const int err = store_.open(host_, kTableSteps, std::size(kTableSteps));
  if (err < 0) return err;
  forget_soon_ = host_.after(kForgetFirstMs, [this] { forget_old_runs(); });
  forget_ = host_.every(kForgetEveryMs, [this] { forget_old_runs(); });
  load_behind(0, loaded);
  return 0;
}

void Journal::load_behind(std::int64_t last, const std::function<void(int)>& loaded) {
  store_.read(kSelectSessions, {oc::value(last), oc::value(kRowsARead)},
              [this, loaded](int err, const oc::Rows& rows) {
                for (std::size_t i = 0; err == 0 && i < rows.size(); ++i) {
                  Session session = read_session(rows, i);
                  next_session_ = session.id + 1;
                  sessions_.insert_or_assign(session.key, std::move(session));
                }
                if (err == 0 && rows.size() > 0) return load_behind(next_session_ - 1, loaded);
                loaded_ = err == 0;
                loaded(err);
                for (const auto& ask : std::exchange(after_loading_, {})) ask();
              });
}

const Session* Journal::find(const std::string& key) const {
  const auto at = sessions_.find(key);
  return at == sessions_.end() ? nullptr : &at->second;
}

Session& Journal::session_for(const Run& run, const std::string& agent) {
  Session& session = sessions_[run.session_key];
  if (session.session_id.empty()) {
    session.id = next_session_++;
    session.key = run.session_key;
    session.agent = agent;
    session.session_id = oc::random_uuid();
    session.title = title_of(run.text);
    session.created_at = run.accepted_at;
  }
  return session;
}

// Until a write that holds it has reached the disk, each write of a session brings its row along:
// any of them may be the first that is not refused.
void Journal::accept(const RunRef& shared, const std::string& agent,
                     std::function<void(int)> done) {
  // Which numbers are free is not known before all are read.
  if (!loaded_) return done(-EIO);
  const Run& run = *shared;
  Session& session = session_for(run, agent);
  const std::int64_t seq = session.next_seq++;
  ++session.accepting;
  Session working = session;
  begin_run(working, run);
  const std::string body = user_row(run, seq);
  const std::vector<oc_value> row_values = {oc::value(session.id), oc::value(seq), oc::value(body)};
  const std::vector<oc_value> key_values = {oc::value(run.run_id), oc::value(run.accepted_at)};
  const std::vector<oc_value> session_row = session_values(working);
  std::vector<oc_stmt> statements = {oc::statement(kInsertMessage, row_values),
                                     oc::statement(kInsertKey, key_values, OC_STMT_MUST_CHANGE),
                                     oc::statement(kInsertOpen, {})};
  if (!session.stored) statements.push_back(oc::statement(kUpsertSession, session_row));
  store_.write(std::move(statements), [this, shared, seq, done = std::move(done)](int err) {
    accepted(*shared, seq, err);
    done(err);
  });
}

// A message that was not written leaves no trace in memory.
void Journal::accepted(const Run& run, std::int64_t seq, int err) {
  Session& session = sessions_[run.session_key];
  --session.accepting;
  if (err == 0) {
    session.stored = true;
    begin_run(session, run);
    return;
  }
  if (session.next_seq == seq + 1) session.next_seq = seq;
  if (!session.stored && session.accepting == 0) sessions_.erase(run.session_key);
}

void Journal::end(const Run& run, const std::string& message_members,
                  std::function<void(int)> done) {
  Session& known = session_for(run, "");
  Session session = known;
  session.updated_at = host_.wall_ms();
  session.status = run.status == "ok" ? "done" : run.status;
  session.last_run_id = run.run_id;
  const bool answered = !message_members.empty();
  const std::int64_t seq = session.next_seq;
  const std::string body =
      answered ? assistant_row(run, message_members, seq, session.updated_at) : "";
  const std::vector<oc_value> run_id = {oc::value(run.run_id)};
  const std::vector<oc_value> answer = {oc::value(session.id), oc::value(seq),
                                        oc::value(body),       oc::value(run.run_id),
                                        oc::value(run.status), oc::value(run.result)};
  const std::vector<oc_value> silence = {oc::value(run.run_id), oc::value(run.status),
                                         oc::value(run.result), oc::value(session.updated_at)};
  const std::vector<oc_value> session_row = session_values(session);
  if (answered) ++known.next_seq;
  std::vector<oc_stmt> statements = {
      oc::statement(kDeleteOpen, run_id, OC_STMT_MUST_CHANGE),
      answered ? oc::statement(kInsertAnswer, answer) : oc::statement(kInsertSilent, silence),
      oc::statement(kUpsertSession, session_row)};
  store_.write(std::move(statements), [this, session, done = std::move(done)](int err) {
    if (err == 0) ended(session);
    done(err);
  });
}

void Journal::ended(const Session& as_written) {
  Session& session = sessions_[as_written.key];
  session.updated_at = std::max(session.updated_at, as_written.updated_at);
  session.status = as_written.status;
  session.last_run_id = as_written.last_run_id;
}

void Journal::find_run(const std::string& run_id, std::function<void(int, const Run&)> done) {
  store_.read(kSelectRun, {oc::value(run_id)},
              [done = std::move(done)](int err, const oc::Rows& rows) {
                if (err == 0 && rows.size() == 0) err = -ENOENT;
                done(err, err == 0 ? read_run(rows, 0) : Run{});
              });
}

void Journal::unfinished(std::function<void(const Run&)> each, std::function<void(int)> done) {
  if (loaded_) return unfinished_behind(0, each, done);
  after_loading_.push_back(
      [this, each = std::move(each), done = std::move(done)] { unfinished_behind(0, each, done); });
}

void Journal::unfinished_behind(std::int64_t last, const std::function<void(const Run&)>& each,
                                const std::function<void(int)>& done) {
  store_.read(kSelectUnfinished, {oc::value(last), oc::value(kRowsARead)},
              [this, each, done](int err, const oc::Rows& rows) {
                if (err != 0 || rows.size() == 0) return done(err);
                for (std::size_t i = 0; i < rows.size(); ++i) {
                  const Run run = read_run(rows, i);
                  Session& session = sessions_[run.session_key];
                  session.status = "running";
                  session.last_run_id = run.run_id;
                  each(run);
                }
                unfinished_behind(rows.integer(rows.size() - 1, 7), each, done);
              });
}

void Journal::page(const std::string& key, std::int64_t limit, std::int64_t offset,
                   std::size_t max_bytes, PageDone done) {
  const Session* session = find(key);
  read_page(kSelectPage,
            {oc::value(session ? session->id : 0), oc::value(limit), oc::value(offset)}, max_bytes,
            std::move(done));
}

void Journal::context(const std::string& key, const std::string& run_id, std::int64_t limit,
                      std::size_t max_bytes, PageDone done) {
  const Session* session = find(key);
  read_page(kSelectContext,
            {oc::value(session ? session->id : 0), oc::value(run_id), oc::value(limit)}, max_bytes,
            std::move(done));
}

void Journal::read_page(std::string_view sql, const std::vector<oc_value>& values,
                        std::size_t max_bytes, PageDone done) {
  store_.read(sql, values, [max_bytes, done = std::move(done)](int err, const oc::Rows& rows) {
    Page page;
    std::vector<std::string_view> kept;
    std::size_t bytes = 0;
    for (std::size_t i = 0; err == 0 && i < rows.size(); ++i) {
      const std::string_view body = rows.text(i, 0);
      bytes += body.size() + 1;
      if (bytes > max_bytes && !kept.empty()) break;
      kept.push_back(body);
      page.total = static_cast<std::size_t>(rows.integer(i, 1));
    }
    page.rows = kept.size();
    page.rows_json.reserve(bytes + 2);
    page.rows_json = "[";
    for (auto at = kept.rbegin(); at != kept.rend(); ++at) {
      if (at != kept.rbegin()) page.rows_json += ',';
      page.rows_json += *at;
    }
    page.rows_json += ']';
    done(err, page);
  });
}

void Journal::forget_old_runs() {
  const std::vector<oc_value> values = {oc::value(host_.wall_ms() - kRunMemoryMs)};
  store_.write({oc::statement(kForgetKeys, values), oc::statement(kForgetSilent, values)},
               [](int) {});
}

}  // namespace messaging
