// SPDX-License-Identifier: MIT
#include "failure.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <openclaw/json.hpp>

#include "utf8_text.hpp"

namespace openai {
namespace {

constexpr std::size_t kMostShown = 300;

// One line of at most kMostShown bytes, cut between characters. Masked before it is cut: nobody
// finds a secret by its half.
std::string shown(std::string_view raw, const Secrets& secrets) {
  const std::string masked = secrets.masked(raw);
  const std::string_view text = masked;
  std::size_t end = std::min(text.size(), kMostShown);
  while (end > 0 && end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) {
    --end;
  }
  std::string out = sound_utf8(text.substr(0, end));
  std::replace_if(
      out.begin(), out.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  if (text.size() > kMostShown) out += "...";
  return out;
}

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

const char* kind_of(int status, std::string_view code, std::string_view message) {
  if (code == "context_length_exceeded" || has(message, "maximum context length")) {
    return "context_length";
  }
  if (code == "invalid_api_key" || status == 401 || status == 403) return "auth";
  if (status == 429 || code == "rate_limit_exceeded" || code == "insufficient_quota") {
    return "rate_limit";
  }
  if (status == 408 || status == 504) return "timeout";
  return status >= 400 && status < 500 ? "format" : "unknown";
}

// An empty purse stays empty.
bool passes(int status, std::string_view code) {
  if (code == "insufficient_quota") return false;
  return status == 408 || status == 409 || status == 425 || status == 429 || status >= 500;
}

std::string text_or_number(const cJSON* object, const char* key) {
  const cJSON* item = oc::get(object, key);
  if (cJSON_IsNumber(item)) return std::to_string(item->valueint);
  return std::string(oc::text(object, key));
}

Failure from(const cJSON* error, int status, const Secrets& secrets) {
  // Some servers have a text where the others have an object.
  const bool bare = cJSON_IsString(error);
  const std::string_view message = bare ? error->valuestring : oc::text(error, "message");
  std::string code = text_or_number(error, "code");
  if (code.empty()) code = oc::text(error, "type");
  if (status == 0) std::from_chars(code.data(), code.data() + code.size(), status);
  Failure out;
  out.kind = kind_of(status, code, message);
  out.retryable = passes(status, code) || code == "server_error" || code == "overloaded_error" ||
                  code == "rate_limit_exceeded";
  out.message = shown(message.empty() ? std::string_view(code) : message, secrets);
  return out;
}

}  // namespace

std::int64_t retry_after_ms(std::string_view header, std::int64_t now_s) {
  constexpr std::int64_t kMost = 86'400'000;
  const std::string text(header);
  if (text.empty()) return -1;
  char* end = nullptr;
  const double seconds = std::strtod(text.c_str(), &end);
  if (end != text.c_str() && *end == '\0') {
    if (!(seconds >= 0)) return -1;
    return static_cast<std::int64_t>(std::min(std::ceil(seconds * 1000), double{kMost}));
  }
  std::tm when{};
  if (!strptime(text.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &when)) return -1;
  return std::clamp<std::int64_t>((timegm(&when) - now_s) * 1000, 0, kMost);
}

Failure reported(std::string_view error_json, int status, const Secrets& secrets) {
  const oc::Json tree = oc::parse(error_json);
  const cJSON* inner = oc::get(tree.get(), "error");
  Failure out = from(inner ? inner : tree.get(), status, secrets);
  if (out.message.empty()) out.message = "the provider reported an error without a text";
  return out;
}

Failure refused(int status, std::string_view body, std::string_view retry_after, std::int64_t now_s,
                const Secrets& secrets) {
  const oc::Json answer = oc::parse(body);
  const cJSON* error = oc::get(answer.get(), "error");
  Failure out = from(error ? error : answer.get(), status, secrets);
  const std::string why = out.message.empty() ? shown(body, secrets) : out.message;
  out.message = "HTTP " + std::to_string(status) + (why.empty() ? "" : ": " + why);
  out.retry_after_ms = retry_after_ms(retry_after, now_s);
  return out;
}

Failure lost(std::string_view kind, std::string_view message) {
  Failure out;
  out.message = sound_utf8(message);
  out.retryable = kind == "resolve" || kind == "connect" || kind == "timeout" || kind == "closed";
  if (kind == "timeout") out.kind = "timeout";
  if (kind == "invalid") out.kind = "format";
  return out;
}

}  // namespace openai
