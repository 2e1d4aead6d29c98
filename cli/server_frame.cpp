// SPDX-License-Identifier: MIT
#include "cli/server_frame.hpp"

#include "core/json/json.hpp"
#include "core/json/scan.hpp"

namespace openclaw::cli {
namespace {

// Names, ids and types hold no escapes as the gateway writes them.
std::string_view without_quotes(std::string_view raw) {
  return raw.size() >= 2 && raw.front() == '"' ? raw.substr(1, raw.size() - 2) : raw;
}

void keep(ServerFrame& frame, std::string_view key, std::string_view raw) {
  if (key == "type") frame.type = without_quotes(raw);
  if (key == "id") frame.id = without_quotes(raw);
  if (key == "event") frame.event = without_quotes(raw);
  if (key == "ok") frame.ok = raw == "true";
  if (key == "payload") frame.payload = raw;
  if (key == "error") frame.error = raw;
}

bool read_member(JsonScanner& scanner, ServerFrame& frame) {
  scanner.skip_space();
  const std::size_t key_from = scanner.offset();
  if (scanner.peek() != '"' || !scanner.string()) return false;
  const std::string_view key = without_quotes(scanner.since(key_from));
  scanner.skip_space();
  if (!scanner.take(':')) return false;
  scanner.skip_space();
  const std::size_t from = scanner.offset();
  if (!scanner.value(1)) return false;
  keep(frame, key, scanner.since(from));
  scanner.skip_space();
  return true;
}

}  // namespace

std::optional<ServerFrame> read_server_frame(std::string_view text) {
  JsonScanner scanner(text);
  ServerFrame frame;
  scanner.skip_space();
  if (!scanner.take('{')) return std::nullopt;
  do {
    if (!read_member(scanner, frame)) return std::nullopt;
  } while (scanner.take(','));
  if (!scanner.take('}')) return std::nullopt;
  return frame;
}

Error read_error(std::string_view json) {
  auto tree = parse_json(json);
  if (!tree || !cJSON_IsObject(tree->get()))
    return unavailable("the gateway refused, without a reason");
  Error error{std::string(json_string(tree->get(), "code")),
              std::string(json_string(tree->get(), "message", "no reason given"))};
  if (const cJSON* details = json_get(tree->get(), "details"))
    error.details_json = print_json(details);
  return error;
}

}  // namespace openclaw::cli
