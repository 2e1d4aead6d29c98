// SPDX-License-Identifier: MIT
// The answer of device.pair.list as a person reads it, within 80 columns.
#pragma once
#include <string>

#include "core/json/json.hpp"

namespace openclaw::cli {

std::string devices_text(const cJSON* answer, std::int64_t now_ms);

// A text that a device chose, fit for a terminal: shortened, without control characters.
std::string shown(std::string_view text);

}  // namespace openclaw::cli
