// SPDX-License-Identifier: MIT
// The tables of the journal.
//
//   sessions  a row a session.
//   messages  the transcript. An answer also has the id of its question (`run`) and its outcome.
//   keys      run ids that are remembered, each with the id of its message.
//   open      ids of the messages whose run has not ended.
//   silent    outcomes of the runs that ended without an answer.
//
// A commit writes each page that it touches, whole. So what is written a message goes to the end of
// its table, the indexes hold numbers where they can, no text stands twice, and no row of a message
// changes once it is there. The only page at a random place is that of the run id.
#pragma once

namespace messaging {

// The steps for oc_store::migrate.
inline constexpr const char* kTableSteps[] = {
    "CREATE TABLE messaging_sessions(id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE,"
    " agent TEXT NOT NULL, session_id TEXT NOT NULL, title TEXT NOT NULL,"
    " created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, status TEXT NOT NULL,"
    " last_run_id TEXT NOT NULL);"
    "CREATE TABLE messaging_messages(id INTEGER PRIMARY KEY, session INTEGER NOT NULL,"
    " seq INTEGER NOT NULL, body TEXT NOT NULL, run INTEGER, status TEXT, result TEXT);"
    "CREATE UNIQUE INDEX messaging_messages_order ON messaging_messages(session, seq);"
    "CREATE TABLE messaging_keys(run_id TEXT PRIMARY KEY, message INTEGER NOT NULL,"
    " accepted_at INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE messaging_open(id INTEGER PRIMARY KEY);"
    "CREATE TABLE messaging_silent(message INTEGER PRIMARY KEY, status TEXT NOT NULL,"
    " result TEXT NOT NULL, ended_at INTEGER NOT NULL);"};

}  // namespace messaging
