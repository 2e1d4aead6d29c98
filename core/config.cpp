// SPDX-License-Identifier: MIT
#include "core/config.hpp"

#include <cmath>

#include "core/file.hpp"
#include "core/json5.hpp"
#include "core/json_indent.hpp"
#include "core/paths.hpp"

namespace openclaw {
namespace {

// Far more than anybody writes by hand.
constexpr std::size_t kMaxBytes = 16 * 1024 * 1024;

std::string parent_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

// The first part of a dotted path; `dotted` keeps the others.
std::string take_part(std::string_view& dotted) {
  const std::size_t dot = dotted.find('.');
  std::string part(dotted.substr(0, dot));
  dotted = dot == std::string_view::npos ? std::string_view() : dotted.substr(dot + 1);
  return part;
}

// Puts `node` in the place of a member of that name, or behind the others.
cJSON* put(cJSON* object, const std::string& name, cJSON* node) {
  if (node == nullptr) return nullptr;
  if (cJSON_GetObjectItemCaseSensitive(object, name.c_str()) != nullptr) {
    cJSON_ReplaceItemInObjectCaseSensitive(object, name.c_str(), node);
  } else {
    cJSON_AddItemToObject(object, name.c_str(), node);
  }
  return node;
}

}  // namespace

Result<Config> Config::load(const std::string& path) {
  Config config;
  config.path_ = path;
  auto text = read_file(path, kMaxBytes);
  if (!text) return text.error();
  if (!text->has_value()) return config;
  auto root = parse_json5(**text);
  if (!root) return invalid_request(path + ": " + root.error().message);
  if (!cJSON_IsObject(root->get())) {
    return invalid_request(path + ": the configuration must be an object, { ... }");
  }
  config.root_ = std::move(*root);
  config.exists_ = true;
  config.source_ = std::move(**text);
  return config;
}

const cJSON* Config::at(std::string_view dotted) const {
  const cJSON* node = root_.get();
  while (node != nullptr && !dotted.empty()) node = json_get(node, take_part(dotted).c_str());
  return node;
}

std::string_view Config::text(std::string_view dotted) const {
  const cJSON* node = at(dotted);
  return cJSON_IsString(node) ? std::string_view(node->valuestring) : std::string_view();
}

std::optional<std::int64_t> Config::integer(std::string_view dotted) const {
  const cJSON* node = at(dotted);
  constexpr double kExact = 9007199254740992.0;  // 2^53: doubles above it skip whole numbers
  if (!cJSON_IsNumber(node) || std::abs(node->valuedouble) > kExact) return std::nullopt;
  if (std::trunc(node->valuedouble) != node->valuedouble) return std::nullopt;
  return static_cast<std::int64_t>(node->valuedouble);
}

std::optional<bool> Config::flag(std::string_view dotted) const {
  const cJSON* node = at(dotted);
  if (!cJSON_IsBool(node)) return std::nullopt;
  return cJSON_IsTrue(node) != 0;
}

void Config::set_text(std::string_view dotted, std::string_view value) {
  if (root_ == nullptr) root_.reset(cJSON_CreateObject());
  cJSON* object = root_.get();
  std::string name = take_part(dotted);
  for (; object != nullptr && !dotted.empty(); name = take_part(dotted)) {
    cJSON* inner = cJSON_GetObjectItemCaseSensitive(object, name.c_str());
    object = cJSON_IsObject(inner) ? inner : put(object, name, cJSON_CreateObject());
  }
  if (object != nullptr) put(object, name, cJSON_CreateString(std::string(value).c_str()));
}

Status Config::save() {
  if (root_ == nullptr) root_.reset(cJSON_CreateObject());
  const std::string target = follow_links(path_);
  auto made = make_private_dir(parent_of(target));
  if (!made) return made;
  // Whoever wrote comments into the file finds them in the copy.
  auto old = read_file(target, kMaxBytes);
  if (!old) return old.error();
  if (old->has_value()) {
    auto kept = write_file_atomically(target + ".bak", **old);
    if (!kept) return kept;
  }
  std::string fresh = indent_json(print_json(root_.get())) + "\n";
  auto written = write_file_atomically(target, fresh);
  if (!written) return written;
  exists_ = true;
  source_ = std::move(fresh);
  return Done{};
}

}  // namespace openclaw
