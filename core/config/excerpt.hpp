// SPDX-License-Identifier: MIT
// What a plugin gets of the configuration besides its own part. No I/O, any thread.
#pragma once
#include <string>
#include <string_view>

#include "core/json/json.hpp"

namespace openclaw {

// The JSON at a place as oc_plugin.config_reads names it; empty when nothing is there. A part `*`
// stands for each member of the object: the result has theirs below it, null where one lacks it.
std::string config_excerpt(const cJSON* root, std::string_view place);

}  // namespace openclaw
