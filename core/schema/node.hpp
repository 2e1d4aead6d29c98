// SPDX-License-Identifier: MIT
// A compiled schema: what compile.cpp writes and check.cpp reads. Immutable after
// compilation, so any number of threads may check against one node.
#pragma once
#include <memory>
#include <optional>
#include <regex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/error.hpp"
#include "core/json/json.hpp"

namespace openclaw {

struct SchemaNode;
using SchemaChild = std::unique_ptr<SchemaNode>;

// Kinds of JSON values as bits, so that `type` may list several.
enum JsonKind : unsigned {
  kNullKind = 1,
  kBooleanKind = 2,
  kObjectKind = 4,
  kArrayKind = 8,
  kStringKind = 16,
  kNumberKind = 32,
  kIntegerKind = 64,  // a number without a fraction has this bit beside kNumberKind
};

struct SchemaPattern {
  std::string text;
  std::regex regex;
};

struct SchemaRequired {
  std::string name;
  std::optional<std::size_t> property;  // its index in `properties`, when it is one
};

struct ObjectRules {
  std::vector<std::string> property_names;  // in the order of the schema
  std::vector<SchemaChild> properties;      // same order
  std::vector<std::size_t> by_name;         // indexes, sorted by name
  std::vector<SchemaRequired> required;
  bool closed = false;     // additionalProperties: false
  SchemaChild additional;  // additionalProperties: a schema
};

struct ArrayRules {
  SchemaChild items;
  std::optional<std::size_t> min_items;
  std::optional<std::size_t> max_items;
  bool unique_items = false;
};

struct StringRules {
  std::optional<std::size_t> min_length;
  std::optional<std::size_t> max_length;
  std::optional<SchemaPattern> pattern;
};

struct NumberRules {
  std::optional<double> minimum;
  std::optional<double> maximum;
  std::optional<double> exclusive_minimum;
};

// Most nodes have rules for one kind of value, or none: nullptr where there are none.
struct SchemaNode {
  unsigned kinds = 0;  // 0: any
  std::string kinds_text;
  std::unique_ptr<ObjectRules> object;
  std::unique_ptr<ArrayRules> array;
  std::unique_ptr<StringRules> string;
  std::unique_ptr<NumberRules> number;
  JsonTree constant;
  JsonTree allowed;  // an array
  std::vector<SchemaChild> any_of;
  std::vector<SchemaChild> all_of;
};

// Compiles a parsed schema. The error names the keyword and its place.
Result<SchemaChild> compile_schema(const cJSON* schema);

// The problems of `value`, worded and joined as Schema::problems has it.
std::string check_schema(const SchemaNode& node, const cJSON* value);

// The kind bits of a value. Infinity, which JSON.parse makes of 1e999, is of no kind.
unsigned kinds_of(const cJSON* value);
// Deep equality; the order of members does not matter. Cost is bounded by the size of `b`.
bool same_json(const cJSON* a, const cJSON* b);
// Equal for equal values, whatever the order of their members.
std::string canonical_json(const cJSON* value);

}  // namespace openclaw
