// SPDX-License-Identifier: MIT
// The configuration as plugins read it. No I/O.
#pragma once
#include "core/json/json.hpp"
#include "core/settings.hpp"

namespace openclaw {

// A copy of it with what the command line and the environment have settled otherwise:
// gateway.auth.mode and gateway.tailscale. `root` may be nullptr.
JsonTree effective_config(const cJSON* root, const Settings& settings);

}  // namespace openclaw
