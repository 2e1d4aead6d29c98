// SPDX-License-Identifier: MIT
// What the snapshots tell everybody: the same without where things are and what was said last.
#pragma once
#include <string>
#include <string_view>

namespace openclaw {

// The JSON of a snapshot's member as it may be told to whoever may not read. Empty when it is not
// JSON, or none of it may be told.
std::string without_places(std::string_view member, std::string_view json);

}  // namespace openclaw
