// SPDX-License-Identifier: MIT
#include "core/json/json5.hpp"

#include <set>
#include <string>

#include "core/client/frame.hpp"
#include "core/json/json5_lexer.hpp"

namespace openclaw {
namespace {

// Recursive descent; every node has an owner at every moment, so that a refusal frees all.
class Json5Parser {
 public:
  explicit Json5Parser(std::string_view text) : lexer_(text) {}

  Result<JsonTree> parse() {
    JsonTree tree = value(0);
    if (tree != nullptr && lexer_.skip_space() && lexer_.at_end()) return tree;
    if (tree != nullptr) lexer_.unexpected();
    return invalid_request(lexer_.problem());
  }

 private:
  JsonTree value(std::size_t depth);
  JsonTree object(std::size_t depth);
  JsonTree array(std::size_t depth);
  JsonTree word();
  JsonTree made(cJSON* node);
  bool member(cJSON* object, std::set<std::string>& keys, std::size_t depth);
  bool key(std::string& out);
  // Behind an item: over the comma, if there is one. `more` is false at the end.
  bool next(char closer, bool& more);

  Json5Lexer lexer_;
};

JsonTree Json5Parser::made(cJSON* node) {
  if (node == nullptr) lexer_.fail("out of memory");
  return JsonTree(node);
}

JsonTree Json5Parser::value(std::size_t depth) {
  if (!lexer_.skip_space()) return nullptr;
  const char c = lexer_.peek();
  if (c == '{' || c == '[') {
    if (depth >= kMaxDepth) {
      lexer_.fail("nesting of more than " + std::to_string(kMaxDepth) + " levels");
      return nullptr;
    }
    return c == '{' ? object(depth + 1) : array(depth + 1);
  }
  if (c == '"' || c == '\'') {
    std::string text;
    return lexer_.string(text) ? made(cJSON_CreateString(text.c_str())) : nullptr;
  }
  return word();
}

JsonTree Json5Parser::word() {
  if (lexer_.take_word("true")) return made(cJSON_CreateTrue());
  if (lexer_.take_word("false")) return made(cJSON_CreateFalse());
  if (lexer_.take_word("null")) return made(cJSON_CreateNull());
  double number = 0;
  return lexer_.number(number) ? made(cJSON_CreateNumber(number)) : nullptr;
}

bool Json5Parser::next(char closer, bool& more) {
  if (!lexer_.skip_space()) return false;
  const bool comma = lexer_.take(',');
  if (comma && !lexer_.skip_space()) return false;
  more = !lexer_.take(closer);
  return !more || comma ? true : lexer_.unexpected();
}

JsonTree Json5Parser::array(std::size_t depth) {
  lexer_.take('[');
  JsonTree items = made(cJSON_CreateArray());
  if (items == nullptr || !lexer_.skip_space()) return nullptr;
  bool more = !lexer_.take(']');
  while (more) {
    JsonTree item = value(depth);
    if (item == nullptr) return nullptr;
    cJSON_AddItemToArray(items.get(), item.release());
    if (!next(']', more)) return nullptr;
  }
  return items;
}

JsonTree Json5Parser::object(std::size_t depth) {
  lexer_.take('{');
  JsonTree members = made(cJSON_CreateObject());
  if (members == nullptr || !lexer_.skip_space()) return nullptr;
  std::set<std::string> keys;
  bool more = !lexer_.take('}');
  while (more) {
    if (!member(members.get(), keys, depth) || !next('}', more)) return nullptr;
  }
  return members;
}

bool Json5Parser::member(cJSON* object, std::set<std::string>& keys, std::size_t depth) {
  std::string name;
  if (!key(name) || !lexer_.skip_space()) return false;
  if (!lexer_.take(':')) return lexer_.unexpected();
  JsonTree item = value(depth);
  if (item == nullptr) return false;
  if (!keys.insert(name).second) cJSON_DeleteItemFromObjectCaseSensitive(object, name.c_str());
  cJSON* node = item.release();
  if (cJSON_AddItemToObject(object, name.c_str(), node) != 0) return true;
  cJSON_Delete(node);
  return lexer_.fail("out of memory");
}

bool Json5Parser::key(std::string& out) {
  const char c = lexer_.peek();
  return c == '"' || c == '\'' ? lexer_.string(out) : lexer_.identifier(out);
}

}  // namespace

Result<JsonTree> parse_json5(std::string_view text) { return Json5Parser(text).parse(); }

}  // namespace openclaw
