// SPDX-License-Identifier: MIT
// Jobs as cron.list gives them: filtered, sorted and paged.
#pragma once
#include <cstdint>
#include <openclaw/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cron {

// As the parameters say, or their defaults.
struct JobQuery {
  std::string enabled = "enabled";  // "all", "enabled", "disabled"
  std::string schedule_kind = "all";
  std::string last_run_status = "all";
  std::string trigger = "all";
  std::string agent;
  std::string session_key;
  std::string query;
  std::string sort_by = "nextRunAtMs";
  bool descending = false;
  std::int64_t limit = 50;
  std::int64_t offset = 0;
};
JobQuery read_query(const cJSON* params);

// The result of cron.list; `jobs` are JSON objects.
std::string list_json(const std::vector<std::string>& jobs, const JobQuery& query);

// When the next enabled job is due; nothing when none is.
std::optional<std::int64_t> next_wake(const std::vector<std::string>& jobs);

}  // namespace cron
