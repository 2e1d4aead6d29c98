// SPDX-License-Identifier: MIT
// Which key goes to which server.
#pragma once
#include <functional>
#include <string>
#include <string_view>

struct cJSON;

namespace openai {

// An environment variable; empty when it is not set.
using Environment = std::function<std::string(const char* name)>;

// True for https at api.openai.com, or at a name below it, and for nothing that only looks so.
bool is_openais_own(std::string_view base_url);

// "LOCAL_LLM_API_KEY" for "local-llm".
std::string key_variable(std::string_view provider);

struct KeyQuestion {
  std::string_view provider;
  std::string_view base_url;
  std::string_view place;  // of the configured key, for messages
  const cJSON* configured = nullptr;
};

struct KeyAnswer {
  std::string key = {};
  std::string problem = {};  // why there is none although there should be; names the remedy
};

// The provider's variable before what is configured for it; OPENAI_API_KEY is for OpenAI's own
// servers alone, whoever is called "openai".
KeyAnswer find_key(const KeyQuestion& question, const Environment& environment);

// A text, "${NAME}", or a reference {"source":"env","id":"NAME"}. The problem begins with `place`.
KeyAnswer read_secret(const cJSON* secret, std::string_view place, const Environment& environment);

}  // namespace openai
