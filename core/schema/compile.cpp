// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <cmath>

#include "core/schema/node.hpp"

namespace openclaw {
namespace {

struct KindName {
  std::string_view name;
  unsigned bit;
};
constexpr std::array<KindName, 7> kKindNames = {{{"null", kNullKind},
                                                 {"boolean", kBooleanKind},
                                                 {"object", kObjectKind},
                                                 {"array", kArrayKind},
                                                 {"string", kStringKind},
                                                 {"number", kNumberKind},
                                                 {"integer", kIntegerKind}}};

constexpr std::size_t kMaxPattern = 512;  // characters
constexpr std::size_t kMaxRepeats = 5000;

// The largest number of an interval such as {2,5}, whose digits start `text`.
std::size_t interval_limit(std::string_view text) {
  std::size_t limit = 0;
  std::size_t number = 0;
  for (const char c : text.substr(0, text.find('}'))) {
    const bool digit = c >= '0' && c <= '9';
    number = digit ? std::min(number * 10 + static_cast<std::size_t>(c - '0'), kMaxRepeats + 1) : 0;
    limit = std::max(limit, number);
  }
  return limit;
}

// An interval is compiled into as many copies, and intervals multiply when they nest: unbounded,
// the matcher runs out of stack. Counting them as if all were nested errs on the safe side.
bool is_small_pattern(std::string_view text) {
  std::size_t repeats = 1;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '{') continue;
    repeats *= std::max<std::size_t>(interval_limit(text.substr(i + 1)), 1);
    if (repeats > kMaxRepeats) return false;
  }
  return text.size() <= kMaxPattern;
}

// std::regex reads the digits behind a backslash without regard to overflow, and back references
// have no place in the matcher used here.
bool has_back_reference(std::string_view text) {
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    if (text[i] != '\\') continue;
    if (text[++i] >= '1' && text[i] <= '9') return true;
  }
  return false;
}

template <class Rules>
Rules& rules_of(std::unique_ptr<Rules>& rules) {
  if (rules == nullptr) rules = std::make_unique<Rules>();
  return *rules;
}

// Reads one schema. Readers return false after `refuse`; the first refusal is kept.
class Compiler {
 public:
  SchemaChild read(const cJSON* schema, const std::string& place);
  [[nodiscard]] const std::string& problem() const { return problem_; }

 private:
  using Reader = bool (Compiler::*)(SchemaNode&, const cJSON*, const std::string&);
  struct Keyword {
    std::string_view name;
    Reader reader;
  };
  static const std::array<Keyword, 22> kKeywords;

  bool refuse(const std::string& place, std::string_view why);
  bool read_keyword(SchemaNode& node, const cJSON* keyword, const std::string& place);
  bool child(SchemaChild& out, const cJSON* schema, const std::string& place);
  bool children(std::vector<SchemaChild>& out, const cJSON* list, const std::string& place);
  bool number(std::optional<double>& out, const cJSON* value, const std::string& place);
  bool count(std::optional<std::size_t>& out, const cJSON* value, const std::string& place);
  static void link_names(ObjectRules& rules);

  bool annotation(SchemaNode&, const cJSON*, const std::string&) { return true; }
  bool type(SchemaNode& node, const cJSON* value, const std::string& place);
  bool add_kind(SchemaNode& node, const cJSON* name, const std::string& place);
  bool properties(SchemaNode& node, const cJSON* value, const std::string& place);
  bool required(SchemaNode& node, const cJSON* value, const std::string& place);
  bool additional(SchemaNode& node, const cJSON* value, const std::string& place);
  bool unique_items(SchemaNode& node, const cJSON* value, const std::string& place);
  bool pattern(SchemaNode& node, const cJSON* value, const std::string& place);
  bool allowed(SchemaNode& node, const cJSON* value, const std::string& place);
  bool constant(SchemaNode& node, const cJSON* value, const std::string& place);

  bool items(SchemaNode& n, const cJSON* v, const std::string& p) {
    return child(rules_of(n.array).items, v, p);
  }
  bool min_items(SchemaNode& n, const cJSON* v, const std::string& p) {
    return count(rules_of(n.array).min_items, v, p);
  }
  bool max_items(SchemaNode& n, const cJSON* v, const std::string& p) {
    return count(rules_of(n.array).max_items, v, p);
  }
  bool min_length(SchemaNode& n, const cJSON* v, const std::string& p) {
    return count(rules_of(n.string).min_length, v, p);
  }
  bool max_length(SchemaNode& n, const cJSON* v, const std::string& p) {
    return count(rules_of(n.string).max_length, v, p);
  }
  bool minimum(SchemaNode& n, const cJSON* v, const std::string& p) {
    return number(rules_of(n.number).minimum, v, p);
  }
  bool maximum(SchemaNode& n, const cJSON* v, const std::string& p) {
    return number(rules_of(n.number).maximum, v, p);
  }
  bool exclusive_minimum(SchemaNode& n, const cJSON* v, const std::string& p) {
    return number(rules_of(n.number).exclusive_minimum, v, p);
  }
  bool any_of(SchemaNode& n, const cJSON* v, const std::string& p) {
    return children(n.any_of, v, p);
  }
  bool all_of(SchemaNode& n, const cJSON* v, const std::string& p) {
    return children(n.all_of, v, p);
  }

  std::string problem_;
};

const std::array<Compiler::Keyword, 22> Compiler::kKeywords = {
    {{"type", &Compiler::type},
     {"properties", &Compiler::properties},
     {"required", &Compiler::required},
     {"additionalProperties", &Compiler::additional},
     {"items", &Compiler::items},
     {"minItems", &Compiler::min_items},
     {"maxItems", &Compiler::max_items},
     {"uniqueItems", &Compiler::unique_items},
     {"minLength", &Compiler::min_length},
     {"maxLength", &Compiler::max_length},
     {"pattern", &Compiler::pattern},
     {"minimum", &Compiler::minimum},
     {"maximum", &Compiler::maximum},
     {"exclusiveMinimum", &Compiler::exclusive_minimum},
     {"enum", &Compiler::allowed},
     {"const", &Compiler::constant},
     {"anyOf", &Compiler::any_of},
     {"allOf", &Compiler::all_of},
     {"title", &Compiler::annotation},
     {"description", &Compiler::annotation},
     {"default", &Compiler::annotation},
     {"$comment", &Compiler::annotation}}};

bool Compiler::refuse(const std::string& place, std::string_view why) {
  problem_ = "schema at " + (place.empty() ? "root" : place) + ": ";
  problem_.append(why);
  return false;
}

SchemaChild Compiler::read(const cJSON* schema, const std::string& place) {
  auto node = std::make_unique<SchemaNode>();
  if (cJSON_IsTrue(schema)) return node;
  if (!cJSON_IsObject(schema)) {
    refuse(place, "must be an object or true");
    return nullptr;
  }
  for (const cJSON* keyword = schema->child; keyword != nullptr; keyword = keyword->next) {
    if (!read_keyword(*node, keyword, place)) return nullptr;
  }
  if (node->object != nullptr) link_names(*node->object);
  return node;
}

bool Compiler::read_keyword(SchemaNode& node, const cJSON* keyword, const std::string& place) {
  const std::string_view name = keyword->string;
  const auto* known = std::find_if(kKeywords.begin(), kKeywords.end(),
                                   [&](const Keyword& entry) { return entry.name == name; });
  if (known == kKeywords.end()) {
    return refuse(place, "unknown keyword '" + std::string(name) + "'; it would not be enforced");
  }
  return (this->*known->reader)(node, keyword, place + "/" + std::string(name));
}

bool Compiler::child(SchemaChild& out, const cJSON* schema, const std::string& place) {
  out = read(schema, place);
  return out != nullptr;
}

bool Compiler::children(std::vector<SchemaChild>& out, const cJSON* list,
                        const std::string& place) {
  if (!cJSON_IsArray(list) || list->child == nullptr) {
    return refuse(place, "must be a list of at least one schema");
  }
  for (const cJSON* schema = list->child; schema != nullptr; schema = schema->next) {
    const std::string at = place + "/" + std::to_string(out.size());
    if (!child(out.emplace_back(), schema, at)) return false;
  }
  return true;
}

bool Compiler::number(std::optional<double>& out, const cJSON* value, const std::string& place) {
  if ((kinds_of(value) & kNumberKind) == 0) return refuse(place, "must be a number");
  out = value->valuedouble;
  return true;
}

bool Compiler::count(std::optional<std::size_t>& out, const cJSON* value,
                     const std::string& place) {
  constexpr double kMost = 9007199254740991;  // 2^53 - 1
  const bool whole = (kinds_of(value) & kIntegerKind) != 0;
  if (!whole || value->valuedouble < 0 || value->valuedouble > kMost) {
    return refuse(place, "must be a whole number from 0");
  }
  out = static_cast<std::size_t>(value->valuedouble);
  return true;
}

bool Compiler::add_kind(SchemaNode& node, const cJSON* name, const std::string& place) {
  const std::string_view text = cJSON_IsString(name) ? name->valuestring : "";
  for (const KindName& kind : kKindNames) {
    if (kind.name != text) continue;
    if (!node.kinds_text.empty()) node.kinds_text.append(" or ");
    node.kinds_text.append(text);
    node.kinds |= kind.bit;
    return true;
  }
  return refuse(place, "must name kinds of JSON values, such as \"string\"");
}

bool Compiler::type(SchemaNode& node, const cJSON* value, const std::string& place) {
  if (!cJSON_IsArray(value)) return add_kind(node, value, place);
  if (value->child == nullptr) return refuse(place, "must name at least one kind");
  for (const cJSON* name = value->child; name != nullptr; name = name->next) {
    if (!add_kind(node, name, place)) return false;
  }
  node.kinds_text.insert(0, "either ");
  return true;
}

bool Compiler::properties(SchemaNode& node, const cJSON* value, const std::string& place) {
  if (!cJSON_IsObject(value)) return refuse(place, "must be an object of schemas");
  ObjectRules& rules = rules_of(node.object);
  for (const cJSON* member = value->child; member != nullptr; member = member->next) {
    rules.property_names.emplace_back(member->string);
    const std::string at = place + "/" + member->string;
    if (!child(rules.properties.emplace_back(), member, at)) return false;
  }
  return true;
}

bool Compiler::required(SchemaNode& node, const cJSON* value, const std::string& place) {
  if (!cJSON_IsArray(value)) return refuse(place, "must be a list of names");
  for (const cJSON* name = value->child; name != nullptr; name = name->next) {
    if (!cJSON_IsString(name)) return refuse(place, "must be a list of names");
    rules_of(node.object).required.push_back({name->valuestring, std::nullopt});
  }
  return true;
}

bool Compiler::additional(SchemaNode& node, const cJSON* value, const std::string& place) {
  ObjectRules& rules = rules_of(node.object);
  rules.closed = cJSON_IsFalse(value) != 0;
  return cJSON_IsBool(value) || child(rules.additional, value, place);
}

bool Compiler::unique_items(SchemaNode& node, const cJSON* value, const std::string& place) {
  rules_of(node.array).unique_items = cJSON_IsTrue(value) != 0;
  return cJSON_IsBool(value) || refuse(place, "must be true or false");
}

// The polynomial matcher of libstdc++ takes time in proportion to the text and does not recurse per
// character; its default one can overflow the stack on text that a client chooses. A search is an
// anchored match behind "anything", since searching starts anew at every character.
bool Compiler::pattern(SchemaNode& node, const cJSON* value, const std::string& place) {
  if (!cJSON_IsString(value)) return refuse(place, "must be a regular expression");
  const std::string text = value->valuestring;
  if (!is_small_pattern(text)) {
    return refuse(place, "too large: at most 512 characters, and 5000 repeats by {} in all");
  }
  if (has_back_reference(text)) return refuse(place, "back references are not supported");
  const bool anchored = text.rfind('^', 0) == 0 && text.find('|') == std::string::npos;
  try {
    SchemaPattern& pattern = rules_of(node.string).pattern.emplace();
    pattern.text = text;
    pattern.regex.assign(anchored ? text : "[\\s\\S]*(?:" + text + ")",
                         std::regex::ECMAScript | std::regex_constants::__polynomial);
  } catch (const std::regex_error& problem) {
    return refuse(place, "not a usable regular expression: " + std::string(problem.what()));
  }
  return true;
}

bool Compiler::allowed(SchemaNode& node, const cJSON* value, const std::string& place) {
  if (!cJSON_IsArray(value)) return refuse(place, "must be a list of values");
  node.allowed.reset(cJSON_Duplicate(value, 1));
  return node.allowed != nullptr || refuse(place, "out of memory");
}

bool Compiler::constant(SchemaNode& node, const cJSON* value, const std::string& place) {
  node.constant.reset(cJSON_Duplicate(value, 1));
  return node.constant != nullptr || refuse(place, "out of memory");
}

void Compiler::link_names(ObjectRules& rules) {
  const std::vector<std::string>& names = rules.property_names;
  rules.by_name.resize(names.size());
  for (std::size_t i = 0; i < names.size(); ++i) rules.by_name[i] = i;
  std::sort(rules.by_name.begin(), rules.by_name.end(),
            [&](std::size_t a, std::size_t b) { return names[a] < names[b]; });
  for (SchemaRequired& required : rules.required) {
    const auto found = std::find(names.begin(), names.end(), required.name);
    if (found == names.end()) continue;
    required.property = static_cast<std::size_t>(found - names.begin());
  }
}

}  // namespace

Result<SchemaChild> compile_schema(const cJSON* schema) {
  Compiler compiler;
  SchemaChild node = compiler.read(schema, "");
  if (node == nullptr) return invalid_request(compiler.problem());
  return node;
}

}  // namespace openclaw
