// SPDX-License-Identifier: MIT
// Secrets in the configuration, which are not shown. No I/O, any thread.
#pragma once
#include <string_view>

#include "core/config/path.hpp"
#include "core/json/json.hpp"

namespace openclaw {

// Stands for a secret wherever a configuration is shown.
inline constexpr std::string_view kRedacted = "__OPENCLAW_REDACTED__";

// Whether a text under this key is a secret: tokens, passwords, API keys and the like.
bool is_secret_key(std::string_view key);

// Puts kRedacted in the place of every secret of the tree, which stands at `above` in the whole
// configuration ({}: is the whole). Variables and arguments of programs count as secrets;
// references such as ${NAME} stay.
void redact_config(cJSON* node, const ConfigPath& above);

// Whether a text of the tree holds kRedacted.
bool holds_redacted(const cJSON* node);

}  // namespace openclaw
