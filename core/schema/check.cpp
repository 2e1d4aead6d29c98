// SPDX-License-Identifier: MIT
// Checks values against a compiled schema. The order of the keywords here is the order in which
// the protocol's clients see the problems.
#include <algorithm>
#include <openclaw/text.hpp>
#include <unordered_set>

#include "core/json/utf8.hpp"
#include "core/schema/node.hpp"

namespace openclaw {
namespace {

constexpr std::size_t kMaxProblems = 8;         // the validator of the protocol stops there as well
constexpr std::size_t kMaxMatched = 64 * 1024;  // bytes a pattern is tried on

// Where a value stands: a chain towards the root, turned into text only for a problem.
struct Place {
  const Place* parent = nullptr;
  std::string_view key;   // of a member
  std::size_t index = 0;  // of an item, when `key` has no data

  [[nodiscard]] std::string path() const {
    if (parent == nullptr) return "";
    const std::string last =
        key.data() == nullptr ? std::to_string(index) : std::string(shown_key(key));
    return parent->path() + "/" + last;
  }
};

class Problems {
 public:
  [[nodiscard]] bool full() const { return list_.size() >= kMaxProblems; }
  [[nodiscard]] bool empty() const { return list_.empty(); }

  void add(const Place& place, std::string_view text) {
    if (full()) return;
    const std::string path = place.path();
    std::string& problem = list_.emplace_back();
    if (!path.empty()) problem.append("at ").append(path).append(": ");
    problem.append(text);
  }
  void add_unexpected(const Place& place, std::string_view key) {
    if (full()) return;
    const std::string path = place.path();
    std::string& problem = list_.emplace_back("at ");
    problem.append(path.empty() ? "root" : path).append(": unexpected property '");
    problem.append(shown_key(key)).append("'");
  }
  void take(Problems& others) {
    for (std::string& problem : others.list_) {
      if (!full()) list_.push_back(std::move(problem));
    }
  }
  [[nodiscard]] std::string joined() const {
    std::string text;
    for (auto it = list_.begin(); it != list_.end(); ++it) {
      if (std::find(list_.begin(), it, *it) != it) continue;
      if (!text.empty()) text.append("; ");
      text.append(*it);
    }
    return text;
  }

 private:
  std::vector<std::string> list_;
};

void check(const SchemaNode& node, const cJSON* value, const Place& place, Problems& problems);

std::string limit_text(double limit) {
  JsonWriter out;
  return out.value(limit).take();
}

std::optional<std::size_t> find_property(const ObjectRules& rules, std::string_view name) {
  const auto found = std::lower_bound(
      rules.by_name.begin(), rules.by_name.end(), name,
      [&](std::size_t index, std::string_view key) { return rules.property_names[index] < key; });
  if (found == rules.by_name.end() || rules.property_names[*found] != name) return std::nullopt;
  return *found;
}

// The members of an object sorted into those that the schema names and the rest.
struct Members {
  std::vector<const cJSON*> known;  // by index of the property, nullptr where absent
  std::vector<const cJSON*> others;
};

Members sort_members(const ObjectRules& rules, const cJSON* object) {
  Members members;
  members.known.resize(rules.properties.size());
  const bool wants_others = rules.closed || rules.additional != nullptr;
  for (const cJSON* member = object->child; member != nullptr; member = member->next) {
    const auto index = find_property(rules, member->string);
    if (index.has_value()) {
      members.known[*index] = member;
    } else if (wants_others) {
      members.others.push_back(member);
    }
  }
  return members;
}

// Of the missing members only the first is reported; one whose name is blank cannot be named.
void check_required(const ObjectRules& rules, const cJSON* object, const Members& members,
                    const Place& place, Problems& problems) {
  bool missing = false;
  for (const SchemaRequired& required : rules.required) {
    const cJSON* member = required.property.has_value() ? members.known[*required.property]
                                                        : json_get(object, required.name.c_str());
    if (member != nullptr) continue;
    missing = true;
    if (oc::is_blank(required.name)) continue;
    return problems.add(place, "must have required property '" + required.name + "'");
  }
  if (missing) problems.add(place, "must have required properties");
}

// Of the unexpected members, too, only the first that can be named is reported.
void check_closed(const Members& members, const Place& place, Problems& problems) {
  for (const cJSON* member : members.others) {
    if (!oc::is_blank(member->string)) return problems.add_unexpected(place, member->string);
  }
  if (!members.others.empty()) problems.add(place, "must not have additional properties");
}

void check_object(const ObjectRules& rules, const cJSON* object, const Place& place,
                  Problems& problems) {
  const Members members = sort_members(rules, object);
  check_required(rules, object, members, place, problems);
  if (rules.closed) check_closed(members, place, problems);
  for (std::size_t i = 0; i < members.known.size() && !problems.full(); ++i) {
    if (members.known[i] == nullptr) continue;
    check(*rules.properties[i], members.known[i], {&place, rules.property_names[i]}, problems);
  }
  if (rules.additional == nullptr) return;
  for (const cJSON* member : members.others) {
    if (problems.full()) return;
    check(*rules.additional, member, {&place, member->string}, problems);
  }
}

bool has_duplicates(const cJSON* array) {
  std::unordered_set<std::string> seen;
  for (const cJSON* item = array->child; item != nullptr; item = item->next) {
    if (!seen.insert(canonical_json(item)).second) return true;
  }
  return false;
}

void check_array(const ArrayRules& rules, const cJSON* array, const Place& place,
                 Problems& problems) {
  std::size_t count = 0;
  for (const cJSON* item = array->child; item != nullptr; item = item->next) {
    if (rules.items != nullptr && !problems.full()) {
      check(*rules.items, item, {&place, {}, count}, problems);
    }
    ++count;
  }
  if (rules.max_items.has_value() && count > *rules.max_items) {
    problems.add(place, "must not have more than " + std::to_string(*rules.max_items) + " items");
  }
  if (rules.min_items.has_value() && count < *rules.min_items) {
    problems.add(place, "must not have fewer than " + std::to_string(*rules.min_items) + " items");
  }
  if (rules.unique_items && !problems.full() && has_duplicates(array)) {
    problems.add(place, "must not have duplicate items");
  }
}

// Text that is too long to be tried, or that the matcher gives up on, does not match.
bool matches(const SchemaPattern& pattern, std::string_view text) {
  if (text.size() > kMaxMatched) return false;
  try {
    return std::regex_search(text.begin(), text.end(), pattern.regex,
                             std::regex_constants::match_continuous);
  } catch (const std::regex_error&) {
    return false;
  }
}

void check_string(const StringRules& rules, std::string_view text, const Place& place,
                  Problems& problems) {
  const bool measured = rules.min_length.has_value() || rules.max_length.has_value();
  const std::size_t length = measured ? utf8_count(text) : 0;
  bool fits = true;
  if (rules.max_length.has_value() && length > *rules.max_length) {
    fits = false;
    problems.add(place,
                 "must not have more than " + std::to_string(*rules.max_length) + " characters");
  }
  if (rules.min_length.has_value() && length < *rules.min_length) {
    fits = false;
    problems.add(place,
                 "must not have fewer than " + std::to_string(*rules.min_length) + " characters");
  }
  constexpr std::size_t kLong = 4096;
  const bool worth_matching = fits || text.size() <= kLong;
  if (rules.pattern.has_value() && worth_matching && !matches(*rules.pattern, text)) {
    problems.add(place, "must match pattern \"" + rules.pattern->text + "\"");
  }
}

void check_number(const NumberRules& rules, double number, const Place& place, Problems& problems) {
  if (rules.exclusive_minimum.has_value() && !(number > *rules.exclusive_minimum)) {
    problems.add(place, "must be > " + limit_text(*rules.exclusive_minimum));
  }
  if (rules.maximum.has_value() && number > *rules.maximum) {
    problems.add(place, "must be <= " + limit_text(*rules.maximum));
  }
  if (rules.minimum.has_value() && number < *rules.minimum) {
    problems.add(place, "must be >= " + limit_text(*rules.minimum));
  }
}

bool is_allowed(const cJSON* value, const cJSON* allowed) {
  for (const cJSON* item = allowed->child; item != nullptr; item = item->next) {
    if (same_json(value, item)) return true;
  }
  return false;
}

// The problems of every branch come before that of the choice itself.
void check_any_of(const SchemaNode& node, const cJSON* value, const Place& place,
                  Problems& problems) {
  Problems of_branches;
  for (const SchemaChild& branch : node.any_of) {
    Problems of_branch;
    check(*branch, value, place, of_branch);
    if (of_branch.empty()) return;
    of_branches.take(of_branch);
  }
  problems.take(of_branches);
  problems.add(place, "must match a schema in anyOf");
}

void check_content(const SchemaNode& node, const cJSON* value, const Place& place,
                   Problems& problems) {
  if (node.object != nullptr && cJSON_IsObject(value)) {
    check_object(*node.object, value, place, problems);
  } else if (node.array != nullptr && cJSON_IsArray(value)) {
    check_array(*node.array, value, place, problems);
  } else if (node.string != nullptr && cJSON_IsString(value)) {
    check_string(*node.string, value->valuestring, place, problems);
  } else if (node.number != nullptr && cJSON_IsNumber(value)) {
    check_number(*node.number, value->valuedouble, place, problems);
  }
}

void check(const SchemaNode& node, const cJSON* value, const Place& place, Problems& problems) {
  if (node.kinds != 0 && (node.kinds & kinds_of(value)) == 0) {
    problems.add(place, "must be " + node.kinds_text);
  }
  check_content(node, value, place, problems);
  if (node.constant != nullptr && !same_json(value, node.constant.get())) {
    problems.add(place, "must be equal to constant");
  }
  if (node.allowed != nullptr && !is_allowed(value, node.allowed.get())) {
    problems.add(place, "must be equal to one of the allowed values");
  }
  for (const SchemaChild& part : node.all_of) check(*part, value, place, problems);
  if (!node.any_of.empty()) check_any_of(node, value, place, problems);
}

}  // namespace

std::string check_schema(const SchemaNode& node, const cJSON* value) {
  Problems problems;
  check(node, value, Place{}, problems);
  return problems.joined();
}

}  // namespace openclaw
