// SPDX-License-Identifier: MIT
// The tables of the plugin.
//
//   jobs    a row a job: its id, and the job as clients read it.
//   events  texts that wait for the next heartbeat of the main session, oldest first; `handed`
//           while a beat has handed them to the agent and its answer is not there.
#pragma once
#include <string_view>

namespace cron {

// The steps for oc_store::migrate.
inline constexpr const char* kTableSteps[] = {
    "CREATE TABLE cron_jobs(id TEXT PRIMARY KEY, job TEXT NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE cron_events(id INTEGER PRIMARY KEY AUTOINCREMENT, text TEXT NOT NULL,"
    " queued_at INTEGER NOT NULL, handed INTEGER NOT NULL DEFAULT 0);"};

// The latest kMostEvents are kept, as the product keeps them.
inline constexpr std::string_view kInsertEvent =
    "INSERT INTO cron_events(text, queued_at) VALUES(?1,?2)";
inline constexpr std::string_view kDropOldEvents =
    "DELETE FROM cron_events WHERE handed=0 AND"
    " id <= (SELECT MAX(id) FROM cron_events) - ?1";
inline constexpr std::string_view kSelectEvents =
    "SELECT text, handed FROM cron_events ORDER BY id";
// What an earlier beat has handed over comes alone, under the same run id.
inline constexpr std::string_view kHandOver =
    "UPDATE cron_events SET handed=1 WHERE NOT EXISTS"
    " (SELECT 1 FROM cron_events WHERE handed=1)";
inline constexpr std::string_view kSelectHanded =
    "SELECT text, id, queued_at, (SELECT COUNT(*) FROM cron_events WHERE handed=0)"
    " FROM cron_events WHERE handed=1 ORDER BY id";
inline constexpr std::string_view kDeleteHanded = "DELETE FROM cron_events WHERE handed=1";
inline constexpr std::string_view kSelectJobs = "SELECT job FROM cron_jobs ORDER BY id";

}  // namespace cron
