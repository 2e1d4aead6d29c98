// SPDX-License-Identifier: MIT
// Text that others chose, fit for a terminal: what is no letter is taken out, wide letters count
// two columns, and tables stay within 80 of them.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/json/json.hpp"

namespace openclaw::cli {

inline constexpr std::size_t kScreenWidth = 80;
inline constexpr std::size_t kColumnGap = 2;

// How many columns of a terminal the text takes.
std::size_t columns_of(std::string_view text);

// One line: '?' stands for control characters, for those that turn the direction of writing and for
// what is no UTF-8.
std::string printable(std::string_view text);
// The same, but line ends and tabs stay.
std::string printable_lines(std::string_view text);
// JSON text that says the same, with escapes for those letters.
std::string printable_json(std::string_view json);

// At most so many columns; a text that was longer ends in an ellipsis.
std::string cut(std::string_view text, std::size_t columns);

// The lines of a text that is broken at spaces, and where a word is wider than that, within it.
std::vector<std::string> broken(std::string_view text, std::size_t columns);

struct Column {
  const char* head;
  std::size_t least = 0;  // 0: never narrower than its text
};
// One row: a cell for each column; what comes behind them are notes, each below the row.
using Cells = std::vector<std::string>;
// Rows below a head. Columns in which nothing stands are left out; those that may go on in further
// lines when the screen is too narrow. The cells are printable already.
std::string fitted_table(const std::vector<Column>& columns, const std::vector<Cells>& rows);

// The strings of an array, printable and sorted.
std::vector<std::string> sorted_strings(const cJSON* items);
// The same with commas between them.
std::string comma_list(const cJSON* items);

}  // namespace openclaw::cli
