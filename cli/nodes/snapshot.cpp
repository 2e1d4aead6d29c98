// SPDX-License-Identifier: MIT
// `openclaw nodes canvas snapshot`: a picture of what a node shows, put into a file.
#include <cstdio>

#include "cli/nodes/canvas.hpp"
#include "cli/nodes/picture.hpp"

namespace openclaw::cli {
namespace {

Result<std::string> snapshot_params(const Arguments& arguments) {
  const std::string format = arguments.value("format").value_or("jpg");
  if (format != "png" && format != "jpg" && format != "jpeg") {
    return invalid_request("Invalid --format. Use png, jpg or jpeg.");
  }
  JsonWriter w;
  w.object().key("format").value(format == "png" ? "png" : "jpeg");
  const Status limited = add_picture_limits(arguments, w);
  if (!limited) return limited.error();
  return w.end().take();
}

Result<Picture> take_picture(const Arguments& arguments) {
  const auto params = snapshot_params(arguments);
  if (!params) return params.error();
  const auto answer = ask_canvas(arguments, "canvas.snapshot", *params);
  if (!answer) return answer.error();
  return read_picture(payload_of(answer->get()).get());
}

int run_snapshot(const Arguments& arguments) {
  const auto picture = take_picture(arguments);
  if (!picture) return nodes_failed("canvas snapshot", picture.error());
  const auto path = write_picture(*picture, "canvas-snapshot");
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
