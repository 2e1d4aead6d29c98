// SPDX-License-Identifier: MIT
// A page of the history as clients read it. Pure functions.
#pragma once
#include <cstddef>
#include <cstdint>
#include <limits>
#include <openclaw/store.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace approvals {

// Behind which approval a page begins; by default behind none.
struct HistoryPlace {
  std::int64_t at_ms = std::numeric_limits<std::int64_t>::max();
  std::string id;
};
std::string write_cursor(const HistoryPlace& place);
std::optional<HistoryPlace> read_cursor(std::string_view cursor);

// `rows` as kPage selects them, of which at most so many are shown.
std::string page_json(const oc::Rows& rows, std::size_t most);

}  // namespace approvals
