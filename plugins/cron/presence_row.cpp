// SPDX-License-Identifier: MIT
#include "presence_row.hpp"

#include <charconv>

namespace cron {
namespace {

constexpr std::string_view kSeparator = " · ";
constexpr std::size_t kKeyBytes = 64;

struct Parsed {
  std::string host;
  std::string ip;
  std::string version;
  std::string mode;
  std::string reason;
  std::int64_t last_input = -1;
};

bool take_prefix(std::string_view& text, std::string_view prefix) {
  if (text.substr(0, prefix.size()) != prefix) return false;
  text.remove_prefix(prefix.size());
  return true;
}

// "name (ip)", or a name alone.
void read_host(std::string_view part, Parsed& out) {
  const std::size_t open = part.rfind(" (");
  if (open != std::string_view::npos && part.back() == ')') {
    out.ip = part.substr(open + 2, part.size() - open - 3);
    part = part.substr(0, open);
  }
  out.host = part;
}

void read_part(std::string_view part, Parsed& out) {
  if (take_prefix(part, "app ")) {
    out.version = part;
  } else if (take_prefix(part, "mode ")) {
    out.mode = part;
  } else if (take_prefix(part, "reason ")) {
    out.reason = part;
  } else if (take_prefix(part, "last input ")) {
    std::from_chars(part.data(), part.data() + part.size(), out.last_input);
  }
}

Parsed parse_text(std::string_view text) {
  Parsed out;
  const bool first = take_prefix(text, "Node: ");
  bool host = first;
  while (first && !text.empty()) {
    const std::size_t end = text.find(kSeparator);
    const std::string_view part = text.substr(0, end);
    if (std::exchange(host, false)) {
      read_host(part, out);
    } else {
      read_part(part, out);
    }
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + kSeparator.size());
  }
  return out;
}

void add_list(oc::Object& row, const cJSON* params, const char* member) {
  const cJSON* list = oc::get(params, member);
  if (!cJSON_IsArray(list)) return;
  std::string text = "[";
  const cJSON* item = nullptr;
  cJSON_ArrayForEach(item, list) {
    if (text.size() > 1) text += ',';
    text += oc::quoted(item->valuestring);
  }
  row.raw(member, text + ']');
}

}  // namespace

bool tells_presence(std::string_view text) { return text.substr(0, 6) == "Node: "; }

PresenceRow presence_row(const cJSON* params, std::int64_t now_ms) {
  const std::string_view text = oc::text(params, "text");
  const Parsed parsed = parse_text(text);
  const auto member = [params](const char* name, const std::string& said) {
    return oc::text(params, name, said);
  };
  const std::string_view host = member("host", parsed.host);
  oc::Object row;
  row.add_some("host", host).add_some("ip", member("ip", parsed.ip));
  row.add_some("version", member("version", parsed.version));
  for (const char* name : {"platform", "deviceFamily", "modelIdentifier"}) {
    row.add_some(name, oc::text(params, name));
  }
  row.add_some("mode", member("mode", parsed.mode));
  const std::int64_t idle = oc::integer(params, "lastInputSeconds", parsed.last_input);
  if (idle >= 0) row.add("lastInputSeconds", idle);
  row.add_some("reason", member("reason", parsed.reason));
  row.add_some("deviceId", oc::text(params, "deviceId"));
  for (const char* name : {"roles", "scopes", "tags"}) add_list(row, params, name);
  row.add_some("instanceId", oc::text(params, "instanceId"));
  row.add("text", text).add("ts", now_ms);
  std::string_view key = oc::text(params, "deviceId", oc::text(params, "instanceId", host));
  if (key.empty()) key = text.substr(0, kKeyBytes);
  return {std::string(key), row.take()};
}

}  // namespace cron
