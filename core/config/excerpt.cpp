// SPDX-License-Identifier: MIT
#include "core/config/excerpt.hpp"

namespace openclaw {
namespace {

JsonTree excerpt(const cJSON* node, std::string_view place);

JsonTree of_each(const cJSON* object, std::string_view below) {
  if (!cJSON_IsObject(object)) return nullptr;
  JsonTree out(cJSON_CreateObject());
  const cJSON* member = nullptr;
  cJSON_ArrayForEach(member, object) {
    JsonTree found = excerpt(member, below);
    if (found == nullptr) found.reset(cJSON_CreateNull());
    cJSON_AddItemToObject(out.get(), member->string, found.release());
  }
  return out;
}

JsonTree excerpt(const cJSON* node, std::string_view place) {
  if (node == nullptr) return nullptr;
  if (place.empty()) return JsonTree(cJSON_Duplicate(node, 1));
  const std::size_t dot = place.find('.');
  const std::string part(place.substr(0, dot));
  const std::string_view below =
      dot == std::string_view::npos ? std::string_view() : place.substr(dot + 1);
  return part == "*" ? of_each(node, below) : excerpt(json_get(node, part.c_str()), below);
}

}  // namespace

std::string config_excerpt(const cJSON* root, std::string_view place) {
  const JsonTree found = excerpt(root, place);
  return found == nullptr ? std::string() : print_json(found.get());
}

}  // namespace openclaw
