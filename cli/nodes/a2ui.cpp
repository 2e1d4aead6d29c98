// SPDX-License-Identifier: MIT
// `openclaw nodes canvas a2ui`: has a node draw messages of A2UI.
#include <algorithm>

#include "cli/nodes/a2ui_lines.hpp"
#include "cli/nodes/canvas.hpp"
#include "core/file.hpp"

namespace openclaw::cli {
namespace {

constexpr std::size_t kMostStream = 8 * 1024 * 1024;

Result<std::string> read_messages(const Arguments& arguments) {
  if (arguments.has("jsonl") == arguments.has("text")) {
    return invalid_request("give either --jsonl <file> or --text <text>");
  }
  if (const auto text = arguments.value("text")) return a2ui_of_text(*text);
  const std::string path = *arguments.value("jsonl");
  auto content = read_file(path, kMostStream);
  if (!content) return content.error();
  if (!*content) return invalid_request("there is no file " + path);
  return std::move(**content);
}

int run_push(const Arguments& arguments) {
  const auto messages = read_messages(arguments);
  if (!messages) return nodes_failed("canvas a2ui push", messages.error());
  const auto count = check_a2ui(*messages);
  if (!count) return nodes_failed("canvas a2ui push", count.error());
  JsonWriter w;
  w.object().key("jsonl").value(*messages);
  // The older name of the two, which every app with a canvas knows.
  const auto answer = ask_canvas(arguments, "canvas.a2ui.pushJSONL", w.end().str());
  return canvas_done(arguments, "a2ui push", answer,
                     " (v0.8, " + std::to_string(*count) + " message" + (*count == 1 ? ")" : "s)"));
}

int run_reset(const Arguments& arguments) {
  return canvas_done(arguments, "a2ui reset", ask_canvas(arguments, "canvas.a2ui.reset", ""));
}

}  // namespace

Command nodes_a2ui_command() {
  Command command{"a2ui", "Draw messages of A2UI on the canvas"};
  command.options = {{"help", nullptr, "Show this help", 'h'}};
  command.commands = {canvas_leaf("push", "Have a node draw messages of A2UI v0.8", run_push,
                                  {{"jsonl", "<file>", "The messages, one a line"},
                                   {"text", "<text>", "A text to draw instead"}}),
                      canvas_leaf("reset", "Take away all that A2UI has drawn", run_reset)};
  return command;
}

}  // namespace openclaw::cli
