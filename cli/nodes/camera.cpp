// SPDX-License-Identifier: MIT
// `openclaw nodes camera`: the cameras of a node, and a photo by one.
#include <cstdio>

#include "cli/display.hpp"
#include "cli/nodes/nodes.hpp"
#include "cli/nodes/picture.hpp"

namespace openclaw::cli {
namespace {

constexpr std::int64_t kCameraTimeoutMs = 60'000;
constexpr std::int64_t kCameraInvokeMs = 20'000;
constexpr std::int64_t kMostDelayMs = 10'000;
constexpr const char* kCameraTimeout = "Longest wait in milliseconds (default: 60000)";

int run_camera_list(const Arguments& arguments) {
  const auto answer =
      ask_node(arguments, {"camera.list", "{}", "", std::nullopt}, kCameraTimeoutMs, std::nullopt);
  if (!answer) return nodes_failed("camera list", answer.error());
  const JsonTree payload = payload_of(answer->get());
  const cJSON* devices = json_get(payload.get(), "devices");
  if (arguments.has("json")) {
    if (cJSON_IsArray(devices)) return print_tree(devices);
    std::puts("[]");
    return 0;
  }
  std::vector<Cells> rows;
  const cJSON* one = nullptr;
  cJSON_ArrayForEach(one, devices) {
    rows.push_back({printable(json_string(one, "name", "Unknown Camera")),
                    printable(json_string(one, "position", "unspecified")),
                    printable(json_string(one, "id"))});
  }
  const std::vector<Column> columns = {{"Name", 14}, {"Position", 10}, {"ID", 10}};
  std::fputs(rows.empty() ? "No cameras reported.\n" : fitted_table(columns, rows).c_str(), stdout);
  return 0;
}

// What stays the same for each photo; `facing` is asked for one by one.
Result<std::string> camera_params(const Arguments& arguments, const char* facing) {
  JsonWriter w;
  w.object().key("facing").value(facing).key("format").value("jpg");
  const Status limited = add_picture_limits(arguments, w);
  if (!limited) return limited.error();
  if (arguments.has("delay-ms")) {
    const auto delay = arguments.number("delay-ms", 2'000, 0, kMostDelayMs);
    if (!delay) return delay.error();
    w.key("delayMs").value(*delay);
  }
  if (const auto device = arguments.value("device-id")) w.key("deviceId").value(*device);
  return w.end().take();
}

Result<std::string> snap(const Arguments& arguments, const char* facing) {
  const auto params = camera_params(arguments, facing);
  if (!params) return params.error();
  const auto answer = ask_node(arguments, {"camera.snap", *params, "", std::nullopt},
                               kCameraTimeoutMs, kCameraInvokeMs);
  if (!answer) return answer.error();
  const auto picture = read_picture(payload_of(answer->get()).get());
  if (!picture) return picture.error();
  return write_picture(*picture, std::string("camera-snap-") + facing);
}

Result<std::vector<const char*>> read_facings(const Arguments& arguments) {
  const std::string facing = arguments.value("facing").value_or("both");
  if (facing == "front") return std::vector<const char*>{"front"};
  if (facing == "back") return std::vector<const char*>{"back"};
  if (facing != "both") return invalid_request("Invalid --facing. Use front, back or both.");
  if (arguments.has("device-id")) {
    return invalid_request("with --device-id say --facing front or back");
  }
  return std::vector<const char*>{"front", "back"};
}

int run_snap(const Arguments& arguments) {
  const auto facings = read_facings(arguments);
  if (!facings) return nodes_failed("camera snap", facings.error());
  JsonWriter files;
  files.object().key("files").array();
  std::string text;
  for (const char* facing : *facings) {
    const auto path = snap(arguments, facing);
    if (!path) return nodes_failed("camera snap", path.error());
    files.object().key("facing").value(facing).key("path").value(*path).end();
    text += "MEDIA:" + *path + '\n';
  }
  const auto tree = parse_json(files.end().end().str());
  if (arguments.has("json") && tree) return print_tree(tree->get());
  std::fputs(text.c_str(), stdout);
  return 0;
}

}  // namespace

Command nodes_camera_command() {
  Command command{"camera", "Use the cameras of a node"};
  command.options = {{"help", nullptr, "Show this help", 'h'}};
  command.commands = {
      nodes_leaf("list", "List the cameras of a node", run_camera_list, {node_option()},
                 kCameraTimeout),
      nodes_leaf("snap", "Take photos and print MEDIA:<path> for each", run_snap,
                 {node_option(),
                  {"facing", "<side>", "Which camera (default: both)", '\0', "front back both"},
                  {"device-id", "<id>", "The camera, as `nodes camera list` names it"},
                  {"max-width", "<px>", "No wider than this"},
                  {"quality", "<number>", "How good a jpg is, from 0 to 1"},
                  {"delay-ms", "<ms>", "How long to wait before it"},
                  {"invoke-timeout", "<ms>", "How long the node may take (default: 20000)"}},
                 kCameraTimeout)};
  return command;
}

}  // namespace openclaw::cli
