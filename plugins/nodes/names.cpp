// SPDX-License-Identifier: MIT
#include "names.hpp"

#include <algorithm>
#include <unordered_set>

namespace nodes {

bool contains(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
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

}  // namespace nodes
