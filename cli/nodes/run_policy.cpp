// SPDX-License-Identifier: MIT
#include "cli/nodes/run_policy.hpp"

#include <algorithm>
#include <array>

namespace openclaw::cli {
namespace {

using Words = std::array<std::string_view, 3>;
// From the strictest to the most generous, and from the most generous to the strictest.
constexpr Words kSecurities = {"deny", "allowlist", "full"};
constexpr Words kAsks = {"off", "on-miss", "always"};

// The place of a word in its list; the end for what is none.
std::size_t rank(const Words& words, std::string_view word) {
  return static_cast<std::size_t>(std::find(words.begin(), words.end(), word) - words.begin());
}

bool is_one(const Words& words, std::string_view word) { return rank(words, word) < words.size(); }

std::string min_security(const std::string& a, const std::string& b) {
  return rank(kSecurities, a) <= rank(kSecurities, b) ? a : b;
}

std::string max_ask(const std::string& a, const std::string& b) {
  return rank(kAsks, a) >= rank(kAsks, b) ? a : b;
}

const cJSON* agent_of(const Config& config, std::string_view id) {
  const cJSON* agent = nullptr;
  cJSON_ArrayForEach(agent, config.at("agents.list")) {
    if (json_string(agent, "id") == id) return agent;
  }
  return nullptr;
}

// What an option says, or `fallback`; the error lists what it may say.
Result<std::string> choice(const Arguments& arguments, const char* option, const Words& words,
                           const std::string& fallback) {
  const std::string given = arguments.value(option).value_or(fallback);
  if (is_one(words, given)) return given;
  std::string message = "Invalid --" + std::string(option) + ". Use ";
  for (const std::string_view word : words) {
    message += (word == words.front() ? "" : word == words.back() ? " or " : ", ");
    message += word;
  }
  return invalid_request(message + '.');
}

}  // namespace

std::string run_agent(const Arguments& arguments, const Config& config) {
  if (const auto given = arguments.value("agent"); given && !given->empty()) return *given;
  std::string first;
  const cJSON* agent = nullptr;
  cJSON_ArrayForEach(agent, config.at("agents.list")) {
    const std::string id(json_string(agent, "id"));
    if (json_bool(agent, "default", false) && !id.empty()) return id;
    if (first.empty()) first = id;
  }
  return first.empty() ? "main" : first;
}

std::string exec_setting(const Config& config, const std::string& agent, const char* key) {
  const cJSON* own = json_get(json_get(agent_of(config, agent), "tools"), "exec");
  const std::string_view value = json_string(own, key);
  return std::string(value.empty() ? config.text("tools.exec." + std::string(key)) : value);
}

Result<RunPolicy> wanted_policy(const Arguments& arguments, const Config& config,
                                const std::string& agent) {
  std::string security = exec_setting(config, agent, "security");
  std::string ask = exec_setting(config, agent, "ask");
  if (!is_one(kSecurities, security)) security = "allowlist";
  if (!is_one(kAsks, ask)) ask = "on-miss";
  const auto wanted_security = choice(arguments, "security", kSecurities, security);
  if (!wanted_security) return wanted_security.error();
  const auto wanted_ask = choice(arguments, "ask", kAsks, ask);
  if (!wanted_ask) return wanted_ask.error();
  return RunPolicy{min_security(security, *wanted_security), max_ask(ask, *wanted_ask), "deny"};
}

RunPolicy policy_of_node(const RunPolicy& wanted, const cJSON* document, const std::string& agent) {
  const cJSON* agents = json_get(document, "agents");
  // The agent's own word, else that for all agents, else the general one.
  const auto setting = [&](const char* key, const Words& words, const std::string& fallback) {
    for (const cJSON* place :
         {json_get(agents, agent.c_str()), json_get(agents, "*"), json_get(document, "defaults")}) {
      const std::string word(json_string(place, key));
      if (is_one(words, word)) return word;
    }
    return fallback;
  };
  return {min_security(wanted.security, setting("security", kSecurities, wanted.security)),
          max_ask(wanted.ask, setting("ask", kAsks, wanted.ask)),
          setting("askFallback", kSecurities, wanted.fallback)};
}

}  // namespace openclaw::cli
