// SPDX-License-Identifier: MIT
#include "core/schema/schema.hpp"

#include "core/client/frame.hpp"
#include "core/schema/node.hpp"

namespace openclaw {

struct Schema::Node {
  SchemaChild root;
  bool accepts_empty_object = false;
};

Schema::Schema(std::unique_ptr<Node> root) : root_(std::move(root)) {}
Schema::Schema(Schema&&) noexcept = default;
Schema& Schema::operator=(Schema&&) noexcept = default;
Schema::~Schema() = default;

Result<Schema> Schema::compile(std::string_view schema_json) {
  auto tree = parse_json(schema_json);
  if (!tree) return tree.error();
  auto compiled = compile_schema(tree->get());
  if (!compiled) return compiled.error();
  const JsonTree empty(cJSON_CreateObject());
  auto node = std::make_unique<Node>();
  node->root = std::move(*compiled);
  node->accepts_empty_object = check_schema(*node->root, empty.get()).empty();
  return Schema(std::move(node));
}

std::string Schema::problems(const cJSON* value) const { return check_schema(*root_->root, value); }

std::string Schema::problems_of(std::string_view json) const {
  auto tree = parse_json(json);
  if (tree) return problems(tree->get());
  return is_json(json) ? tree.error().message : "must be object";
}

bool Schema::accepts_empty_object() const { return root_->accepts_empty_object; }

}  // namespace openclaw
