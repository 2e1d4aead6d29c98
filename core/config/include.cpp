// SPDX-License-Identifier: MIT
#include "core/config/include.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>

#include "core/file.hpp"
#include "core/json/json5.hpp"

namespace openclaw {
namespace {

namespace fs = std::filesystem;

constexpr const char* kInclude = "$include";

const char* type_name(const cJSON* value) {
  if (cJSON_IsString(value)) return "string";
  if (cJSON_IsNumber(value)) return "number";
  if (cJSON_IsBool(value)) return "boolean";
  if (cJSON_IsArray(value)) return "array";
  return cJSON_IsNull(value) ? "null" : "object";
}

bool is_inside(const std::string& path, const std::string& directory) {
  return path.starts_with(directory == "/" ? directory : directory + "/");
}

std::string directory_of(const std::string& path) { return fs::path(path).parent_path().string(); }

class Includer {
 public:
  Includer(const IncludeRules& rules, std::vector<std::string>& files)
      : files_(files), roots_(rules.roots), chain_{rules.config_file} {
    roots_.insert(roots_.begin(), directory_of(rules.config_file));
  }

  Result<JsonTree> resolve(JsonTree node);

 private:
  Result<JsonTree> included(const cJSON* names);
  Result<JsonTree> file(const std::string& name);
  Result<std::string> place(const std::string& name) const;
  Result<std::string> read(const std::string& path, const std::string& name);
  Result<JsonTree> members(JsonTree node);
  [[nodiscard]] bool allowed(const std::string& path, bool real) const;

  std::vector<std::string>& files_;
  std::vector<std::string> roots_;
  std::vector<std::string> chain_;  // the file being read, and those that include it
  std::size_t bytes_ = 0;
};

bool mentions_include(const cJSON* node) {
  for (const cJSON* item = node->child; item != nullptr; item = item->next) {
    if (item->string != nullptr && std::string_view(item->string) == kInclude) return true;
    if (mentions_include(item)) return true;
  }
  return false;
}

Error out_of_memory() { return unavailable("out of memory while reading the configuration"); }

// Hands `item` over to `parent`, under its own name in an object.
bool adopt(cJSON* parent, JsonTree item, const std::string& name) {
  cJSON* node = item.release();
  const bool done = cJSON_IsObject(parent) != 0 ? cJSON_AddItemToObject(parent, name.c_str(), node)
                                                : cJSON_AddItemToArray(parent, node);
  if (!done) cJSON_Delete(node);
  return done;
}

JsonTree take_first(cJSON* parent, std::string& name) {
  JsonTree item(cJSON_DetachItemViaPointer(parent, parent->child));
  name = item->string != nullptr ? item->string : "";
  return item;
}

Result<JsonTree> Includer::resolve(JsonTree node) {
  if (!mentions_include(node.get())) return node;
  const bool includes = json_get(node.get(), kInclude) != nullptr;
  if (!includes) return members(std::move(node));
  JsonTree names(cJSON_DetachItemFromObjectCaseSensitive(node.get(), kInclude));
  auto base = included(names.get());
  if (!base || node->child == nullptr) return base;
  auto siblings = resolve(std::move(node));
  if (!siblings) return siblings;
  if (!cJSON_IsObject(base->get())) {
    return invalid_request(chain_.back() +
                           ": Sibling keys require included content to be an object");
  }
  return merge_config(std::move(*base), std::move(*siblings));
}

Result<JsonTree> Includer::members(JsonTree node) {
  JsonTree out(cJSON_IsObject(node.get()) ? cJSON_CreateObject() : cJSON_CreateArray());
  while (out != nullptr && node->child != nullptr) {
    std::string name;
    auto item = resolve(take_first(node.get(), name));
    if (!item) return item;
    if (!adopt(out.get(), std::move(*item), name)) return out_of_memory();
  }
  if (out == nullptr) return out_of_memory();
  return out;
}

Result<JsonTree> Includer::included(const cJSON* names) {
  if (cJSON_IsString(names)) return file(names->valuestring);
  if (!cJSON_IsArray(names)) {
    return invalid_request(chain_.back() +
                           ": Invalid $include value: expected string or array of " +
                           "strings, got " + type_name(names));
  }
  JsonTree all(cJSON_CreateObject());
  const cJSON* name = nullptr;
  cJSON_ArrayForEach(name, names) {
    if (!cJSON_IsString(name)) {
      return invalid_request(
          chain_.back() + ": Invalid $include array item: expected string, got " + type_name(name));
    }
    auto next = file(name->valuestring);
    if (!next) return next;
    all = merge_config(std::move(all), std::move(*next));
  }
  return all;
}

bool Includer::allowed(const std::string& path, bool real) const {
  return std::any_of(roots_.begin(), roots_.end(), [&](const std::string& root) {
    return is_inside(path, real ? follow_links(root) : root);
  });
}

Result<std::string> Includer::place(const std::string& name) const {
  if (name.empty()) return invalid_request(chain_.back() + ": an empty $include names no file");
  const fs::path given(name);
  const fs::path whole =
      given.is_absolute() ? given : fs::path(directory_of(chain_.back())) / given;
  std::string path = whole.lexically_normal().string();
  if (!allowed(path, false)) {
    return invalid_request("Include path escapes config directory: " + name +
                           " (root: " + roots_.front() + ")");
  }
  const std::string real = follow_links(path);
  if (!allowed(real, true)) {
    return invalid_request("Include path resolves outside config directory (symlink): " + name +
                           " (root: " + roots_.front() + ")");
  }
  if (std::find(chain_.begin(), chain_.end(), path) != chain_.end()) {
    std::string circle;
    for (const std::string& file : chain_) circle += file + " -> ";
    return invalid_request("Circular include detected: " + circle + path);
  }
  if (chain_.size() > kMaxIncludeDepth) {
    return invalid_request("Maximum include depth (" + std::to_string(kMaxIncludeDepth) +
                           ") exceeded at: " + path);
  }
  return path;
}

Result<std::string> Includer::read(const std::string& path, const std::string& name) {
  const std::string real = follow_links(path);
  struct stat found {};
  if (::stat(real.c_str(), &found) == 0 && found.st_nlink > 1) {
    return invalid_request("Include file has other hard links, which are refused: " + path +
                           "; copy it instead");
  }
  auto text = read_file(real, kMaxIncludeBytes);
  if (!text) return text.error();
  if (!text->has_value()) {
    return invalid_request("Failed to read include file: " + name + " (resolved: " + path +
                           "): no such file");
  }
  bytes_ += (*text)->size();
  if (bytes_ > kMaxIncludedBytes) {
    return invalid_request("the included files are larger than " +
                           std::to_string(kMaxIncludedBytes) + " bytes together, at: " + path);
  }
  return std::move(**text);
}

Result<JsonTree> Includer::file(const std::string& name) {
  const auto path = place(name);
  if (!path) return path.error();
  const auto text = read(*path, name);
  if (!text) return text.error();
  auto tree = parse_json5(*text);
  if (!tree) return invalid_request(*path + ": " + tree.error().message);
  if (std::find(files_.begin(), files_.end(), *path) == files_.end()) files_.push_back(*path);
  chain_.push_back(*path);
  auto resolved = resolve(std::move(*tree));
  if (resolved) chain_.pop_back();
  return resolved;
}

}  // namespace

JsonTree merge_config(JsonTree base, JsonTree over) {
  const bool arrays = cJSON_IsArray(base.get()) && cJSON_IsArray(over.get());
  const bool objects = cJSON_IsObject(base.get()) && cJSON_IsObject(over.get());
  if (!arrays && !objects) return over;
  while (over->child != nullptr) {
    std::string name;
    JsonTree item = take_first(over.get(), name);
    cJSON* old = objects ? cJSON_GetObjectItemCaseSensitive(base.get(), name.c_str()) : nullptr;
    if (old != nullptr) {
      item = merge_config(JsonTree(cJSON_DetachItemViaPointer(base.get(), old)), std::move(item));
    }
    if (!adopt(base.get(), std::move(item), name)) return nullptr;
  }
  return base;
}

Result<JsonTree> resolve_includes(JsonTree root, const IncludeRules& rules,
                                  std::vector<std::string>& files) {
  return Includer(rules, files).resolve(std::move(root));
}

}  // namespace openclaw
