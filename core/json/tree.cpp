// SPDX-License-Identifier: MIT
// Trees: built by hand into cJSON nodes, because cJSON's own parser keeps the first of two equal
// keys, cuts strings at \u0000, refuses lone surrogates and numbers of more than 63 characters.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <vector>

#include "core/json/json.hpp"
#include "core/json/scan.hpp"
#include "core/json/utf8.hpp"

namespace openclaw {
namespace {

// A tree takes some 80 bytes a value: without a bound, a frame of 25 MB could ask for a gigabyte.
constexpr std::size_t kMaxValues = 1'000'000;

// Line and column (in bytes) of `offset`, both from 1.
std::string place_of(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const std::size_t newline = before.rfind('\n');
  const std::size_t column =
      newline == std::string_view::npos ? before.size() + 1 : before.size() - newline;
  return "line " + std::to_string(line) + " column " + std::to_string(column);
}

double number_of(std::string_view digits) {
  double value = 0;
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (problem == std::errc()) return value;
  // Out of range: strtod tells too large (infinity) from too small (zero).
  return std::strtod(std::string(digits).c_str(), nullptr);
}

// Reads text that a scan has accepted. Nodes are handed out as soon as they have a parent, so that
// a failing allocation leaves a tree that its owner deletes.
class TreeBuilder {
 public:
  explicit TreeBuilder(std::string_view text) : scanner_(text) {}
  JsonTree build() {
    JsonTree node(value());
    return failed_ ? nullptr : std::move(node);
  }

 private:
  cJSON* value();
  void fill_object(cJSON* object);
  void fill_array(cJSON* array);
  const char* text_at_cursor();

  JsonScanner scanner_;
  std::string scratch_;
  bool failed_ = false;
};

// The string at the cursor as C text. A C string cannot hold U+0000: it becomes U+FFFD, so that
// nothing behind it is lost.
const char* TreeBuilder::text_at_cursor() {
  const std::size_t from = scanner_.offset();
  scanner_.string();
  scratch_ = unescape(scanner_.since(from));
  for (std::size_t at = 0; (at = scratch_.find('\0', at)) != std::string::npos;) {
    scratch_.replace(at, 1, kReplacement);
  }
  return scratch_.c_str();
}

cJSON* TreeBuilder::value() {
  scanner_.skip_space();
  cJSON* node = nullptr;
  const std::size_t from = scanner_.offset();
  switch (scanner_.peek()) {
    case '{':
      node = cJSON_CreateObject();
      if (node != nullptr) fill_object(node);
      break;
    case '[':
      node = cJSON_CreateArray();
      if (node != nullptr) fill_array(node);
      break;
    case '"': node = cJSON_CreateString(text_at_cursor()); break;
    case 't':
    case 'f':
      node = cJSON_CreateBool(scanner_.peek() == 't' ? 1 : 0);
      scanner_.value(0);
      break;
    case 'n':
      node = cJSON_CreateNull();
      scanner_.value(0);
      break;
    default: scanner_.value(0); node = cJSON_CreateNumber(number_of(scanner_.since(from)));
  }
  if (node == nullptr) failed_ = true;
  return node;
}

void TreeBuilder::fill_array(cJSON* array) {
  scanner_.take('[');
  scanner_.skip_space();
  while (!failed_ && !scanner_.take(']')) {
    cJSON* item = value();
    if (item != nullptr) cJSON_AddItemToArray(array, item);
    scanner_.skip_space();
    scanner_.take(',');
    scanner_.skip_space();
  }
}

// Of equal keys the last one counts, as in JSON.parse.
void drop_earlier_duplicates(cJSON* object) {
  std::vector<cJSON*> members;
  for (cJSON* item = object->child; item != nullptr; item = item->next) members.push_back(item);
  const auto by_key = [](const cJSON* a, const cJSON* b) {
    return std::string_view(a->string) < std::string_view(b->string);
  };
  std::stable_sort(members.begin(), members.end(), by_key);
  for (std::size_t i = 0; i + 1 < members.size(); ++i) {
    if (std::string_view(members[i]->string) != members[i + 1]->string) continue;
    cJSON_Delete(cJSON_DetachItemViaPointer(object, members[i]));
  }
}

void TreeBuilder::fill_object(cJSON* object) {
  scanner_.take('{');
  scanner_.skip_space();
  while (!failed_ && !scanner_.take('}')) {
    const std::string key = text_at_cursor();
    scanner_.skip_space();
    scanner_.take(':');
    cJSON* member = value();
    if (member != nullptr && cJSON_AddItemToObject(object, key.c_str(), member) == 0) {
      cJSON_Delete(member);
      failed_ = true;
    }
    scanner_.skip_space();
    scanner_.take(',');
    scanner_.skip_space();
  }
  drop_earlier_duplicates(object);
}

void write_tree(JsonWriter& out, const cJSON* node);

void write_members(JsonWriter& out, const cJSON* node) {
  const bool object = cJSON_IsObject(node) != 0;
  object ? out.object() : out.array();
  for (const cJSON* item = node->child; item != nullptr; item = item->next) {
    if (object) out.key(item->string);
    write_tree(out, item);
  }
  out.end();
}

void write_tree(JsonWriter& out, const cJSON* node) {
  if (cJSON_IsObject(node) || cJSON_IsArray(node)) {
    write_members(out, node);
  } else if (cJSON_IsString(node)) {
    out.value(std::string_view(node->valuestring));
  } else if (cJSON_IsNumber(node)) {
    out.value(node->valuedouble);
  } else if (cJSON_IsBool(node)) {
    out.value(cJSON_IsTrue(node) != 0);
  } else if (cJSON_IsRaw(node)) {
    out.raw(node->valuestring);
  } else {
    out.null();
  }
}

}  // namespace

Result<JsonTree> parse_json(std::string_view text) {
  const JsonScan scan = scan_json(text);
  if (scan.problem != nullptr) {
    return invalid_request("invalid JSON at " + place_of(text, scan.offset) + ": " + scan.problem);
  }
  if (scan.values > kMaxValues) {
    return invalid_request("JSON of more than " + std::to_string(kMaxValues) +
                           " values; send it in parts");
  }
  JsonTree tree = TreeBuilder(text).build();
  if (tree == nullptr) return unavailable("out of memory while reading JSON");
  return tree;
}

std::string print_json(const cJSON* tree) {
  JsonWriter out;
  write_tree(out, tree);
  return out.take();
}

}  // namespace openclaw
