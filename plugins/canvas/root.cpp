// SPDX-License-Identifier: MIT
#include "root.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <openclaw/descriptor.hpp>
#include <string_view>

#include "assets.hpp"
#include "content.hpp"

namespace canvas {
namespace {

int make_directories(const std::string& path) {
  for (std::size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
    const std::string part = path.substr(0, end);
    if (::mkdir(part.c_str(), 0700) != 0 && errno != EEXIST && errno != EROFS) return errno;
    if (end == std::string::npos) return 0;
  }
}

std::string failure(const std::string& what, int error) {
  return what + ": " + std::strerror(error) + "; make it, or name another canvasHost.root";
}

}  // namespace

std::string prepare_root(const std::string& root) {
  const int made = make_directories(root);
  const oc::Descriptor directory(::open(root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!directory)
    return failure("the canvas folder " + root + " is not there", made ? made : errno);
  constexpr int kNew = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
  const oc::Descriptor page(::openat(directory.get(), "index.html", kNew, 0600));
  if (!page) return errno == EEXIST ? "" : failure(root + "/index.html was not written", errno);
  if (oc::write_all(page.get(), starter_page())) return {};
  const int error = errno;
  ::unlinkat(directory.get(), "index.html", 0);
  return failure(root + "/index.html was not written", error);
}

}  // namespace canvas
