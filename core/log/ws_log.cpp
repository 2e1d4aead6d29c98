// SPDX-License-Identifier: MIT
#include "core/log/ws_log.hpp"

#include <string>

#include "core/json/utf8.hpp"
#include "core/log/log.hpp"

namespace openclaw {
namespace {

constexpr std::uint64_t kSlowUs = 50'000;
constexpr std::size_t kLongestWord = 100;
constexpr std::size_t kLongestMessage = 400;

void put(std::string line) { log_line(LogLevel::info, "gateway/ws", line); }

// An id that people need not type: the first 8 and the last 4 of a long one.
std::string short_id(std::string_view id) {
  constexpr std::size_t kWhole = 12;
  if (id.size() <= kWhole) return std::string(id);
  return std::string(utf8_clip(id, 8)) + "\xE2\x80\xA6" + std::string(id.substr(id.size() - 4));
}

std::string ends(std::string_view raw_id, std::string_view connection) {
  std::string_view id = raw_id;
  if (id.size() >= 2 && id.front() == '"') id = id.substr(1, id.size() - 2);
  return " conn=" + short_id(connection) + " id=" + short_id(id);
}

std::string milliseconds(std::uint64_t us) { return std::to_string(us / 1000) + "ms"; }

}  // namespace

std::optional<WsLogStyle> parse_ws_log_style(std::string_view name) {
  if (name == "auto") return WsLogStyle::automatic;
  if (name == "full") return WsLogStyle::full;
  if (name == "compact") return WsLogStyle::compact;
  return std::nullopt;
}

void WsLog::request(std::string_view method, std::string_view raw_id,
                    std::string_view connection) const {
  if (!full_) return;
  put("← req " + std::string(utf8_clip(method, kLongestWord)) + ends(raw_id, connection));
}

void WsLog::answer(std::string_view method, std::string_view raw_id, std::string_view connection,
                   std::uint64_t took_us, const Error* error) const {
  if (!verbose_ && error == nullptr && took_us < kSlowUs) return;
  std::string line = full_ ? "→ res " : "⇄ res ";
  line += error ? "✗ " : "✓ ";
  line += utf8_clip(method, kLongestWord);
  line += ' ' + milliseconds(took_us);
  if (error) {
    line += " errorCode=" + error->code;
    line += " errorMessage=" + std::string(utf8_clip(error->message, kLongestMessage));
  }
  put(line + ends(raw_id, connection));
}

void WsLog::hello(std::string_view client, std::string_view mode,
                  std::string_view connection) const {
  if (!verbose_) return;
  put("→ hello-ok client=" + std::string(client) + " mode=" + std::string(mode) +
      " conn=" + short_id(connection));
}

void WsLog::event(std::string_view name, std::size_t receivers) const {
  if (!verbose_ || receivers == 0) return;
  put("→ event " + std::string(utf8_clip(name, kLongestWord)) +
      " clients=" + std::to_string(receivers));
}

void WsLog::broken_frame(std::string_view problem, std::string_view connection) const {
  put("parse-error " + std::string(utf8_clip(problem, kLongestMessage)) +
      " conn=" + short_id(connection));
}

}  // namespace openclaw
