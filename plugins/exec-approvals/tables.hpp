// SPDX-License-Identifier: MIT
// The table of the plugin.
//
//   history  a row an approval, from the request on; `status` is `pending` until its verdict.
#pragma once
#include <string_view>

namespace approvals {

// The steps for oc_store::migrate.
inline constexpr const char* kTableSteps[] = {
    "CREATE TABLE exec_approvals_history(id TEXT PRIMARY KEY, status TEXT NOT NULL,"
    " presentation TEXT NOT NULL, agent_id TEXT NOT NULL, session_key TEXT NOT NULL,"
    " created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, resolved_at INTEGER,"
    " reason TEXT NOT NULL DEFAULT '', decision TEXT NOT NULL DEFAULT '',"
    " resolver_kind TEXT NOT NULL DEFAULT '', resolver_id TEXT NOT NULL DEFAULT '')"
    " WITHOUT ROWID;"
    "CREATE INDEX exec_approvals_resolved ON exec_approvals_history(resolved_at, id);"};

inline constexpr std::string_view kInsert =
    "INSERT OR IGNORE INTO exec_approvals_history(id, status, presentation, agent_id, session_key,"
    " created_at, expires_at, resolved_at, reason, decision, resolver_kind, resolver_id)"
    " VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12)";
inline constexpr std::string_view kDecide =
    "UPDATE exec_approvals_history SET status=?2, resolved_at=?3, reason=?4, decision=?5,"
    " resolver_kind=?6, resolver_id=?7 WHERE id=?1 AND status='pending'";
// What an earlier run of the gateway has left open.
inline constexpr std::string_view kCloseOrphans =
    "UPDATE exec_approvals_history SET status='cancelled', resolved_at=MAX(?1, created_at),"
    " reason='gateway-restart', resolver_kind='system' WHERE status='pending'";
inline constexpr std::string_view kDropOld =
    "DELETE FROM exec_approvals_history WHERE resolved_at < ?1 OR (resolved_at IS NOT NULL AND"
    " resolved_at < (SELECT resolved_at FROM exec_approvals_history WHERE resolved_at IS NOT NULL"
    " ORDER BY resolved_at DESC LIMIT 1 OFFSET ?2))";
// The latest first, behind (?1, ?2).
inline constexpr std::string_view kPage =
    "SELECT id, status, presentation, agent_id, session_key, created_at, expires_at, resolved_at,"
    " reason, decision, resolver_kind, resolver_id FROM exec_approvals_history"
    " WHERE resolved_at IS NOT NULL AND (resolved_at < ?1 OR (resolved_at = ?1 AND id < ?2))"
    " ORDER BY resolved_at DESC, id DESC LIMIT ?3";

}  // namespace approvals
