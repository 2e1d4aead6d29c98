// SPDX-License-Identifier: MIT
#include "cli/display.hpp"

#include <algorithm>
#include <set>

#include "cli/letters.hpp"
#include "core/json/utf8.hpp"

namespace openclaw::cli {
namespace {

constexpr std::string_view kEllipsis = "\xE2\x80\xA6";

// The first letter of a text; one byte that is no UTF-8 counts as one.
struct Letter {
  std::string_view bytes;
  char32_t code = 0;  // 0xFFFD for what is no UTF-8
};

Letter first_letter(std::string_view text) {
  const std::size_t size = utf8_sequence(text.substr(0, 4));
  if (size == 0) return {text.substr(0, 1), 0xFFFD};
  const auto byte = [&text](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  char32_t code = size == 1 ? byte(0) : byte(0) & (0xFFU >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) code = (code << 6U) | (byte(i) & 0x3FU);
  return {text.substr(0, size), code};
}

std::string cleaned(std::string_view text, bool keep_lines) {
  std::string out;
  while (!text.empty()) {
    const Letter letter = first_letter(text);
    const bool line = letter.code == '\n' || letter.code == '\t';
    const bool broken_byte = letter.bytes.size() == 1 && letter.code == 0xFFFD;
    if (broken_byte || (is_hidden_letter(letter.code) && !(keep_lines && line))) {
      out += '?';
    } else {
      out += letter.bytes;
    }
    text.remove_prefix(letter.bytes.size());
  }
  return out;
}

// As JSON writes it: beyond the first 65536 letters it takes two.
std::string escape_of(char32_t code) {
  if (code > 0xFFFF) {
    code -= 0x10000;
    return escape_of(0xD800 + (code >> 10U)) + escape_of(0xDC00 + (code & 0x3FFU));
  }
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out = "\\u";
  for (const unsigned shift : {12U, 8U, 4U, 0U}) out += kDigits[(code >> shift) & 0xFU];
  return out;
}

// The longest start of a text that takes at most so many columns; one letter at least.
std::size_t prefix_of(std::string_view text, std::size_t columns) {
  std::size_t at = 0;
  std::size_t used = 0;
  while (at < text.size()) {
    const Letter letter = first_letter(text.substr(at));
    const std::size_t width = letter_width(letter.code);
    if (at > 0 && used + width > columns) break;
    used += width;
    at += letter.bytes.size();
  }
  return at;
}

std::string padded(const std::string& text, std::size_t columns) {
  const std::size_t width = columns_of(text);
  return text + std::string(columns > width ? columns - width : 0, ' ');
}

std::string cell_of(const Cells& row, std::size_t at) {
  return at < row.size() ? row[at] : std::string();
}

// The columns in which something stands, with their widths within the screen.
class Layout {
 public:
  Layout(const std::vector<Column>& columns, const std::vector<Cells>& rows) : columns_(columns) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      std::size_t width = 0;
      for (const Cells& row : rows) width = std::max(width, columns_of(cell_of(row, i)));
      widths_.push_back(width == 0 ? 0 : std::max(width, columns_of(columns[i].head)));
    }
    while (total() > kScreenWidth && narrow_one()) {
    }
  }
  [[nodiscard]] std::string lines(const Cells& row) const {
    std::vector<std::vector<std::string>> cells;
    std::size_t most = 1;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      cells.emplace_back();
      if (widths_[i] > 0) cells.back() = broken(cell_of(row, i), widths_[i]);
      most = std::max(most, cells.back().size());
    }
    std::string out;
    for (std::size_t n = 0; n < most; ++n) {
      std::string line;
      for (std::size_t i = 0; i < columns_.size(); ++i) {
        if (widths_[i] == 0) continue;
        line += padded(cell_of(cells[i], n), widths_[i] + kColumnGap);
      }
      line.erase(line.find_last_not_of(' ') + 1);
      out += line + '\n';
    }
    return out;
  }

 private:
  [[nodiscard]] std::size_t total() const {
    std::size_t sum = 0;
    for (const std::size_t width : widths_) sum += width == 0 ? 0 : width + kColumnGap;
    return sum - std::min(sum, kColumnGap);
  }
  bool narrow_one() {
    std::size_t widest = columns_.size();
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const bool may = columns_[i].least > 0 && widths_[i] > columns_[i].least;
      if (may && (widest == columns_.size() || widths_[i] > widths_[widest])) widest = i;
    }
    if (widest == columns_.size()) return false;
    --widths_[widest];
    return true;
  }

  const std::vector<Column>& columns_;
  std::vector<std::size_t> widths_;
};

}  // namespace

std::size_t columns_of(std::string_view text) {
  std::size_t columns = 0;
  while (!text.empty()) {
    const Letter letter = first_letter(text);
    columns += letter_width(letter.code);
    text.remove_prefix(letter.bytes.size());
  }
  return columns;
}

std::string printable(std::string_view text) { return cleaned(text, false); }

std::string printable_lines(std::string_view text) { return cleaned(text, true); }

std::string printable_json(std::string_view json) {
  std::string out;
  while (!json.empty()) {
    const Letter letter = first_letter(json);
    if (letter.code != '\n' && letter.code != '\t' && is_hidden_letter(letter.code)) {
      out += escape_of(letter.code);
    } else {
      out += letter.bytes;
    }
    json.remove_prefix(letter.bytes.size());
  }
  return out;
}

std::string cut(std::string_view text, std::size_t columns) {
  if (columns_of(text) <= columns) return std::string(text);
  return std::string(text.substr(0, prefix_of(text, columns - 1))) + std::string(kEllipsis);
}

std::vector<std::string> broken(std::string_view text, std::size_t columns) {
  std::vector<std::string> lines{""};
  while (!text.empty()) {
    const std::size_t space = std::min(text.find(' '), text.size());
    std::string_view word = text.substr(0, space);
    text.remove_prefix(std::min(space + 1, text.size()));
    std::string& line = lines.back();
    if (!line.empty() && columns_of(line) + 1 + columns_of(word) <= columns) {
      line += ' ' + std::string(word);
      continue;
    }
    if (!line.empty()) lines.emplace_back();
    while (columns_of(word) > columns) {
      const std::size_t size = prefix_of(word, columns);
      lines.back() = word.substr(0, size);
      word.remove_prefix(size);
      lines.emplace_back();
    }
    lines.back() = word;
  }
  return lines;
}

std::string fitted_table(const std::vector<Column>& columns, const std::vector<Cells>& rows) {
  const Layout layout(columns, rows);
  Cells head;
  for (const Column& column : columns) head.emplace_back(column.head);
  std::string out = layout.lines(head);
  for (const Cells& row : rows) {
    out += layout.lines(row);
    for (std::size_t i = columns.size(); i < row.size(); ++i) {
      const char* indent = "  ";
      for (const std::string& line : broken(row[i], kScreenWidth - 4)) {
        out += indent + line + '\n';
        indent = "    ";
      }
    }
  }
  return out;
}

std::vector<std::string> sorted_strings(const cJSON* items) {
  std::set<std::string> sorted;
  const cJSON* item = nullptr;
  cJSON_ArrayForEach(item, items) {
    if (cJSON_IsString(item) && *item->valuestring != '\0') {
      sorted.insert(printable(item->valuestring));
    }
  }
  return {sorted.begin(), sorted.end()};
}

std::string comma_list(const cJSON* items) {
  std::string out;
  for (const std::string& text : sorted_strings(items)) out += (out.empty() ? "" : ", ") + text;
  return out;
}

}  // namespace openclaw::cli
