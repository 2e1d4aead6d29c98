// SPDX-License-Identifier: MIT
// What a probe tells of a gateway's configuration: how it can be reached, and no secret.
#pragma once
#include <string>

namespace openclaw::cli {

// `answer` is that of config.get. Empty when it is none.
std::string config_summary(const std::string& answer);

}  // namespace openclaw::cli
