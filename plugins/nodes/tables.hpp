// SPDX-License-Identifier: MIT
// The tables of the plugin.
//
//   records  a row a node that has a surface, approved or waiting: its Record as JSON.
#pragma once
#include <string_view>

namespace nodes {

// The steps for oc_store::migrate.
inline constexpr const char* kTableSteps[] = {
    "CREATE TABLE nodes_records(node_id TEXT PRIMARY KEY, record TEXT NOT NULL) WITHOUT ROWID"};

inline constexpr std::string_view kSaveRecord =
    "INSERT OR REPLACE INTO nodes_records(node_id, record) VALUES(?1,?2)";
inline constexpr std::string_view kDeleteRecord = "DELETE FROM nodes_records WHERE node_id=?1";
inline constexpr std::string_view kSelectRecords =
    "SELECT node_id, record FROM nodes_records WHERE node_id>?1 ORDER BY node_id";

}  // namespace nodes
