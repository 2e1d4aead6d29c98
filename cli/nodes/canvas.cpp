// SPDX-License-Identifier: MIT
// `openclaw nodes canvas`: what a node shows.
#include "cli/nodes/canvas.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

#include "cli/display.hpp"

namespace openclaw::cli {
namespace {

// Appends x, y, width and height as given. The error names the one that is no number.
Status add_placement(const Arguments& arguments, JsonWriter& w) {
  constexpr std::array<const char*, 4> kKeys = {"x", "y", "width", "height"};
  bool open = false;
  for (const char* key : kKeys) {
    const auto text = arguments.value(key);
    if (!text) continue;
    double number = 0;
    const auto [end, problem] = std::from_chars(text->data(), text->data() + text->size(), number);
    if (problem != std::errc() || *end != '\0' || !std::isfinite(number)) {
      return invalid_request("Invalid --" + std::string(key) + ". Use a number, for example 100.");
    }
    if (!open) w.key("placement").object();
    open = true;
    w.key(key).value(number);
  }
  if (open) w.end();
  return Done{};
}

int run_present(const Arguments& arguments) {
  JsonWriter w;
  w.object();
  if (const auto target = arguments.value("target")) w.key("url").value(*target);
  const Status placed = add_placement(arguments, w);
  if (!placed) return nodes_failed("canvas present", placed.error());
  return canvas_done(arguments, "present", ask_canvas(arguments, "canvas.present", w.end().str()));
}

int run_hide(const Arguments& arguments) {
  return canvas_done(arguments, "hide", ask_canvas(arguments, "canvas.hide", ""));
}

int run_navigate(const Arguments& arguments) {
  JsonWriter w;
  w.object().key("url").value(arguments.words().front());
  return canvas_done(arguments, "navigate",
                     ask_canvas(arguments, "canvas.navigate", w.end().str()));
}

int run_eval(const Arguments& arguments) {
  const bool by_word = !arguments.words().empty();
  if (by_word == arguments.has("js")) {
    return nodes_failed("canvas eval", invalid_request("give the JavaScript once: as a word or "
                                                       "with --js"));
  }
  JsonWriter w;
  w.object().key("javaScript").value(by_word ? arguments.words().front() : *arguments.value("js"));
  const auto answer = ask_canvas(arguments, "canvas.eval", w.end().str());
  if (!answer || arguments.has("json")) return canvas_done(arguments, "eval", answer);
  const JsonTree payload = payload_of(answer->get());
  const cJSON* result = json_get(payload.get(), "result");
  const bool text = cJSON_IsString(result) && *result->valuestring != '\0';
  if (!text && (!result || cJSON_IsNull(result) || cJSON_IsString(result))) {
    return canvas_done(arguments, "eval", answer);
  }
  const std::string shown = text ? result->valuestring : print_json(result);
  std::puts(printable_lines(shown).c_str());
  return 0;
}

}  // namespace

Result<JsonTree> ask_canvas(const Arguments& arguments, const char* command,
                            const std::string& params) {
  const bool picture = std::string_view(command) == "canvas.snapshot";
  const auto invoke_ms = picture ? std::optional<std::int64_t>(20'000) : std::nullopt;
  return ask_node(arguments, {command, params, "", std::nullopt},
                  picture ? 60'000 : kDefaultTimeoutMs, invoke_ms);
}

int canvas_done(const Arguments& arguments, const char* name, const Result<JsonTree>& answer,
                const std::string& more) {
  if (!answer) return nodes_failed("canvas " + std::string(name), answer.error());
  if (arguments.has("json")) return print_tree(answer->get());
  std::printf("canvas %s ok%s\n", name, more.c_str());
  return 0;
}

Command canvas_leaf(const char* name, const char* summary, int (*run)(const Arguments&),
                    std::vector<Option> own) {
  own.insert(own.begin(), node_option());
  own.push_back({"invoke-timeout", "<ms>", "How long the node may take"});
  return nodes_leaf(name, summary, run, std::move(own));
}

Command nodes_canvas_command() {
  Command eval = canvas_leaf("eval", "Execute JavaScript in the canvas", run_eval,
                             {{"js", "<code>", "The JavaScript"}});
  eval.words = "[<code>]";
  eval.spare_words = 1;
  Command command{"canvas", "Show something on the canvas of a node"};
  command.options = {{"help", nullptr, "Show this help", 'h'}};
  command.commands = {
      canvas_leaf("present", "Show the canvas", run_present,
                  {{"target", "<url>", "What to show: an address or a path"},
                   {"x", "<px>", "Where it stands from the left"},
                   {"y", "<px>", "Where it stands from the top"},
                   {"width", "<px>", "How wide it is"},
                   {"height", "<px>", "How high it is"}}),
      canvas_leaf("hide", "Hide the canvas", run_hide),
      with_word(canvas_leaf("navigate", "Show another page on the canvas", run_navigate), "<url>"),
      eval,
      nodes_snapshot_command(),
      nodes_a2ui_command()};
  return command;
}

}  // namespace openclaw::cli
