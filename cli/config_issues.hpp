// SPDX-License-Identifier: MIT
// Every issue of a configuration, with those of the plugins' own parts. Blocks: reads files.
#pragma once
#include <vector>

#include "core/config.hpp"
#include "core/config_check.hpp"

namespace openclaw::cli {

// What plugins bring their own schema for is checked against it; none of them is loaded.
std::vector<ConfigIssue> all_issues(const Config& config);

}  // namespace openclaw::cli
