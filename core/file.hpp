// SPDX-License-Identifier: MIT
// Small files, read and written whole. These calls block: not for the event loop.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "core/error.hpp"

namespace openclaw {

// The content of a regular file; nothing when no file is there. Errors name the file.
Result<std::optional<std::string>> read_file(const std::string& path, std::size_t max_bytes);

// Puts a file with mode 0600 in the place of `path`: temporary file in the same directory, fsync,
// rename, fsync of the directory. A failure leaves what was there before.
Status write_file_atomically(const std::string& path, std::string_view content);

// Whether anything stands at `path`, through symbolic links.
bool is_there(const std::string& path);

// Where a symbolic link at `path` leads in the end, so that writing keeps the link; else `path`.
std::string follow_links(const std::string& path);

// The turn of a process among those that write one file: held until it goes out of scope.
class FileTurn {
 public:
  // `lock_path` is made with mode 0600 where it is missing, and stays. Waits for at most five
  // seconds; the error names the file.
  static Result<FileTurn> take(const std::string& lock_path);
  ~FileTurn();
  FileTurn(FileTurn&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  FileTurn(const FileTurn&) = delete;
  FileTurn& operator=(const FileTurn&) = delete;
  FileTurn& operator=(FileTurn&&) = delete;

 private:
  explicit FileTurn(int fd) : fd_(fd) {}
  int fd_;
};

}  // namespace openclaw
