// SPDX-License-Identifier: MIT
// What kind of thing a file is, by the end of its name. No I/O.
#pragma once
#include <string_view>

namespace canvas {

// A value for Content-Type; "application/octet-stream" for what is not known.
std::string_view media_type(std::string_view name);
bool is_html(std::string_view name);

}  // namespace canvas
