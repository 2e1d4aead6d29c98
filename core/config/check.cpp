// SPDX-License-Identifier: MIT
#include "core/config/check.hpp"

#include <algorithm>
#include <cmath>
#include <regex>

#include "core/config/keys.hpp"
#include "core/json/utf8.hpp"

namespace openclaw {
namespace {

constexpr std::size_t kMostAllowed = 12;
constexpr std::size_t kMostLetters = 160;
constexpr std::size_t kMostIssues = 100;
constexpr int kMostLevels = 512;
// std::regex goes one call deeper for each character.
constexpr std::size_t kMostMatched = 10'000;

std::string kind_name(const cJSON* value) {
  if (cJSON_IsString(value)) return "string";
  if (cJSON_IsBool(value)) return "boolean";
  if (cJSON_IsArray(value)) return "array";
  if (cJSON_IsObject(value)) return "object";
  if (cJSON_IsNull(value)) return "null";
  if (std::isnan(value->valuedouble)) return "NaN";
  return std::isinf(value->valuedouble) ? "Infinity" : "number";
}

std::string expected_name(const ConfigRule& rule) {
  switch (rule.kind) {
    case ConfigKind::null: return "null";
    case ConfigKind::boolean: return "boolean";
    case ConfigKind::integer:
    case ConfigKind::number: return "number";
    default: return "string";
  }
}

std::string plain(double number) { return JsonWriter().value(number).take(); }

bool is_whole(double number) { return std::trunc(number) == number; }

bool is_number(const cJSON* value) {
  return cJSON_IsNumber(value) && std::isfinite(value->valuedouble);
}

bool too_small(const ConfigRule& rule, double number) {
  if (rule.least == kUnbounded) return false;
  return rule.above ? number <= rule.least : number < rule.least;
}

bool too_big(const ConfigRule& rule, double number) {
  return rule.most != kUnbounded && number > rule.most;
}

bool matches(std::string_view pattern, std::string_view text) {
  if (text.size() > kMostMatched) return false;
  try {
    const std::regex regex(pattern.begin(), pattern.end(), std::regex::ECMAScript);
    return std::regex_search(text.begin(), text.end(), regex);
  } catch (const std::regex_error&) {
    return false;  // a text that takes the engine too far
  }
}

// Of a value of the right kind: what is wrong with it, or empty.
std::string string_problem(const ConfigRule& rule, std::string_view text) {
  if (rule.least != kUnbounded && static_cast<double>(utf8_count(text)) < rule.least) {
    return "Too small: expected string to have >=" + plain(rule.least) + " characters";
  }
  const std::string_view pattern = config_text(rule.text);
  if (pattern.empty() || matches(pattern, text)) return {};
  return "Invalid string: must match pattern /" + std::string(pattern) + "/";
}

std::string number_problem(const ConfigRule& rule, double number) {
  if (rule.kind == ConfigKind::integer && !is_whole(number)) {
    return "Invalid input: expected int, received number";
  }
  if (too_small(rule, number)) {
    return std::string("Too small: expected number to be ") + (rule.above ? ">" : ">=") +
           plain(rule.least);
  }
  if (too_big(rule, number)) return "Too big: expected number to be <=" + plain(rule.most);
  return {};
}

bool is_kind(const ConfigRule& rule, const cJSON* value) {
  switch (rule.kind) {
    case ConfigKind::any: return true;
    case ConfigKind::null: return cJSON_IsNull(value) != 0;
    case ConfigKind::boolean: return cJSON_IsBool(value) != 0;
    case ConfigKind::string: return cJSON_IsString(value) != 0;
    case ConfigKind::integer:
    case ConfigKind::number: return is_number(value);
    case ConfigKind::text:
      return cJSON_IsString(value) && value->valuestring == config_text(rule.text);
    case ConfigKind::literal: break;
  }
  const bool scalar = !cJSON_IsObject(value) && !cJSON_IsArray(value) && !cJSON_IsString(value);
  return scalar && print_json(value) == config_text(rule.text);
}

std::string problem_of(const ConfigRule& rule, const cJSON* value) {
  if (rule.kind == ConfigKind::string) return string_problem(rule, value->valuestring);
  const bool number = rule.kind == ConfigKind::integer || rule.kind == ConfigKind::number;
  return number ? number_problem(rule, value->valuedouble) : std::string();
}

std::string unknown_channel(const std::string& id) { return "unknown channel id: " + id; }

class Checker {
 public:
  explicit Checker(std::vector<ConfigIssue>& issues) : issues_(issues) {}

  void check(const ConfigKeyNode& node, const cJSON* value, int depth) {
    if (issues_.size() >= kMostIssues || depth > kMostLevels) return;
    std::string problem;
    if (conforms(node, value, problem)) return;
    if (node.object && cJSON_IsObject(value)) return check_object(node, value, depth);
    if (node.list && cJSON_IsArray(value)) return check_list(node, value, depth);
    if (!problem.empty()) return tell(problem);
    tell_kind(node, value);
  }

 private:
  // `problem` is what is wrong with the first rule that takes values of this kind.
  static bool conforms(const ConfigKeyNode& node, const cJSON* value, std::string& problem) {
    for (std::uint32_t i = 0; i < node.rules; ++i) {
      const ConfigRule& rule = kConfigRules[node.first_rule + i];
      if (!is_kind(rule, value)) continue;
      const std::string found = problem_of(rule, value);
      if (found.empty()) return true;
      if (problem.empty()) problem = found;
    }
    return false;
  }

  static const ConfigKeyNode* find(const ConfigKeyNode& node, std::string_view name) {
    const ConfigKey* first = kConfigKeys + node.first_key;
    const ConfigKey* end = first + node.keys;
    const ConfigKey* found =
        std::lower_bound(first, end, name, [](const ConfigKey& key, std::string_view wanted) {
          return config_text(key.name) < wanted;
        });
    if (found != end && config_text(found->name) == name) return kConfigNodes + found->node;
    return node.other < 0 ? nullptr : kConfigNodes + node.other;
  }

  void check_object(const ConfigKeyNode& node, const cJSON* value, int depth) {
    std::vector<std::string> strangers;
    const cJSON* item = nullptr;
    cJSON_ArrayForEach(item, value) {
      const ConfigKeyNode* inner = find(node, item->string);
      if (inner == nullptr) {
        if (!node.open) strangers.push_back(json_quoted(item->string));
        continue;
      }
      check_at(*inner, item, item->string, depth);
    }
    if (strangers.empty()) return;
    if (path_ == "channels") return tell_channels(strangers);
    std::string names;
    for (const std::string& name : strangers) names += (names.empty() ? "" : ", ") + name;
    tell((strangers.size() == 1 ? "Unrecognized key: " : "Unrecognized keys: ") + names);
  }

  void check_list(const ConfigKeyNode& node, const cJSON* value, int depth) {
    if (node.item < 0) return;
    int index = 0;
    const cJSON* item = nullptr;
    cJSON_ArrayForEach(item, value) {
      check_at(kConfigNodes[node.item], item, std::to_string(index++), depth);
    }
  }

  void check_at(const ConfigKeyNode& node, const cJSON* value, const std::string& name, int depth) {
    const std::size_t size = path_.size();
    if (size > 0) path_ += '.';
    path_ += name;
    check(node, value, depth + 1);
    path_.resize(size);
  }

  void tell(std::string message) { issues_.push_back({path_, std::move(message)}); }

  void tell_channels(const std::vector<std::string>& strangers) {
    for (const std::string& quoted : strangers) {
      const std::string name = quoted.substr(1, quoted.size() - 2);
      issues_.push_back({path_ + "." + name, unknown_channel(name)});
    }
  }

  void tell_kind(const ConfigKeyNode& node, const cJSON* value) {
    const ConfigRule* first = kConfigRules + node.first_rule;
    const bool fixed = node.rules > 0 && std::all_of(first, first + node.rules, is_fixed);
    if (fixed && !node.object && !node.list) return tell_allowed(node);
    const std::uint32_t ways = node.rules + (node.object ? 1U : 0U) + (node.list ? 1U : 0U);
    if (ways != 1) return tell("Invalid input");
    const std::string expected = node.object ? "object"
                                 : node.list ? "array"
                                             : expected_name(*first);
    tell("Invalid input: expected " + expected + ", received " + kind_name(value));
  }

  void tell_allowed(const ConfigKeyNode& node) {
    ConfigIssue issue{path_, "Invalid input (allowed: "};
    for (std::uint32_t i = 0; i < node.rules; ++i) {
      const ConfigRule& rule = kConfigRules[node.first_rule + i];
      const std::string text(config_text(rule.text));
      if (i < kMostAllowed) {
        const std::string_view shown = utf8_clip(text, kMostLetters);
        issue.message += (i == 0 ? "" : ", ") +
                         (rule.kind == ConfigKind::text ? json_quoted(shown) : std::string(shown));
      }
      issue.allowed.push_back(text);
    }
    if (node.rules > kMostAllowed) {
      issue.message += ", ... (+" + std::to_string(node.rules - kMostAllowed) + " more)";
    }
    issue.message += ")";
    issues_.push_back(std::move(issue));
  }

  std::vector<ConfigIssue>& issues_;
  std::string path_;
};

}  // namespace

std::vector<ConfigIssue> check_config(const cJSON* root) {
  std::vector<ConfigIssue> issues;
  if (root == nullptr) return issues;
  Checker(issues).check(kConfigNodes[kConfigRoot], root, 0);
  check_config_rules(root, issues);
  return issues;
}

void forgive_channels(std::vector<ConfigIssue>& issues, const std::vector<std::string>& plugins) {
  const auto forgiven = [&plugins](const ConfigIssue& issue) {
    return std::any_of(plugins.begin(), plugins.end(), [&issue](const std::string& id) {
      return issue.path == "channels." + id && issue.message == unknown_channel(id);
    });
  };
  issues.erase(std::remove_if(issues.begin(), issues.end(), forgiven), issues.end());
}

std::string issue_lines(const std::vector<ConfigIssue>& issues) {
  std::string out;
  for (const ConfigIssue& issue : issues) {
    out += "  - " + (issue.path.empty() ? "<root>" : issue.path) + ": " + issue.message + "\n";
  }
  return out;
}

}  // namespace openclaw
