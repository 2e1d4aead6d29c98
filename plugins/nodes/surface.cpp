// SPDX-License-Identifier: MIT
#include "surface.hpp"

#include <algorithm>
#include <unordered_set>

namespace nodes {
namespace {

// A node may declare thousands of names, each of which is looked for.
Names common(const Names& declared, const Names& approved) {
  const std::unordered_set<std::string_view> known(approved.begin(), approved.end());
  Names out;
  for (const std::string& name : declared) {
    if (known.count(name)) out.push_back(name);
  }
  return out;
}

bool covers(const Names& approved, const Names& declared) {
  return common(declared, approved).size() == declared.size();
}

const Permissions& given(const Surface& surface) {
  static const Permissions kNone;
  return surface.permissions ? *surface.permissions : kNone;
}

std::optional<Permissions> common(const Permissions& declared, const Permissions& approved) {
  Permissions out;
  for (const auto& [name, granted] : declared) {
    const auto found = approved.find(name);
    if (!granted) {
      out[name] = false;
    } else if (found != approved.end()) {
      out[name] = found->second;
    }
  }
  if (out.empty()) return std::nullopt;
  return out;
}

}  // namespace

bool same_names(const Names& one, const Names& other) {
  return covers(one, other) && covers(other, one);
}

bool same_surface(const Surface& one, const Surface& other) {
  return same_names(one.caps, other.caps) && same_names(one.commands, other.commands) &&
         given(one) == given(other);
}

bool is_wider(const Surface& declared, const Surface& approved) {
  if (!covers(approved.caps, declared.caps)) return true;
  if (!covers(approved.commands, declared.commands)) return true;
  const Permissions& known = given(approved);
  const Permissions& asked = given(declared);
  return std::any_of(asked.begin(), asked.end(), [&known](const auto& one) {
    const auto found = known.find(one.first);
    return one.second && (found == known.end() || !found->second);
  });
}

Surface narrowed(const Surface& declared, const Surface* approved) {
  if (!approved) return {{}, {}, common(given(declared), {})};
  return {common(declared.caps, approved->caps), common(declared.commands, approved->commands),
          common(given(declared), given(*approved))};
}

Surface read_surface(const cJSON* object) {
  Surface out{read_names(oc::get(object, "caps")), read_names(oc::get(object, "commands")), {}};
  const cJSON* permissions = oc::get(object, "permissions");
  if (!cJSON_IsObject(permissions)) return out;
  out.permissions.emplace();
  const cJSON* item = nullptr;
  cJSON_ArrayForEach(item, permissions) {
    if (cJSON_IsBool(item)) (*out.permissions)[item->string] = cJSON_IsTrue(item) != 0;
  }
  return out;
}

std::string permissions_json(const Permissions& permissions) {
  oc::Object out;
  for (const auto& [name, granted] : permissions) out.add(name, granted);
  return out.take();
}

}  // namespace nodes
