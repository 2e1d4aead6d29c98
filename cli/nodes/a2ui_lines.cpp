// SPDX-License-Identifier: MIT
#include "cli/nodes/a2ui_lines.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "cli/display.hpp"
#include "core/json/json.hpp"

namespace openclaw::cli {
namespace {

constexpr std::size_t kMostErrors = 10;
constexpr std::array<const char*, 4> kMessages = {"beginRendering", "surfaceUpdate",
                                                  "dataModelUpdate", "deleteSurface"};
constexpr std::array<const char*, 3> kNewMessages = {"createSurface", "updateComponents",
                                                     "updateDataModel"};

bool is_new(const cJSON* message) {
  const auto has = [message](const char* key) { return json_get(message, key) != nullptr; };
  return json_string(message, "version").starts_with("v0.9") ||
         std::any_of(kNewMessages.begin(), kNewMessages.end(), has);
}

std::string wrong_components(const cJSON* components) {
  if (!cJSON_IsArray(components) || cJSON_GetArraySize(components) == 0) {
    return "surfaceUpdate needs components, a list";
  }
  const cJSON* one = nullptr;
  cJSON_ArrayForEach(one, components) {
    if (json_string(one, "id").empty()) return "each component needs an id";
    if (!cJSON_IsObject(json_get(one, "component"))) {
      return "component \"" + cut(printable(json_string(one, "id")), 40) +
             "\" needs a component, like {\"Text\":{...}}";
    }
  }
  return {};
}

// What is wrong with a message; empty: nothing.
std::string wrong_message(const cJSON* message) {
  if (!cJSON_IsObject(message)) return "a message is a JSON object";
  const char* key = nullptr;
  for (const char* one : kMessages) {
    if (!json_get(message, one)) continue;
    if (key != nullptr) return std::string(key) + " and " + one + " are two messages";
    key = one;
  }
  if (key == nullptr) {
    return "a message is one of beginRendering, surfaceUpdate, dataModelUpdate, deleteSurface";
  }
  const cJSON* body = json_get(message, key);
  if (json_string(body, "surfaceId").empty()) return std::string(key) + " needs a surfaceId";
  if (std::string_view(key) == "surfaceUpdate") {
    return wrong_components(json_get(body, "components"));
  }
  if (std::string_view(key) == "beginRendering" && json_string(body, "root").empty()) {
    return "beginRendering needs a root, the id of a component";
  }
  if (std::string_view(key) == "dataModelUpdate" && !cJSON_IsArray(json_get(body, "contents"))) {
    return "dataModelUpdate needs contents, a list";
  }
  return {};
}

// The parser counts lines too, but it has seen one alone.
std::string no_json(const Error& error) {
  constexpr std::string_view kPlace = " at line 1 ";
  std::string message = error.message;
  if (const std::size_t at = message.find(kPlace); at != std::string::npos) {
    message.replace(at, kPlace.size(), " at ");
  }
  return message;
}

Error refused(const std::vector<std::string>& errors) {
  std::string message = "this is no A2UI v0.8:";
  for (std::size_t i = 0; i < std::min(errors.size(), kMostErrors); ++i) {
    message += "\n  " + errors[i];
  }
  if (errors.size() > kMostErrors) {
    message += "\n  and " + std::to_string(errors.size() - kMostErrors) + " more";
  }
  return invalid_request(message);
}

}  // namespace

Result<std::size_t> check_a2ui(std::string_view jsonl) {
  std::vector<std::string> errors;
  std::size_t count = 0;
  for (std::size_t number = 1; !jsonl.empty(); ++number) {
    const std::size_t size = std::min(jsonl.find('\n'), jsonl.size());
    const std::string_view line = jsonl.substr(0, size);
    jsonl.remove_prefix(std::min(size + 1, jsonl.size()));
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    ++count;
    const auto message = parse_json(line);
    const std::string place = "line " + std::to_string(number) + ": ";
    if (message && is_new(message->get())) {
      return invalid_request(place + "this is a message of A2UI v0.9; v0.8 is what nodes draw. " +
                             "Nothing was sent.");
    }
    const std::string wrong = message ? wrong_message(message->get()) : no_json(message.error());
    if (!wrong.empty()) errors.push_back(place + wrong);
  }
  if (!errors.empty()) return refused(errors);
  if (count == 0) return invalid_request("there are no messages in it");
  return count;
}

std::string a2ui_of_text(std::string_view text) {
  JsonWriter update;
  update.object().key("surfaceUpdate").object().key("surfaceId").value("main");
  update.key("components").array();
  update.object().key("id").value("root").key("component").object();
  update.key("Column").object().key("children").object().key("explicitList").array();
  update.value("text").end().end().end().end().end();
  update.object().key("id").value("text").key("component").object();
  update.key("Text").object().key("text").object().key("literalString").value(text).end();
  update.key("usageHint").value("body").end().end().end();
  update.end().end().end();
  return update.take() + "\n" + R"({"beginRendering":{"surfaceId":"main","root":"root"}})" + "\n";
}

}  // namespace openclaw::cli
