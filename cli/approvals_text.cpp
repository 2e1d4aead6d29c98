// SPDX-License-Identifier: MIT
#include "cli/approvals_text.hpp"

#include "cli/ask.hpp"

namespace openclaw::cli {
namespace {

std::string defaults_text(const cJSON* defaults) {
  std::string out;
  for (const char* key : {"security", "ask", "askFallback", "autoAllowSkills"}) {
    const cJSON* value = json_get(defaults, key);
    if (!value) continue;
    const std::string word =
        cJSON_IsBool(value) ? (cJSON_IsTrue(value) != 0 ? "on" : "off") : cell(defaults, key);
    out += (out.empty() ? "" : ", ") + std::string(key) + "=" + word;
  }
  return out.empty() ? "none" : out;
}

// Columns of what is in the allowlists, a head first. A node may say what it likes.
std::vector<TableRow> entries(const cJSON* agents) {
  std::vector<TableRow> rows{{"Agent", "Pattern", "Last Used"}};
  if (!cJSON_IsObject(agents)) return rows;
  const cJSON* agent = nullptr;
  cJSON_ArrayForEach(agent, agents) {
    const cJSON* entry = nullptr;
    cJSON_ArrayForEach(entry, json_get(agent, "allowlist")) {
      const std::int64_t used = json_int(entry, "lastUsedAt", 0);
      rows.push_back({agent->string, cell(entry, "pattern"), used > 0 ? moment(used) : "unknown"});
    }
  }
  return rows;
}

}  // namespace

std::string approvals_text(const cJSON* snapshot, const std::string& target) {
  const cJSON* file = json_get(snapshot, "file");
  const cJSON* agents = json_get(file, "agents");
  const std::vector<TableRow> rows = entries(agents);
  const std::string socket(json_string(json_get(file, "socket"), "path", "default"));
  std::string out =
      "Approvals\n" + table({{"Target:", target},
                             {"Path:", cell(snapshot, "path")},
                             {"Exists:", json_bool(snapshot, "exists", false) ? "yes" : "no"},
                             {"Hash:", cell(snapshot, "hash")},
                             {"Version:", std::to_string(json_int(file, "version", 1))},
                             {"Socket:", socket},
                             {"Defaults:", defaults_text(json_get(file, "defaults"))},
                             {"Agents:", std::to_string(agents ? cJSON_GetArraySize(agents) : 0)},
                             {"Allowlist:", std::to_string(rows.size() - 1)}});
  return out + (rows.size() == 1 ? "\nNo allowlist entries.\n" : "\nAllowlist\n" + table(rows));
}

}  // namespace openclaw::cli
