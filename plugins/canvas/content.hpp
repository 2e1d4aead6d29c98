// SPDX-License-Identifier: MIT
// The bytes of an answer: of a file, of memory, or of a file with something put into it. Blocking:
// for a thread of the pool.
#pragma once
#include <cstdint>
#include <memory>
#include <openclaw/descriptor.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "request_path.hpp"

namespace canvas {

class Content {
 public:
  Content() = default;
  explicit Content(oc::Descriptor file, std::uint64_t size);
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

  oc::Descriptor file_;
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
