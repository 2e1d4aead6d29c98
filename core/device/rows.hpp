// SPDX-License-Identifier: MIT
// Rows that became different, as they were before, so that what could not be written is undone.
#pragma once
#include <map>
#include <optional>
#include <string>

namespace openclaw {

// Rows by their id; nothing: it is not there.
template <class Row>
using Rows = std::map<std::string, std::optional<Row>>;

// Notes a row of `rows` as it is. Called before the change; the first note counts.
template <class Row>
void keep_row(Rows<Row>& kept, const std::map<std::string, Row>& rows, const std::string& id) {
  if (kept.contains(id)) return;
  const auto found = rows.find(id);
  kept[id] = found == rows.end() ? std::nullopt : std::optional<Row>(found->second);
}

}  // namespace openclaw
