// SPDX-License-Identifier: MIT
// A reader of JSON Schema for method parameters and plugin configuration, which words its problems
// as the protocol's clients know them. Keywords: type (one or a list), properties, required,
// additionalProperties (true, false or a schema), items, minItems, maxItems, uniqueItems,
// minLength, maxLength, pattern, minimum, maximum, exclusiveMinimum, enum, const, anyOf, allOf.
// title, description, default and $comment are skipped. Any other keyword is refused at compile
// time, so that no rule is silently not enforced.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "core/json/json.hpp"

namespace openclaw {

class Schema {
 public:
  // Compiles a schema. The error names the keyword and its place.
  static Result<Schema> compile(std::string_view schema_json);
  Schema(Schema&&) noexcept;
  Schema& operator=(Schema&&) noexcept;
  ~Schema();

  // Problems of `value` joined with "; ", duplicates removed, in the order required properties,
  // unexpected properties, then the properties' own problems; empty when it conforms. Of the
  // missing and of the unexpected members of an object only the first is named, and at most eight
  // problems in all, as the product's validator does. Any thread may call this. The root is
  // named "at root" for unexpected properties and not at all otherwise; deeper places as
  // "at /path/0: ".
  [[nodiscard]] std::string problems(const cJSON* value) const;
  // The same for JSON text; text that is no JSON gives "must be object".
  [[nodiscard]] std::string problems_of(std::string_view json) const;
  // True when an absent or empty params object conforms, so that it needs no parsing.
  [[nodiscard]] bool accepts_empty_object() const;

 private:
  struct Node;
  explicit Schema(std::unique_ptr<Node> root);
  std::unique_ptr<Node> root_;
};

}  // namespace openclaw
