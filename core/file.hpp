// SPDX-License-Identifier: MIT
// Small files, read and written whole. These calls block: not for the event loop.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "core/error.hpp"

namespace openclaw {

// The content of a regular file; nothing when no file is there. Errors name the file.
Result<std::optional<std::string>> read_file(const std::string& path, std::size_t max_bytes);

// Puts a file with mode 0600 in the place of `path`: temporary file in the same directory, fsync,
// rename, fsync of the directory. A failure leaves what was there before.
Status write_file_atomically(const std::string& path, std::string_view content);

// Where a symbolic link at `path` leads in the end, so that writing keeps the link; else `path`.
std::string follow_links(const std::string& path);

}  // namespace openclaw
