// SPDX-License-Identifier: MIT
// The table of every key that a configuration may have, made from core/config/keys/*.txt by
// compile.py there. Constant data without pointers: nothing is built or relocated at the start.
#pragma once
#include <cstdint>
#include <limits>
#include <string_view>

namespace openclaw {

enum class ConfigKind : std::uint8_t { any, null, boolean, string, integer, number, text, literal };

// No key lies so deep; a table with a circle in it would.
inline constexpr int kMostSchemaLevels = 32;

inline constexpr double kUnbounded = std::numeric_limits<double>::infinity();

// One thing that a value may be. A text or literal is that in kConfigTexts at `text`; of a string
// `least` is its length and `text` a regular expression or empty.
struct ConfigRule {
  double least;
  double most;
  std::uint32_t text;
  ConfigKind kind;
  bool above;  // `least` itself is too small
};

struct ConfigKey {
  std::uint32_t name;  // in kConfigTexts
  std::uint32_t node;
};

struct ConfigKeyNode {
  std::uint32_t first_key;  // sorted by name
  std::uint32_t keys;
  std::uint32_t first_rule;
  std::uint32_t rules;
  std::int32_t other;  // the node of any other key, or -1
  std::int32_t item;   // the node of a list's items, or -1
  bool object;
  bool open;  // other keys are not looked at
  bool list;
};

extern const std::uint32_t kConfigRoot;
extern const ConfigKeyNode kConfigNodes[];
extern const ConfigKey kConfigKeys[];
extern const ConfigRule kConfigRules[];
extern const char kConfigTexts[];

inline std::string_view config_text(std::uint32_t offset) { return kConfigTexts + offset; }
inline bool is_fixed(const ConfigRule& rule) {
  return rule.kind == ConfigKind::text || rule.kind == ConfigKind::literal;
}

}  // namespace openclaw
