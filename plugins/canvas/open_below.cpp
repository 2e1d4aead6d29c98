// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <sys/stat.h>

#include <utility>

#include "content.hpp"

namespace canvas {
namespace {

constexpr std::uint64_t kMostBytes = 1024 * 1024 * 1024;
// Looks at what has the name, whatever it is, and never through a link.
constexpr int kLook = O_PATH | O_NOFOLLOW | O_CLOEXEC;

oc::Descriptor look(const oc::Descriptor& directory, const std::string& name) {
  return oc::Descriptor(::openat(directory.get(), name.c_str(), kLook));
}

// What kind of file it is; 0 for none.
mode_t kind_of(const oc::Descriptor& file) {
  struct stat found {};
  return file && ::fstat(file.get(), &found) == 0 ? found.st_mode & S_IFMT : 0;
}

// Another may have taken the name since it was looked at, so that what was opened is looked at as
// well; a pipe without a writer does not hold it up.
OpenedFile open_regular(const oc::Descriptor& directory, const std::string& name) {
  OpenedFile out;
  if (kind_of(look(directory, name)) != S_IFREG) return out;
  oc::Descriptor file(::openat(directory.get(), name.c_str(),
                               O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  struct stat found {};
  if (!file || ::fstat(file.get(), &found) != 0 || !S_ISREG(found.st_mode)) return out;
  out.name = name;
  const auto size = static_cast<std::uint64_t>(found.st_size);
  out.result = size > kMostBytes ? OpenResult::kTooLarge : OpenResult::kOpened;
  if (out.result == OpenResult::kOpened) out.content = Content(std::move(file), size);
  return out;
}

}  // namespace

OpenedFile open_below(const std::string& root, const FilePath& path) {
  oc::Descriptor at(::open(root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  for (std::size_t i = 0; at && i < path.names.size(); ++i) {
    oc::Descriptor next = look(at, path.names[i]);
    const mode_t kind = kind_of(next);
    const bool is_last = i + 1 == path.names.size();
    if (is_last && kind == S_IFREG && !path.directory) return open_regular(at, path.names[i]);
    if (kind != S_IFDIR) return {};
    at = std::move(next);
  }
  OpenedFile out;
  if (at && path.directory) return open_regular(at, kIndexPage);
  if (at) out.result = OpenResult::kDirectory;
  return out;
}

}  // namespace canvas
