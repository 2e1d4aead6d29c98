// SPDX-License-Identifier: MIT
// The bytes of an answer: of a file, of memory, or of a file with something put into it. Blocking:
// for a thread of the pool.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "request_path.hpp"

namespace canvas {

// A descriptor that closes itself.
class File {
 public:
  File() = default;
  explicit File(int fd) : fd_(fd) {}
  File(File&& o) noexcept : fd_(o.fd_) { o.fd_ = -1; }
  File& operator=(File&& o) noexcept;
  ~File();
  [[nodiscard]] int fd() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }

 private:
  int fd_ = -1;
};

class Content {
 public:
  Content() = default;
  explicit Content(File file, std::uint64_t size);
  explicit Content(std::string_view memory);  // which outlives it
  static Content of(std::string text);
  // Puts a text, which outlives it, before the last </body>, or at the end where there is none.
  void inject(std::string_view text);

  [[nodiscard]] std::uint64_t size() const;
  // Up to `most` bytes from there on. Fewer: the file has become shorter.
  [[nodiscard]] std::string read(std::uint64_t at, std::size_t most) const;

 private:
  struct Part {
    std::uint64_t offset;
    std::uint64_t size;
    const char* memory;  // nullptr: of the file
  };
  [[nodiscard]] bool append(const Part& part, std::uint64_t at, std::size_t most,
                            std::string& out) const;
  [[nodiscard]] std::uint64_t last_body_end() const;

  File file_;
  std::shared_ptr<const std::string> text_;
  std::vector<Part> parts_;
};

// kDirectory: asked for without the '/' that what lies in it is found by.
enum class OpenResult { kOpened, kMissing, kTooLarge, kDirectory };

struct OpenedFile {
  OpenResult result = OpenResult::kMissing;
  Content content;
  std::string name;  // of the file, which a directory is not
};
// Opens a regular file below `root`, or the index.html of a directory; no name on the way may be a
// symbolic link, and nothing else is opened, not even for a moment.
OpenedFile open_below(const std::string& root, const FilePath& path);

}  // namespace canvas
