// SPDX-License-Identifier: MIT
#include "cli/devices_text.hpp"

#include <array>
#include <cstdint>

#include "cli/display.hpp"
#include "core/json/utf8.hpp"

namespace openclaw::cli {
namespace {

constexpr std::size_t kMostShown = 60;  // bytes of a text that a device chose
constexpr std::size_t kIndent = 12;     // where the values stand

std::string label(std::string_view name) {
  std::string out = "  " + std::string(name) + ':';
  return out + std::string(kIndent - out.size(), ' ');
}

// The items with commas between them, line by line.
std::string list_line(std::string_view name, const cJSON* items) {
  std::string out = label(name);
  std::size_t column = kIndent;
  bool first = true;
  const cJSON* item = nullptr;
  cJSON_ArrayForEach(item, items) {
    if (!cJSON_IsString(item)) continue;
    const std::string text = shown(item->valuestring);
    if (!first) out += ',';
    if (!first && column + 2 + text.size() > kScreenWidth - 1) {
      out += '\n' + std::string(kIndent, ' ');
      column = kIndent;
    } else if (!first) {
      out += ' ';
      column += 2;
    }
    out += text;
    column += text.size();
    first = false;
  }
  return out + (first ? "none\n" : "\n");
}

std::string age(std::int64_t ms) {
  struct Unit {
    std::int64_t ms;
    const char* name;
  };
  static constexpr std::array<Unit, 4> kUnits = {
      {{86'400'000, " d"}, {3'600'000, " h"}, {60'000, " min"}, {1'000, " s"}}};
  for (const Unit& unit : kUnits) {
    if (ms >= unit.ms) return std::to_string(ms / unit.ms) + unit.name + " ago";
  }
  return "now";
}

std::string text_line(const char* name, const std::string& text) {
  return text.empty() ? "" : label(name) + text + '\n';
}

std::string face_lines(const cJSON* row) {
  const std::string_view own = json_string(row, "operatorLabel");
  std::string client = shown(json_string(row, "clientId"));
  const std::string platform = shown(json_string(row, "platform"));
  if (!platform.empty()) client += (client.empty() ? "" : " on ") + platform;
  return text_line("Name", shown(own.empty() ? json_string(row, "displayName") : own)) +
         text_line("Client", client) + text_line("Address", shown(json_string(row, "remoteIp"))) +
         list_line("Roles", json_get(row, "roles")) + list_line("Scopes", json_get(row, "scopes"));
}

std::string time_line(const char* name, const cJSON* row, const char* key, std::int64_t now_ms) {
  const std::int64_t ms = json_int(row, key, 0);
  return ms > 0 ? label(name) + age(now_ms - ms) + '\n' : "";
}

std::string token_lines(const cJSON* tokens) {
  std::string out;
  const cJSON* token = nullptr;
  cJSON_ArrayForEach(token, tokens) {
    if (!out.empty()) out += ", ";
    out += shown(json_string(token, "role"));
    if (json_int(token, "revokedAtMs", 0) > 0) out += " (revoked)";
  }
  return text_line("Tokens", out);
}

std::string pending_text(const cJSON* row, std::int64_t now_ms) {
  return shown(json_string(row, "requestId")) + '\n' +
         text_line("Device", std::string(json_string(row, "deviceId"))) + face_lines(row) +
         time_line("Asked", row, "ts", now_ms);
}

std::string paired_text(const cJSON* row, std::int64_t now_ms) {
  std::string out = std::string(json_string(row, "deviceId")) + '\n' + face_lines(row) +
                    token_lines(json_get(row, "tokens"));
  if (json_bool(row, "connected", false)) return out + text_line("Seen", "connected");
  return out + time_line("Seen", row, "lastSeenAtMs", now_ms);
}

std::string section(const char* title, const cJSON* rows,
                    std::string (*text)(const cJSON*, std::int64_t), std::int64_t now_ms) {
  const int count = cJSON_GetArraySize(rows);
  if (count == 0) return {};
  std::string out = std::string(title) + " (" + std::to_string(count) + ")\n";
  const cJSON* row = nullptr;
  cJSON_ArrayForEach(row, rows) out += '\n' + text(row, now_ms);
  return out;
}

}  // namespace

std::string shown(std::string_view text) { return printable(utf8_clip(text, kMostShown)); }

std::string devices_text(const cJSON* answer, std::int64_t now_ms) {
  const std::string pending = section("Pending", json_get(answer, "pending"), pending_text, now_ms);
  const std::string paired = section("Paired", json_get(answer, "paired"), paired_text, now_ms);
  if (pending.empty() && paired.empty()) return "No device pairing entries.\n";
  return pending + (pending.empty() || paired.empty() ? "" : "\n") + paired;
}

}  // namespace openclaw::cli
