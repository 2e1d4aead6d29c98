// SPDX-License-Identifier: MIT
// One file that only its owner may read and write. These calls block: for the thread pool.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace approvals {

struct FileText {
  bool exists = false;
  std::string text;
  std::string problem;  // why it cannot be trusted, and what to do; without the path
};
// A file that others may write, that is not the gateway's own, or that is no regular file is a
// problem, and so is a symbolic link. One that others may read is closed to them.
FileText read_private_file(const std::string& path, std::size_t most);

// With mode 0600, complete and on the disk, or not at all: a temporary file beside it, fsync,
// rename, fsync of the directory. Nothing is written where a symbolic link is. Empty, or why not.
std::string write_private_file(const std::string& path, std::string_view text);

}  // namespace approvals
