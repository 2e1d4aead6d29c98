// SPDX-License-Identifier: MIT
#include "json_text.hpp"

namespace approvals {
namespace {

void append_line(std::string& out, int depth) {
  out += '\n';
  out.append(static_cast<std::size_t>(depth) * 2, ' ');
}

void append(std::string& out, const cJSON* tree, int depth) {
  const bool object = cJSON_IsObject(tree);
  if (!object && !cJSON_IsArray(tree)) {
    out += compact(tree);
    return;
  }
  out += object ? '{' : '[';
  const cJSON* member = nullptr;
  cJSON_ArrayForEach(member, tree) {
    if (member != tree->child) out += ',';
    append_line(out, depth + 1);
    if (object) {
      oc::append_quoted(out, member->string);
      out += ": ";
    }
    append(out, member, depth + 1);
  }
  if (tree->child) append_line(out, depth);
  out += object ? '}' : ']';
}

}  // namespace

std::string compact(const cJSON* tree) {
  if (!tree) return "null";
  char* text = cJSON_PrintUnformatted(tree);
  if (!text) return "null";
  std::string out = text;
  cJSON_free(text);
  return out;
}

std::string indented(const cJSON* tree) {
  std::string out;
  append(out, tree, 0);
  return out;
}

bool has_nul(std::string_view json) {
  for (std::size_t at = json.find('\\'); at != std::string_view::npos;
       at = json.find('\\', at + 2)) {
    if (json.substr(at + 1, 5) == "u0000") return true;
  }
  return false;
}

}  // namespace approvals
