// SPDX-License-Identifier: MIT
// JSON for people: two spaces a level, one value a line.
#pragma once
#include <string>
#include <string_view>

namespace openclaw {

// Lays out valid JSON text anew. Strings and numbers stay as they are written, byte by byte; empty
// objects and arrays stay on one line. No newline at the end.
std::string indent_json(std::string_view json);

}  // namespace openclaw
