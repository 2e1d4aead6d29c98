// SPDX-License-Identifier: MIT
#include <algorithm>
#include <string_view>

#include "cli/command.hpp"
#include "cli/display.hpp"

namespace openclaw::cli {
namespace {

struct HelpRow {
  std::string left;
  std::string right;
};

HelpRow row_of(const Option& option) {
  HelpRow row;
  if (option.letter != '\0') row.left = std::string("-") + option.letter + ", ";
  row.left += std::string("--") + option.name;
  if (option.value != nullptr) row.left += std::string(" ") + option.value;
  row.right = option.help;
  return row;
}

// The right column is filled word by word and goes on below its start.
void append_filled(std::string& out, std::string_view text, std::size_t indent) {
  std::size_t column = indent;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (column > indent && column + 1 + end > kScreenWidth) {
      out += "\n" + std::string(indent, ' ');
      column = indent;
    } else if (column > indent) {
      out += ' ';
      ++column;
    }
    out += text.substr(0, end);
    column += end;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

void append_rows(std::string& out, const char* title, const std::vector<HelpRow>& rows) {
  if (rows.empty()) return;
  std::size_t left = 0;
  for (const HelpRow& row : rows) left = std::max(left, row.left.size());
  out += std::string("\n") + title + ":\n";
  for (const HelpRow& row : rows) {
    out += std::string(kColumnGap, ' ') + row.left +
           std::string(left - row.left.size() + kColumnGap, ' ');
    append_filled(out, row.right, left + 2 * kColumnGap);
    out += "\n";
  }
}

std::string full_name(const std::vector<const Command*>& path) {
  std::string name;
  for (const Command* command : path) name += std::string(name.empty() ? "" : " ") + command->name;
  return name;
}

}  // namespace

std::string help_text(const std::vector<const Command*>& path) {
  const Command& command = *path.back();
  const std::string name = full_name(path);
  std::string out = "Usage: " + name + " [options]";
  if (!command.commands.empty()) out += command.run == nullptr ? " <command>" : " [command]";
  if (*command.words != '\0') out += std::string(" ") + command.words;
  out += std::string("\n\n") + command.summary + ".\n";
  if (*command.detail != '\0') out += std::string(command.detail) + "\n";
  std::vector<HelpRow> rows;
  for (const Command& inner : command.commands) rows.push_back({inner.name, inner.summary});
  append_rows(out, "Commands", rows);
  rows.clear();
  for (const Option& option : command.options) rows.push_back(row_of(option));
  append_rows(out, "Options", rows);
  if (!command.commands.empty()) {
    const std::string run = "Run `" + name + " <command> --help` for the options of a command.\n";
    out += '\n' + run;
    if (run.size() > kScreenWidth + 1) out[out.rfind(" of a command")] = '\n';
  }
  return out;
}

}  // namespace openclaw::cli
