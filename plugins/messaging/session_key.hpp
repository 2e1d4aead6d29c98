// SPDX-License-Identifier: MIT
// Session keys: `agent:<agent id>:<rest>`, in lower case.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace messaging {

inline constexpr std::string_view kDefaultAgent = "main";

struct SessionKey {
  std::string full;
  std::string agent;
};

// The canonical key for what a sender wrote: empty and "main" mean the agent's main session, a key
// without "agent:" belongs to the default agent. Nothing when the key has an empty part or its
// agent is not the one named beside it.
std::optional<SessionKey> canonical_key(std::string_view key, std::string_view agent);

}  // namespace messaging
