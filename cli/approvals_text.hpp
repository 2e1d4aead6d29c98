// SPDX-License-Identifier: MIT
// The document of exec approvals as people read it.
#pragma once
#include <string>

#include "core/json/json.hpp"

namespace openclaw::cli {

// `snapshot` as exec.approvals.get answers; `target` says whose it is.
std::string approvals_text(const cJSON* snapshot, const std::string& target);

}  // namespace openclaw::cli
