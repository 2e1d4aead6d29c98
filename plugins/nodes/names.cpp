// SPDX-License-Identifier: MIT
#include "names.hpp"

#include <sys/random.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <unordered_set>

namespace nodes {
namespace {

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

}  // namespace

bool contains(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string trimmed(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return std::string(text);
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

Names read_names(const cJSON* array) {
  Names out;
  std::unordered_set<std::string> known;
  const cJSON* item = nullptr;
  cJSON_ArrayForEach(item, array) {
    if (!cJSON_IsString(item)) continue;
    std::string name = trimmed(item->valuestring);
    if (!name.empty() && known.insert(name).second) out.push_back(std::move(name));
  }
  return out;
}

Names split(std::string_view text) {
  Names out;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    if (comma > 0) out.emplace_back(text.substr(0, comma));
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return out;
}

Names sorted(Names names) {
  std::sort(names.begin(), names.end());
  return names;
}

std::string names_json(const Names& names) {
  std::string out = "[";
  for (const std::string& name : names) {
    if (out.size() > 1) out += ',';
    oc::append_quoted(out, name);
  }
  return out += ']';
}

std::string_view part(const Face& face, std::string_view key) {
  const auto found = face.find(key);
  return found == face.end() ? std::string_view() : std::string_view(found->second);
}

void set_part(Face& face, std::string_view key, std::string_view value) {
  if (value.empty()) {
    face.erase(std::string(key));
  } else {
    face.insert_or_assign(std::string(key), std::string(value));
  }
}

Face read_face(const cJSON* object) {
  Face face;
  const cJSON* item = nullptr;
  cJSON_ArrayForEach(item, object) {
    if (cJSON_IsString(item) && item->string) set_part(face, item->string, item->valuestring);
  }
  return face;
}

std::string print(const cJSON* item) {
  char* text = item ? cJSON_PrintUnformatted(item) : nullptr;
  std::string out = text ? text : "null";
  cJSON_free(text);
  return out;
}

std::string random_uuid() {
  std::array<unsigned char, 16> b{};
  if (getrandom(b.data(), b.size(), 0) != static_cast<ssize_t>(b.size())) std::abort();
  b[6] = static_cast<unsigned char>((b[6] & 0x0FU) | 0x40U);
  b[8] = static_cast<unsigned char>((b[8] & 0x3FU) | 0x80U);
  std::string text;
  for (std::size_t i = 0; i < b.size(); ++i) {
    std::array<char, 3> digits{};
    std::snprintf(digits.data(), digits.size(), "%02x", b[i]);
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += digits.data();
  }
  return text;
}

}  // namespace nodes
