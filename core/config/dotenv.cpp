// SPDX-License-Identifier: MIT
#include "core/config/dotenv.hpp"

#include <algorithm>
#include <openclaw/text.hpp>

namespace openclaw {
namespace {

bool is_name(std::string_view text) {
  const auto letter = [](char c) { return oc::is_letter(c) || c == '_'; };
  return !text.empty() && letter(text.front()) &&
         std::all_of(text.begin(), text.end(),
                     [&](char c) { return letter(c) || oc::is_digit(c); });
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
  return std::string(oc::trimmed(text.substr(0, comment)));
}

}  // namespace

std::vector<std::pair<std::string, std::string>> read_dotenv(std::string_view text) {
  std::vector<std::pair<std::string, std::string>> variables;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = oc::trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.starts_with("export ")) line = oc::trimmed(line.substr(7));
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos) continue;
    const std::string_view name = oc::trimmed(line.substr(0, equals));
    if (is_name(name)) variables.emplace_back(name, value_of(oc::trimmed(line.substr(equals + 1))));
  }
  return variables;
}

}  // namespace openclaw
