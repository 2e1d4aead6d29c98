// SPDX-License-Identifier: MIT
#include "cli/known_keys.hpp"

#include <utility>

#include "core/file.hpp"
#include "core/json/json.hpp"
#include "core/paths.hpp"

namespace openclaw::cli {
namespace {

constexpr std::size_t kMostBytes = 256 * 1024;
constexpr int kMostKeys = 1000;

JsonTree read_tree(const std::string& path) {
  const auto text = read_file(path, kMostBytes);
  if (!text || !*text) return {};
  auto tree = parse_json(**text);
  if (!tree || !cJSON_IsObject(tree->get())) return {};
  return std::move(*tree);
}

}  // namespace

std::string KnownKeys::of(const std::string& pin) const {
  const JsonTree tree = read_tree(path_);
  return std::string(json_string(tree.get(), pin.c_str()));
}

void KnownKeys::remember(const std::string& pin, const std::string& key) const {
  if (of(pin) == key) return;
  if (!make_private_dir(path_.substr(0, path_.rfind('/')))) return;
  const auto turn = FileTurn::take(path_ + ".lock");
  if (!turn) return;
  const JsonTree tree = read_tree(path_);
  // Full of old ones: begins anew.
  const bool full = cJSON_GetArraySize(tree.get()) >= kMostKeys;
  const cJSON* old = full ? nullptr : tree.get();
  JsonWriter out;
  out.object();
  const cJSON* one = nullptr;
  cJSON_ArrayForEach(one, old) {
    if (pin == one->string || !cJSON_IsString(one)) continue;
    out.key(one->string).value(one->valuestring);
  }
  out.key(pin).value(std::string_view(key)).end();
  if (!write_file_atomically(path_, out.str() + "\n")) return;
}

}  // namespace openclaw::cli
