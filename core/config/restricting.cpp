// SPDX-License-Identifier: MIT
#include "core/config/restricting.hpp"

#include <algorithm>
#include <array>

#include "core/config/path.hpp"

namespace openclaw {
namespace {

// What makes a key narrow something down: that it is there, or a value.
enum class When { present, is_false };

struct Restriction {
  std::string_view key;  // as it is told; what is looked at may be a part of it
  std::string_view place;
  When when;
  std::string_view remedy;
};

constexpr std::string_view kRemove = "remove the key.";
constexpr std::array<Restriction, 5> kRestrictions{{
    {"plugins.enabled", "plugins.enabled", When::is_false,
     "set plugins.entries.<id>.enabled to false for each plugin instead."},
    {"plugins.deny", "plugins.deny", When::present, kRemove},
    {"plugins.allow", "plugins.allow", When::present, kRemove},
    {"gateway.auth.identityScopes", "gateway.auth.identityScopes", When::present, kRemove},
    {"gateway.roles", "gateway.roles", When::present, kRemove},
}};

bool is_set(const cJSON* root, const Restriction& restriction) {
  const Result<ConfigPath> path = parse_config_path(restriction.place);
  const cJSON* node = path ? find_at(root, *path) : nullptr;
  if (restriction.when == When::is_false) return cJSON_IsFalse(node) != 0;
  return node != nullptr;
}

}  // namespace

std::string not_honoured(std::string_view remedy) {
  return "restricts access and is not supported by this build; " + std::string(remedy);
}

std::vector<ConfigIssue> unsupported_restrictions(const cJSON* root) {
  std::vector<ConfigIssue> issues;
  for (const Restriction& restriction : kRestrictions) {
    if (!is_set(root, restriction)) continue;
    issues.push_back({std::string(restriction.key), not_honoured(restriction.remedy)});
  }
  return issues;
}

bool is_restricting(std::string_view path) {
  return std::any_of(kRestrictions.begin(), kRestrictions.end(),
                     [path](const Restriction& one) { return one.key == path; });
}

}  // namespace openclaw
