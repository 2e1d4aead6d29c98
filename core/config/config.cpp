// SPDX-License-Identifier: MIT
#include "core/config/config.hpp"

#include <cmath>
#include <ctime>
#include <filesystem>

#include "core/config/backup.hpp"
#include "core/config/include.hpp"
#include "core/config/normal.hpp"
#include "core/file.hpp"
#include "core/json/indent.hpp"
#include "core/json/json5.hpp"
#include "core/paths.hpp"
#include "core/wall_time.hpp"
#include "openclaw_build.h"

namespace openclaw {
namespace {

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

// The directories in OPENCLAW_INCLUDE_ROOTS, which may be included from besides the file's own.
std::vector<std::string> include_roots(const Environment& environment) {
  std::vector<std::string> roots;
  const std::string all = environment("OPENCLAW_INCLUDE_ROOTS");
  for (std::string_view rest = all; !rest.empty();) {
    const std::size_t colon = rest.find(':');
    std::string_view root = rest.substr(0, colon);
    while (root.size() > 1 && root.ends_with('/')) root.remove_suffix(1);
    if (root.starts_with('/')) roots.emplace_back(root);
    rest = colon == std::string_view::npos ? std::string_view() : rest.substr(colon + 1);
  }
  return roots;
}

ConfigPath parts_of(std::string_view dotted) {
  ConfigPath path;
  while (!dotted.empty()) path.push_back(take_part(dotted));
  return path;
}

std::string now_text() {
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);
  return iso_time(std::int64_t{now.tv_sec} * 1000 + now.tv_nsec / 1'000'000);
}

JsonTree copy_of(const cJSON* tree) { return JsonTree(cJSON_Duplicate(tree, 1)); }

}  // namespace

Result<Config> Config::load(const std::string& path, const Environment& environment) {
  Config config;
  config.path_ = path;
  auto text = read_file(path, kMaxConfigBytes);
  if (!text) return text.error();
  if (!text->has_value()) return config;
  auto root = parse_json5(**text);
  if (!root) return invalid_request(path + ": " + root.error().message);
  if (!cJSON_IsObject(root->get())) {
    return invalid_request(path + ": the configuration must be an object, { ... }");
  }
  config.written_ = std::move(*root);
  config.exists_ = true;
  config.source_ = std::move(**text);
  if (Status derived = config.derive(environment); !derived) return derived.error();
  return config;
}

// What the file means, from what it says.
Status Config::derive(const Environment& environment) {
  JsonTree copy = copy_of(written_.get());
  if (copy == nullptr) return unavailable("out of memory while reading " + path_);
  const IncludeRules rules{std::filesystem::absolute(path_).lexically_normal().string(),
                           include_roots(environment)};
  auto root = resolve_includes(std::move(copy), rules, included_);
  if (!root) return root.error();
  if (!cJSON_IsObject(root->get())) {
    return invalid_request(path_ + ": the configuration must be an object, { ... }");
  }
  root_ = std::move(*root);
  variables_ = read_env_block(root_.get(), warnings_);
  const Environment all = [&](const char* name) {
    std::string value = environment(name);
    const auto own = variables_.find(name);
    return value.empty() && own != variables_.end() ? own->second : value;
  };
  substitute_variables(root_.get(), all, warnings_);
  normalise_config(root_.get(), warnings_);
  return Done{};
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

Status Config::set_text(std::string_view dotted, std::string_view value) {
  const JsonTree node(cJSON_CreateString(std::string(value).c_str()));
  return set(parts_of(dotted), node.get());
}

Status Config::set(const ConfigPath& path, const cJSON* value) {
  for (JsonTree* tree : {&written_, &root_}) {
    if (*tree == nullptr) tree->reset(cJSON_CreateObject());
    JsonTree copy = copy_of(value);
    if (*tree == nullptr || copy == nullptr) return unavailable("out of memory");
    if (Status put = put_at(tree->get(), path, std::move(copy)); !put) return put;
  }
  return Done{};
}

Status Config::unset(const ConfigPath& path) {
  const bool written = written_ != nullptr && remove_at(written_.get(), path);
  const bool meant = root_ != nullptr && remove_at(root_.get(), path);
  if (written) return Done{};
  if (!meant) return invalid_request("nothing is there");
  std::string files;
  for (const std::string& file : included_) files += (files.empty() ? "" : ", ") + file;
  return invalid_request("it is set in an included file (" + files + "); edit it there");
}

Status Config::save() {
  for (const char* name : {"OPENCLAW_NIX_MODE", "OPENCLAW_CONFIG_READONLY"}) {
    if (process_environment(name) != "1") continue;
    return unavailable(path_ + " is read-only while " + name + "=1; edit it where it is made");
  }
  if (written_ == nullptr) written_.reset(cJSON_CreateObject());
  for (const auto& [key, value] :
       {std::pair("meta.lastTouchedVersion", std::string(OPENCLAW_VERSION)),
        std::pair("meta.lastTouchedAt", now_text())}) {
    if (Status stamped = set_text(key, value); !stamped) return stamped;
  }
  const std::string target = follow_links(path_);
  auto made = make_private_dir(parent_of(target));
  if (!made) return made;
  // Of two who write at a time the second has to see what the first wrote.
  const auto turn = FileTurn::take(target + ".lock");
  if (!turn) return turn.error();
  auto old = read_file(target, kMaxConfigBytes);
  if (!old) return old.error();
  if (old->value_or("") != source_) {
    return unavailable(path_ + " has changed since it was read; nothing was written, try again");
  }
  // Whoever wrote comments into the file finds them in the copy.
  if (old->has_value()) {
    auto kept = keep_backup(target, **old);
    if (!kept) return kept;
  }
  std::string fresh = indent_json(print_json(written_.get())) + "\n";
  auto written = write_file_atomically(target, fresh);
  if (!written) return written;
  exists_ = true;
  source_ = std::move(fresh);
  return Done{};
}

}  // namespace openclaw
