// SPDX-License-Identifier: MIT
#include "core/config/env.hpp"

#include <algorithm>
#include <cstdlib>
#include <openclaw/ascii.hpp>

namespace openclaw {
namespace {

bool starts_name(char c) { return oc::is_large_letter(c) || c == '_'; }
bool continues_name(char c) { return starts_name(c) || oc::is_digit(c); }

// The name in "${NAME}" at the start of `text`, or empty.
std::string_view reference_at(std::string_view text) {
  if (!text.starts_with("${")) return {};
  std::size_t end = 2;
  while (end < text.size() && continues_name(text[end])) ++end;
  if (end == text.size() || text[end] != '}' || end == 2 || oc::is_digit(text[2])) return {};
  return text.substr(2, end - 2);
}

class Substitution {
 public:
  Substitution(const Environment& environment, std::vector<std::string>& warnings)
      : environment_(environment), warnings_(warnings) {}

  void walk(cJSON* node, const std::string& path) {
    if (cJSON_IsString(node)) return replace_text(node, path);
    if (!cJSON_IsObject(node) && !cJSON_IsArray(node)) return;
    std::size_t index = 0;
    for (cJSON* item = node->child; item != nullptr; item = item->next, ++index) {
      const std::string name = cJSON_IsObject(node) ? item->string : std::to_string(index);
      const std::string inner = path.empty() ? name : path + "." + name;
      // What providers are declared with refers to nothing.
      if (inner != "secrets") resolve(item, inner);
      walk(item, inner);
    }
  }

 private:
  [[nodiscard]] std::string value_of(std::string_view name, const std::string& path) {
    std::string value = environment_(std::string(name).c_str());
    if (value.empty()) {
      warnings_.push_back("missing env var \"" + std::string(name) + "\" at " + path +
                          " — feature using this value will be unavailable");
    }
    return value;
  }

  [[nodiscard]] std::string replaced(std::string_view text, const std::string& path) {
    std::string out;
    while (!text.empty()) {
      const bool escaped = text.starts_with("$$");
      const std::string_view name = reference_at(text.substr(escaped ? 1 : 0));
      std::size_t taken = 1;
      if (name.empty()) {
        out += text.front();
      } else {
        taken = name.size() + (escaped ? 4 : 3);
        const std::string value = escaped ? std::string() : value_of(name, path);
        out += value.empty() ? std::string(text.substr(escaped ? 1 : 0, name.size() + 3)) : value;
      }
      text.remove_prefix(taken);
    }
    return out;
  }

  void replace_text(cJSON* node, const std::string& path) {
    const std::string_view text = node->valuestring;
    if (text.find("${") == std::string_view::npos) return;
    cJSON_SetValuestring(node, replaced(text, path).c_str());
  }

  // An object that refers to a variable becomes the text itself, at its place.
  void resolve(cJSON* node, const std::string& path) {
    if (json_string(node, "source") != "env") return;
    if (json_string(node, "provider", "default") != "default") return;
    const std::string_view name = json_string(node, "id");
    if (name.empty() || !std::all_of(name.begin(), name.end(), continues_name)) return;
    const std::string value = value_of(name, path);
    JsonTree text(value.empty() ? nullptr : cJSON_CreateString(value.c_str()));
    if (text == nullptr) return;
    cJSON_Delete(node->child);
    node->child = nullptr;
    node->type = (node->type & cJSON_StringIsConst) | cJSON_String;
    node->valuestring = std::exchange(text->valuestring, nullptr);
  }

  const Environment& environment_;
  std::vector<std::string>& warnings_;
};

bool may_be_set(std::string_view name) {
  const bool known = !name.empty() && !oc::is_digit(name.front()) &&
                     std::all_of(name.begin(), name.end(),
                                 [](char c) { return oc::is_letter_or_digit(c) || c == '_'; });
  return known && !name.starts_with("LD_") && !name.starts_with("DYLD_");
}

void read_variables(const cJSON* from, std::map<std::string, std::string>& variables,
                    std::vector<std::string>& warnings) {
  const cJSON* item = nullptr;
  cJSON_ArrayForEach(item, from) {
    if (!cJSON_IsString(item) || item->string == nullptr || *item->valuestring == '\0') continue;
    if (may_be_set(item->string)) {
      variables.emplace(item->string, item->valuestring);
    } else {
      warnings.push_back("env: \"" + std::string(item->string) +
                         "\" is no variable that a configuration may set; it is ignored");
    }
  }
}

}  // namespace

std::string process_environment(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

std::map<std::string, std::string> read_env_block(const cJSON* root,
                                                  std::vector<std::string>& warnings) {
  std::map<std::string, std::string> variables;
  const cJSON* block = json_get(root, "env");
  read_variables(json_get(block, "vars"), variables, warnings);
  read_variables(block, variables, warnings);
  return variables;
}

void substitute_variables(cJSON* root, const Environment& environment,
                          std::vector<std::string>& warnings) {
  Substitution(environment, warnings).walk(root, "");
}

}  // namespace openclaw
