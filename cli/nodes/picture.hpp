// SPDX-License-Identifier: MIT
// Pictures that nodes send.
#pragma once
#include <string>

#include "cli/arguments.hpp"
#include "core/json/json.hpp"

namespace openclaw::cli {

struct Picture {
  std::string format;  // "png" or "jpeg"
  std::string bytes;
};

// Appends maxWidth and quality where --max-width and --quality are given.
Status add_picture_limits(const Arguments& arguments, JsonWriter& w);

// Reads {format, base64}.
Result<Picture> read_picture(const cJSON* payload);

// Makes a file that only its owner reads, in TMPDIR or /tmp; its path. `what` is in its name.
Result<std::string> write_picture(const Picture& picture, const std::string& what);

}  // namespace openclaw::cli
