// SPDX-License-Identifier: MIT
// The plugin's configuration, with the environment laid over it.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace openai {

struct Settings {
  std::string base_url = "https://api.openai.com/v1";
  std::string api_key = {};
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string models_json = "[]";
  std::uint32_t connect_ms = 10'000;
  std::uint32_t first_byte_ms = 120'000;
  std::uint32_t idle_ms = 60'000;
  std::uint32_t total_ms = 600'000;  // of a completion, all attempts together
  int retries = 2;
  // Why nothing can be asked; empty when all is well. Names the key and the remedy, no secret.
  std::string problem = {};
};

// An environment variable; empty when it is not set.
using Environment = std::function<std::string(const char* name)>;

Settings read_settings(std::string_view config_json, const Environment& environment);

}  // namespace openai
