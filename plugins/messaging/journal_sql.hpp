// SPDX-License-Identifier: MIT
// What the journal asks of its tables (journal_tables.hpp).
#pragma once
#include <string_view>

namespace messaging {

inline constexpr std::string_view kSelectSessions =
    "SELECT s.key, s.agent, s.session_id, s.title, s.created_at, s.updated_at, s.status,"
    " s.last_run_id, (SELECT COALESCE(MAX(m.seq),0) FROM messaging_messages m WHERE"
    " m.session=s.id), s.id FROM messaging_sessions s WHERE s.id>?1 ORDER BY s.id LIMIT ?2";
inline constexpr std::string_view kUpsertSession =
    "INSERT INTO messaging_sessions VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9) ON CONFLICT(id) DO UPDATE"
    " SET updated_at=?7, status=?8, last_run_id=?9";

// To accept: these three in this order, in one write.
inline constexpr std::string_view kInsertMessage =
    "INSERT INTO messaging_messages(session, seq, body) VALUES(?1,?2,?3)";
inline constexpr std::string_view kInsertKey =
    "INSERT OR IGNORE INTO messaging_keys VALUES(?1,last_insert_rowid(),?2)";
inline constexpr std::string_view kInsertOpen =
    "INSERT INTO messaging_open VALUES(last_insert_rowid())";

// To end: the first, and one of the others.
inline constexpr std::string_view kDeleteOpen =
    "DELETE FROM messaging_open WHERE id=(SELECT message FROM messaging_keys WHERE run_id=?1)";
inline constexpr std::string_view kInsertAnswer =
    "INSERT INTO messaging_messages(session, seq, body, run, status, result) VALUES(?1,?2,?3,"
    "(SELECT message FROM messaging_keys WHERE run_id=?4),?5,?6)";
inline constexpr std::string_view kInsertSilent =
    "INSERT INTO messaging_silent SELECT message,?2,?3,?4 FROM messaging_keys WHERE run_id=?1";

// run id, session key, text, status, result, accepted at, the row of the answer.
inline constexpr std::string_view kSelectRun =
    "SELECT k.run_id, s.key, json_extract(m.body,'$.content'),"
    " CASE WHEN o.id THEN 'accepted' ELSE COALESCE(a.status, q.status) END,"
    " COALESCE(a.result, q.result, ''), k.accepted_at, a.body"
    " FROM messaging_keys k JOIN messaging_messages m ON m.id=k.message"
    " JOIN messaging_sessions s ON s.id=m.session"
    " LEFT JOIN messaging_open o ON o.id=m.id LEFT JOIN messaging_silent q ON q.message=m.id"
    " LEFT JOIN messaging_messages a ON a.id=(SELECT x.id FROM messaging_messages x WHERE"
    " o.id IS NULL AND q.message IS NULL AND x.session=m.session AND x.seq>m.seq AND x.run=m.id"
    " ORDER BY x.seq LIMIT 1) WHERE k.run_id=?1";
// A message's key is its run id and ":user".
inline constexpr std::string_view kSelectUnfinished =
    "SELECT k.run_id, s.key, json_extract(m.body,'$.content'), 'accepted', '', k.accepted_at, '',"
    " o.id FROM messaging_open o JOIN messaging_messages m ON m.id=o.id"
    " JOIN messaging_sessions s ON s.id=m.session JOIN messaging_keys k ON"
    " k.run_id=substr(json_extract(m.body,'$.idempotencyKey'), 1,"
    " length(json_extract(m.body,'$.idempotencyKey'))-5) WHERE o.id>?1 ORDER BY o.id LIMIT ?2";

inline constexpr std::string_view kForgetKeys =
    "DELETE FROM messaging_keys WHERE accepted_at<?1 AND message NOT IN"
    " (SELECT id FROM messaging_open)";
inline constexpr std::string_view kForgetSilent =
    "DELETE FROM messaging_silent WHERE message NOT IN (SELECT message FROM messaging_keys)";

inline constexpr std::string_view kSelectPage =
    "SELECT body, (SELECT COUNT(*) FROM messaging_messages WHERE session=?1) FROM"
    " messaging_messages WHERE session=?1 ORDER BY seq DESC LIMIT ?2 OFFSET ?3";
// Messages that came in meanwhile wait for runs of their own, and the run's message comes last,
// behind the answers to those before it. What a failed run left is for readers, not for the model.
inline constexpr std::string_view kSelectContext =
    "WITH own(id) AS (SELECT message FROM messaging_keys WHERE run_id=?2)"
    " SELECT body, 0 FROM (SELECT m.body, m.seq, 1 AS last FROM messaging_messages m, own WHERE"
    " m.id=own.id UNION ALL SELECT * FROM (SELECT body, seq, 0 FROM messaging_messages WHERE"
    " session=?1 AND id<>(SELECT id FROM own) AND id NOT IN (SELECT id FROM messaging_open)"
    " AND status IS NOT 'error' ORDER BY seq DESC LIMIT ?3-1)) ORDER BY last DESC, seq DESC";

}  // namespace messaging
