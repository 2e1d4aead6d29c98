// SPDX-License-Identifier: MIT
#include "core/config/hints.hpp"

#include <algorithm>
#include <array>
#include <openclaw/text.hpp>

#include "core/config/honoured.hpp"
#include "core/config/keys.hpp"
#include "core/config/redact.hpp"

namespace openclaw {
namespace {

std::string word_of(std::string word) {
  constexpr std::array<std::string_view, 13> kShort{"acp", "api",  "cli", "dns", "http", "id", "ip",
                                                    "mcp", "mdns", "tls", "tts", "ui",   "url"};
  const std::string lower = oc::lower(word);
  const bool is_short = std::find(kShort.begin(), kShort.end(), lower) != kShort.end();
  for (std::size_t i = 0; i < (is_short ? word.size() : 1); ++i) word[i] = oc::upper(word[i]);
  return word;
}

// The key at the end of a path; the list or object that an item is of.
std::string_view last_key(std::string_view path) {
  while (path.ends_with("[]") || path.ends_with(".*")) path.remove_suffix(2);
  const std::size_t dot = path.rfind('.');
  return dot == std::string_view::npos ? path : path.substr(dot + 1);
}

void walk(JsonWriter& out, const ConfigKeyNode& node, const std::string& path, int depth) {
  if (depth > kMostSchemaLevels) return;
  if (!path.empty()) write_hint(out.key(path), path);
  for (std::uint32_t i = 0; i < node.keys; ++i) {
    const ConfigKey& key = kConfigKeys[node.first_key + i];
    const std::string name = kConfigTexts + key.name;
    walk(out, kConfigNodes[key.node], path.empty() ? name : path + "." + name, depth + 1);
  }
  if (node.other >= 0) walk(out, kConfigNodes[node.other], path + ".*", depth + 1);
  if (node.item >= 0) walk(out, kConfigNodes[node.item], path + "[]", depth + 1);
}

}  // namespace

std::string config_label(std::string_view key) {
  std::string label;
  std::string word;
  const auto end_word = [&] {
    if (!word.empty()) label += (label.empty() ? "" : " ") + word_of(std::move(word));
    word.clear();
  };
  for (std::size_t i = 0; i < key.size(); ++i) {
    const bool gap = key[i] == '-' || key[i] == '_';
    if (gap || (i > 0 && oc::is_large_letter(key[i]) && oc::is_small_letter(key[i - 1]))) {
      end_word();
    }
    if (!gap) word += key[i];
  }
  end_word();
  return label;
}

void write_hint(JsonWriter& out, std::string_view path) {
  const std::string_view key = last_key(path);
  out.object().key("label").value(config_label(key));
  if (is_secret_key(key)) out.key("sensitive").value(true);
  out.key("advanced").value(!has_use(path)).end();
}

void write_hints(JsonWriter& out) {
  out.object();
  walk(out, kConfigNodes[kConfigRoot], "", 0);
  out.end();
}

}  // namespace openclaw
