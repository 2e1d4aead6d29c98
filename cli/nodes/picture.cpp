// SPDX-License-Identifier: MIT
#include "cli/nodes/picture.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>

#include "core/base64.hpp"
#include "core/ids.hpp"

namespace openclaw::cli {
namespace {

std::string temporary_directory() {
  const char* named = std::getenv("TMPDIR");
  return named != nullptr && *named == '/' ? named : "/tmp";
}

}  // namespace

// Appends maxWidth and quality where they are given.
Status add_picture_limits(const Arguments& arguments, JsonWriter& w) {
  if (arguments.has("max-width")) {
    const auto width = arguments.number("max-width", 1'200, 1, 100'000);
    if (!width) return width.error();
    w.key("maxWidth").value(*width);
  }
  if (const auto text = arguments.value("quality")) {
    double quality = -1;
    const auto [end, problem] = std::from_chars(text->data(), text->data() + text->size(), quality);
    if (problem != std::errc() || *end != '\0' || !(quality >= 0 && quality <= 1)) {
      return invalid_request("Invalid --quality. Use a number from 0 to 1, for example 0.8.");
    }
    w.key("quality").value(quality);
  }
  return Done{};
}

Result<Picture> read_picture(const cJSON* payload) {
  const std::string_view format = json_string(payload, "format");
  auto bytes = from_base64(json_string(payload, "base64"));
  const bool jpeg = format == "jpg" || format == "jpeg";
  if ((!jpeg && format != "png") || !bytes || bytes->empty()) {
    return unavailable("the node sent no picture that is png or jpeg");
  }
  return Picture{jpeg ? "jpeg" : "png", std::move(*bytes)};
}

Result<std::string> write_picture(const Picture& picture, const std::string& what) {
  const std::string path = temporary_directory() + "/openclaw-" + what + '-' + random_uuid() +
                           (picture.format == "png" ? ".png" : ".jpg");
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  std::size_t written = 0;
  while (fd >= 0 && written < picture.bytes.size()) {
    const ssize_t size =
        ::write(fd, picture.bytes.data() + written, picture.bytes.size() - written);
    if (size < 0 && errno != EINTR) break;
    written += size > 0 ? static_cast<std::size_t>(size) : 0;
  }
  const bool whole = fd >= 0 && written == picture.bytes.size();
  const std::string why = whole ? "" : std::strerror(errno);
  if (fd >= 0 && ::close(fd) == 0 && whole) return path;
  if (fd >= 0) ::unlink(path.c_str());
  return unavailable("cannot write " + path + ": " + why);
}

}  // namespace openclaw::cli
