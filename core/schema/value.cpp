// SPDX-License-Identifier: MIT
// Kinds and equality of JSON values, for the keywords type, const, enum and uniqueItems.
#include <algorithm>
#include <cmath>

#include "core/schema/node.hpp"

namespace openclaw {
namespace {

bool same_members(const cJSON* a, const cJSON* b) {
  for (const cJSON* item = b->child; item != nullptr; item = item->next) {
    const cJSON* other = json_get(a, item->string);
    if (other == nullptr || !same_json(other, item)) return false;
  }
  return true;
}

bool same_items(const cJSON* a, const cJSON* b) {
  const cJSON* left = a->child;
  for (const cJSON* right = b->child; right != nullptr; right = right->next) {
    if (!same_json(left, right)) return false;
    left = left->next;
  }
  return true;
}

// True when both have as many children; looks at no more than one beyond those of `b`.
bool same_size(const cJSON* a, const cJSON* b) {
  const cJSON* left = a->child;
  for (const cJSON* right = b->child; right != nullptr; right = right->next) {
    if (left == nullptr) return false;
    left = left->next;
  }
  return left == nullptr;
}

void write_canonical(JsonWriter& out, const cJSON* value) {
  if (cJSON_IsArray(value)) {
    out.array();
    for (const cJSON* item = value->child; item != nullptr; item = item->next) {
      write_canonical(out, item);
    }
    out.end();
    return;
  }
  if (!cJSON_IsObject(value)) {
    out.raw(print_json(value));
    return;
  }
  std::vector<const cJSON*> members;
  for (const cJSON* item = value->child; item != nullptr; item = item->next) {
    members.push_back(item);
  }
  std::sort(members.begin(), members.end(), [](const cJSON* a, const cJSON* b) {
    return std::string_view(a->string) < std::string_view(b->string);
  });
  out.object();
  for (const cJSON* member : members) {
    out.key(member->string);
    write_canonical(out, member);
  }
  out.end();
}

}  // namespace

unsigned kinds_of(const cJSON* value) {
  if (cJSON_IsObject(value)) return kObjectKind;
  if (cJSON_IsArray(value)) return kArrayKind;
  if (cJSON_IsString(value)) return kStringKind;
  if (cJSON_IsBool(value)) return kBooleanKind;
  if (cJSON_IsNull(value)) return kNullKind;
  if (!cJSON_IsNumber(value) || !std::isfinite(value->valuedouble)) return 0;
  const bool whole = std::trunc(value->valuedouble) == value->valuedouble;
  return whole ? kNumberKind | kIntegerKind : kNumberKind;
}

bool same_json(const cJSON* a, const cJSON* b) {
  const unsigned kind = kinds_of(a);
  if (kind != kinds_of(b)) return false;
  switch (kind) {
    case kStringKind: return std::string_view(a->valuestring) == b->valuestring;
    case kBooleanKind: return cJSON_IsTrue(a) == cJSON_IsTrue(b);
    case kNullKind: return true;
    case kObjectKind: return same_size(a, b) && same_members(a, b);
    case kArrayKind: return same_size(a, b) && same_items(a, b);
    case 0: return false;
    default: return a->valuedouble == b->valuedouble;
  }
}

std::string canonical_json(const cJSON* value) {
  JsonWriter out;
  write_canonical(out, value);
  return out.take();
}

}  // namespace openclaw
