// SPDX-License-Identifier: MIT
// What the configuration says of the providers that are served, with the environment laid over it.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api_key.hpp"
#include "models.hpp"

namespace openai {

inline constexpr const char* kOpenAi = "openai";

// Of one provider.
struct Settings {
  std::string id = kOpenAi;
  std::string base_url = "https://api.openai.com/v1";
  std::string api_key = {};
  std::vector<std::pair<std::string, std::string>> headers = {};
  Models models = {};
  std::uint32_t connect_ms = 10'000;
  std::uint32_t first_byte_ms = 120'000;
  std::uint32_t idle_ms = 60'000;
  std::uint32_t total_ms = 600'000;  // of a completion, all attempts together
  int retries = 2;
  // Why nothing can be asked; empty when all is well. Names the key and the remedy, no secret.
  std::string problem = {};
  // Somebody has configured it, so that a problem is worth telling at the start.
  bool configured = false;
};

// Parts of the configuration as JSON; each may be empty.
struct ConfigTexts {
  std::string_view own;        // of the plugin
  std::string_view mode;       // models.mode
  std::string_view providers;  // models.providers
};

// By id: OpenAI, and whatever models.providers has that speaks chat completions.
std::map<std::string, Settings> read_settings(const ConfigTexts& texts,
                                              const Environment& environment);

}  // namespace openai
