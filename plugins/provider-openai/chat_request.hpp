// SPDX-License-Identifier: MIT
// The body of POST {baseUrl}/chat/completions, from a transcript.
#pragma once
#include <string>
#include <string_view>

#include "models.hpp"

namespace openai {

struct ChatRequest {
  std::string_view model;
  std::string_view messages_json;  // as oc_model_request has them
  std::string_view tools_json;     // the same; may be empty
  std::string_view thinking;       // "low", "medium", "high"...; empty or "off": not asked for
  std::string_view params_json;    // the same; may be empty
};

std::string chat_body(const ChatRequest& request, const Model& model);

}  // namespace openai
