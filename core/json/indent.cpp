// SPDX-License-Identifier: MIT
#include "core/json/indent.hpp"

namespace openclaw {
namespace {

// Copies the string that starts at `at`, quotes included, and moves behind it.
void copy_string(std::string& out, std::string_view json, std::size_t& at) {
  const std::size_t from = at++;
  while (at < json.size() && json[at] != '"') at += json[at] == '\\' ? 2U : 1U;
  if (at < json.size()) ++at;
  out += json.substr(from, at - from);
}

bool is_json_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

void new_line(std::string& out, std::size_t depth) {
  out += '\n';
  out.append(2 * depth, ' ');
}

}  // namespace

std::string indent_json(std::string_view json) {
  std::string out;
  std::size_t depth = 0;
  bool opened = false;  // just behind an opening bracket
  for (std::size_t at = 0; at < json.size();) {
    const char c = json[at];
    if (is_json_space(c)) {
      ++at;
      continue;
    }
    const bool closes = c == '}' || c == ']';
    if (closes && depth > 0) --depth;
    if (opened != closes) new_line(out, depth);
    opened = c == '{' || c == '[';
    if (opened) ++depth;
    if (c == '"') {
      copy_string(out, json, at);
      continue;
    }
    out += c;
    ++at;
    if (c == ':') out += ' ';
    if (c == ',') new_line(out, depth);
  }
  return out;
}

}  // namespace openclaw
