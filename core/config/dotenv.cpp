// SPDX-License-Identifier: MIT
#include "core/config/dotenv.hpp"

#include <algorithm>

namespace openclaw {
namespace {

bool is_name(std::string_view text) {
  const auto letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  return !text.empty() && letter(text.front()) &&
         std::all_of(text.begin(), text.end(),
                     [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r";
  const std::size_t from = text.find_first_not_of(kSpace);
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(kSpace) - from + 1);
}

char escaped(char c) {
  switch (c) {
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    default: return c;
  }
}

// `text` starts at the quote. Without a closing one the quote is part of the value.
bool quoted(std::string_view text, std::string& value) {
  const char quote = text.front();
  value.clear();
  for (std::size_t at = 1; at < text.size(); ++at) {
    if (text[at] == quote) return true;
    const bool escape = quote == '"' && text[at] == '\\' && at + 1 < text.size();
    value += escape ? escaped(text[++at]) : text[at];
  }
  return false;
}

std::string value_of(std::string_view text) {
  std::string value;
  const bool quote =
      !text.empty() && (text.front() == '"' || text.front() == '\'' || text.front() == '`');
  if (quote && quoted(text, value)) return value;
  const std::size_t comment = text.starts_with('#') ? 0 : text.find(" #");
  return std::string(trimmed(text.substr(0, comment)));
}

}  // namespace

std::vector<std::pair<std::string, std::string>> read_dotenv(std::string_view text) {
  std::vector<std::pair<std::string, std::string>> variables;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.starts_with("export ")) line = trimmed(line.substr(7));
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos) continue;
    const std::string_view name = trimmed(line.substr(0, equals));
    if (is_name(name)) variables.emplace_back(name, value_of(trimmed(line.substr(equals + 1))));
  }
  return variables;
}

}  // namespace openclaw
