// SPDX-License-Identifier: MIT
// `openclaw nodes canvas snapshot`: a picture of what a node shows, put into a file.
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "cli/nodes_canvas.hpp"
#include "core/base64.hpp"
#include "core/ids.hpp"

namespace openclaw::cli {
namespace {

struct Picture {
  std::string format;  // "png" or "jpeg"
  std::string bytes;
};

std::string temporary_directory() {
  const char* named = std::getenv("TMPDIR");
  return named != nullptr && *named == '/' ? named : "/tmp";
}

// Appends maxWidth and quality where they are given.
Status add_limits(const Arguments& arguments, JsonWriter& w) {
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

Result<std::string> read_params(const Arguments& arguments) {
  const std::string format = arguments.value("format").value_or("jpg");
  if (format != "png" && format != "jpg" && format != "jpeg") {
    return invalid_request("Invalid --format. Use png, jpg or jpeg.");
  }
  JsonWriter w;
  w.object().key("format").value(format == "png" ? "png" : "jpeg");
  const Status limited = add_limits(arguments, w);
  if (!limited) return limited.error();
  return w.end().take();
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

// The path of a new file that only its owner reads.
Result<std::string> write_new_file(const Picture& picture) {
  const std::string path = temporary_directory() + "/openclaw-canvas-snapshot-" + random_uuid() +
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

Result<Picture> take_picture(const Arguments& arguments) {
  const auto params = read_params(arguments);
  if (!params) return params.error();
  const auto answer = ask_canvas(arguments, "canvas.snapshot", *params);
  if (!answer) return answer.error();
  return read_picture(payload_of(answer->get()).get());
}

int run_snapshot(const Arguments& arguments) {
  const auto picture = take_picture(arguments);
  if (!picture) return nodes_failed("canvas snapshot", picture.error());
  const auto path = write_new_file(*picture);
  if (!path) return nodes_failed("canvas snapshot", path.error());
  if (!arguments.has("json")) {
    std::printf("MEDIA:%s\n", path->c_str());
    return 0;
  }
  JsonTree tree(cJSON_CreateObject());
  cJSON* file = cJSON_AddObjectToObject(tree.get(), "file");
  cJSON_AddStringToObject(file, "path", path->c_str());
  cJSON_AddStringToObject(file, "format", picture->format.c_str());
  return print_tree(tree.get());
}

}  // namespace

Command nodes_snapshot_command() {
  Command command =
      nodes_leaf("snapshot", "Take a picture of the canvas and print MEDIA:<path>", run_snapshot,
                 {node_option(),
                  {"format", "<format>", "png, jpg or jpeg (default: jpg)", '\0', "png jpg jpeg"},
                  {"max-width", "<px>", "No wider than this"},
                  {"quality", "<number>", "How good a jpg is, from 0 to 1"},
                  {"invoke-timeout", "<ms>", "How long the node may take (default: 20000)"}},
                 "Longest wait in milliseconds (default: 60000)");
  command.detail = "The picture becomes a file in $TMPDIR or /tmp.";
  return command;
}

}  // namespace openclaw::cli
