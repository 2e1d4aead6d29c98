// SPDX-License-Identifier: MIT
// What the values of a configuration say together.
#include <algorithm>
#include <array>
#include <charconv>
#include <set>

#include "core/config/check.hpp"
#include "core/config/normal.hpp"
#include "core/config/path.hpp"

namespace openclaw {
namespace {

class Rules {
 public:
  Rules(const cJSON* root, std::vector<ConfigIssue>& issues) : root_(root), issues_(issues) {}

  void check() {
    check_bind();
    check_agents();
    check_loops();
    const cJSON* channels = json_get(root_, "channels");
    const cJSON* channel = nullptr;
    cJSON_ArrayForEach(channel, channels) check_channel(channel);
  }

 private:
  void tell(std::string path, std::string message) {
    issues_.push_back({std::move(path), std::move(message)});
  }

  void check_bind() {
    const cJSON* gateway = json_get(root_, "gateway");
    if (json_string(gateway, "bind") != "custom") return;
    const std::string host(json_string(gateway, "customBindHost"));
    if (host.empty()) {
      tell("gateway.customBindHost", "gateway.bind=custom requires gateway.customBindHost");
    } else if (!is_plain_ipv4(host)) {
      tell("gateway.customBindHost",
           "gateway.bind=custom requires a valid IPv4 customBindHost (got " + host + ")");
    }
  }

  void check_agents() {
    std::set<std::string, std::less<>> known;
    int index = 0;
    const cJSON* agent = nullptr;
    cJSON_ArrayForEach(agent, json_get(json_get(root_, "agents"), "list")) {
      const std::string place = "agents.list." + std::to_string(index++);
      if (cJSON_IsObject(agent) && json_get(agent, "id") == nullptr) {
        tell(place + ".id", "Invalid input: expected string, received undefined");
      }
      known.emplace(json_string(agent, "id"));
    }
    const cJSON* entry = nullptr;
    cJSON_ArrayForEach(entry, json_get(json_get(root_, "agents"), "entries")) {
      known.emplace(entry->string);
    }
    if (!known.empty()) check_broadcast(known);
  }

  void check_broadcast(const std::set<std::string, std::less<>>& known) {
    const cJSON* list = nullptr;
    cJSON_ArrayForEach(list, json_get(root_, "broadcast")) {
      if (!cJSON_IsArray(list)) continue;
      int index = 0;
      const cJSON* id = nullptr;
      cJSON_ArrayForEach(id, list) {
        const std::string place =
            "broadcast." + std::string(list->string) + "." + std::to_string(index++);
        if (!cJSON_IsString(id) || known.count(id->valuestring) > 0) continue;
        tell(place,
             "Unknown agent id \"" + std::string(id->valuestring) + "\" (not in agents.list).");
      }
    }
  }

  // Each threshold must be lower than the next.
  void check_loops() {
    constexpr std::array<const char*, 3> kRising{"warningThreshold", "criticalThreshold",
                                                 "globalCircuitBreakerThreshold"};
    const cJSON* loops = json_get(json_get(root_, "tools"), "loopDetection");
    for (std::size_t i = 0; i + 1 < kRising.size(); ++i) {
      const cJSON* lower = json_get(loops, kRising[i]);
      const cJSON* higher = json_get(loops, kRising[i + 1]);
      if (!cJSON_IsNumber(lower) || !cJSON_IsNumber(higher)) continue;
      if (lower->valuedouble < higher->valuedouble) continue;
      tell("tools.loopDetection." + std::string(kRising[i + 1]),
           "tools.loopDetection." + std::string(kRising[i]) + " must be lower than " +
               kRising[i + 1] + ".");
    }
  }

  void check_channel(const cJSON* channel) {
    const std::string place = "channels." + std::string(channel->string);
    check_account(channel, nullptr, place);
    const cJSON* account = nullptr;
    cJSON_ArrayForEach(account, json_get(channel, "accounts")) {
      check_account(account, channel, place + ".accounts." + account->string);
    }
  }

  // A key of an account, or of the channel around it.
  static const cJSON* inherited(const cJSON* account, const cJSON* channel, const char* key) {
    const cJSON* own = json_get(account, key);
    return own != nullptr ? own : json_get(channel, key);
  }

  void check_account(const cJSON* account, const cJSON* channel, const std::string& place) {
    check_senders(account, channel, place);
    const std::string_view id = channel != nullptr ? channel->string : account->string;
    if (id == "slack" && json_string(account, "mode") == "http" &&
        inherited(account, channel, "signingSecret") == nullptr) {
      tell(place + ".signingSecret", place + ".mode=\"http\" requires " + place + ".signingSecret");
    }
    if (id == "telegram" && !json_string(account, "webhookUrl").empty() &&
        inherited(account, channel, "webhookSecret") == nullptr) {
      tell(place + ".webhookSecret", place + ".webhookUrl requires " + place + ".webhookSecret");
    }
  }

  void check_senders(const cJSON* account, const cJSON* channel, const std::string& place) {
    const std::string_view policy = json_string(account, "dmPolicy");
    const cJSON* senders = inherited(account, channel, "allowFrom");
    const std::string list = place + ".allowFrom";
    if (policy == "open" && !holds_star(senders)) {
      tell(list, place + ".dmPolicy=\"open\" requires " + list + " to include \"*\"");
    }
    if (policy == "allowlist" && cJSON_GetArraySize(senders) == 0) {
      tell(list, place + ".dmPolicy=\"allowlist\" requires " + list +
                     " to contain at least one sender ID");
    }
  }

  static bool holds_star(const cJSON* list) {
    const cJSON* item = nullptr;
    cJSON_ArrayForEach(item, list) {
      if (cJSON_IsString(item) && std::string_view(item->valuestring) == "*") return true;
    }
    return false;
  }

  const cJSON* root_;
  std::vector<ConfigIssue>& issues_;
};

// The numbers of a version such as 2026.9.6-1; those that are missing are 0.
std::array<int, 4> numbers_of(std::string_view version) {
  std::array<int, 4> numbers{};
  for (int& number : numbers) {
    const auto [end, problem] =
        std::from_chars(version.data(), version.data() + version.size(), number);
    if (problem != std::errc()) break;
    version.remove_prefix(static_cast<std::size_t>(end - version.data()));
    if (!version.empty()) version.remove_prefix(1);
  }
  return numbers;
}

}  // namespace

void check_config_rules(const cJSON* root, std::vector<ConfigIssue>& issues) {
  Rules(root, issues).check();
}

std::vector<std::string> config_advice(const cJSON* root, std::string_view version) {
  std::vector<std::string> advice;
  if (json_get(json_get(root, "gateway"), "token") != nullptr) {
    advice.emplace_back(
        "Config uses \"gateway.token\". This key is ignored; use \"gateway.auth.token\" instead.");
  }
  const std::string_view touched = json_string(json_get(root, "meta"), "lastTouchedVersion");
  if (numbers_of(touched) > numbers_of(version)) {
    advice.push_back("Config was last written by a newer OpenClaw (" + std::string(touched) +
                     "); current version is " + std::string(version) + ".");
  }
  return advice;
}

}  // namespace openclaw
