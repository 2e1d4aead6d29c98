// SPDX-License-Identifier: MIT
// JSON as the core uses it: trees by cJSON (owned by JsonTree) for small documents, and a writer
// that appends to a string for everything that is sent. No I/O, any thread.
#pragma once
#include <cjson/cJSON.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/error.hpp"

namespace openclaw {

struct JsonDelete {
  void operator()(cJSON* tree) const { cJSON_Delete(tree); }
};
using JsonTree = std::unique_ptr<cJSON, JsonDelete>;

// Parses exactly one JSON value: anything but white space behind it is an error. The error names
// line and column.
Result<JsonTree> parse_json(std::string_view text);

// Compact text of a tree.
std::string print_json(const cJSON* tree);

// Member of an object, or nullptr. `object` may be nullptr.
const cJSON* json_get(const cJSON* object, const char* key);
// A string member, or `fallback` when it is absent or no string. Borrowed from the tree.
std::string_view json_string(const cJSON* object, const char* key, std::string_view fallback = {});
bool json_bool(const cJSON* object, const char* key, bool fallback);
// A whole number member, or `fallback`.
std::int64_t json_int(const cJSON* object, const char* key, std::int64_t fallback);

// Appends `text` as a JSON string literal with its quotes. Control characters are escaped; bytes
// that are not UTF-8 become U+FFFD, so what is written is always valid JSON.
void append_json_string(std::string& out, std::string_view text);
std::string json_quoted(std::string_view text);

// Writes one JSON value into a string of its own: `w.object().key("a").value(1).end()`. The caller
// balances object/array with end.
class JsonWriter {
 public:
  JsonWriter& object();
  JsonWriter& array();
  JsonWriter& end();
  JsonWriter& key(std::string_view name);
  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(bool b);
  JsonWriter& value(std::int64_t n);
  JsonWriter& value(int n) { return value(static_cast<std::int64_t>(n)); }
  JsonWriter& value(std::uint64_t n);
  JsonWriter& value(double n);
  JsonWriter& null();
  JsonWriter& raw(std::string_view json);  // a value that is JSON text already
  [[nodiscard]] const std::string& str() const { return out_; }
  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  void separate();
  std::string out_;
  std::string closers_;
  bool first_ = true;
  bool after_key_ = false;
};

}  // namespace openclaw
