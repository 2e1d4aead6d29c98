// SPDX-License-Identifier: MIT
// openclaw/json.hpp - JSON for plugins in C++17: trees by cJSON, which the plugin links itself, and
// a writer that appends text. Header only; any thread.
#ifndef OPENCLAW_JSON_HPP
#define OPENCLAW_JSON_HPP

#include <cjson/cJSON.h>

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace oc {

struct JsonDelete {
  void operator()(cJSON *tree) const { cJSON_Delete(tree); }
};
using Json = std::unique_ptr<cJSON, JsonDelete>;

// nullptr when the text is no JSON. What comes from the gateway has been checked already.
inline Json parse(std::string_view text) {
  return Json(cJSON_ParseWithLength(text.data(), text.size()));
}
inline const cJSON *get(const cJSON *object, const char *key) {
  return cJSON_GetObjectItemCaseSensitive(object, key);
}
inline std::string_view text(const cJSON *object, const char *key, std::string_view fallback = {}) {
  const cJSON *item = get(object, key);
  return cJSON_IsString(item) ? std::string_view(item->valuestring) : fallback;
}
// Beyond 2^53 a JSON number is not exact: there it is held at that.
inline std::int64_t integer(const cJSON *object, const char *key, std::int64_t fallback) {
  constexpr double kMost = 9007199254740992.0;
  const cJSON *item = get(object, key);
  if (!cJSON_IsNumber(item)) return fallback;
  const double number = item->valuedouble;
  return static_cast<std::int64_t>(number > kMost ? kMost : number < -kMost ? -kMost : number);
}
inline bool flag(const cJSON *object, const char *key, bool fallback) {
  const cJSON *item = get(object, key);
  return cJSON_IsBool(item) ? cJSON_IsTrue(item) != 0 : fallback;
}

// A tree as text without spaces; `without_memory` where there is no memory for it.
inline std::string printed(const cJSON *tree, const char *without_memory = "null") {
  char *made = cJSON_PrintUnformatted(tree);
  std::string out = made ? made : without_memory;
  cJSON_free(made);
  return out;
}

// Appends one byte of a JSON string, escaped where it must be.
inline void append_escaped(std::string &out, char c) {
  const char *const from = "\"\\\n\r\t";
  const char *const to = "\"\\nrt";
  if (const char *found = c != '\0' ? std::strchr(from, c) : nullptr) {
    out += '\\';
    out += to[found - from];
  } else if (static_cast<unsigned char>(c) >= 0x20) {
    out += c;
  } else {
    char escape[8];
    std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(c));
    out += escape;
  }
}

// How many bytes at the start of `text` need no escape. Eight at a time: a byte b is below n
// exactly when (b - n) & ~b has its top bit; borrows only add false alarms above a byte that is a
// true one.
inline std::size_t plain_length(std::string_view text) {
  constexpr std::uint64_t ones = 0x0101010101010101U;
  std::size_t at = 0;
  for (; at + 8 <= text.size(); at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + at, sizeof word);
    const std::uint64_t quote = word ^ (ones * '"');
    const std::uint64_t slash = word ^ (ones * '\\');
    const std::uint64_t hits =
        ((word - ones * 0x20U) & ~word) | ((quote - ones) & ~quote) | ((slash - ones) & ~slash);
    if ((hits & (ones * 0x80U)) != 0) break;
  }
  while (at < text.size() && static_cast<unsigned char>(text[at]) >= 0x20 && text[at] != '"' &&
         text[at] != '\\') {
    ++at;
  }
  return at;
}

// Appends `text`, which is UTF-8, as a JSON string with its quotes.
inline void append_quoted(std::string &out, std::string_view text) {
  if (out.capacity() - out.size() < text.size() + 2) out.reserve(out.size() + text.size() + 2);
  out += '"';
  while (!text.empty()) {
    const std::size_t plain = plain_length(text);
    out.append(text.data(), plain);
    if (plain < text.size()) append_escaped(out, text[plain]);
    text.remove_prefix(plain < text.size() ? plain + 1 : plain);
  }
  out += '"';
}
inline std::string quoted(std::string_view text) {
  std::string out;
  append_quoted(out, text);
  return out;
}

// Writes one object: `Object().add("a", 1).add("b", "x").take()`.
class Object {
 public:
  // Makes room at once for what will be so long.
  Object &reserve(std::size_t bytes) {
    out_.reserve(bytes);
    return *this;
  }
  Object &raw(std::string_view key, std::string_view json) {
    append_quoted(begin(), key);
    out_ += ':';
    out_ += json;
    return *this;
  }
  Object &add(std::string_view key, std::string_view value) {
    append_quoted(begin(), key);
    out_ += ':';
    append_quoted(out_, value);
    return *this;
  }
  Object &add(std::string_view key, const char *value) { return add(key, std::string_view(value)); }
  Object &add(std::string_view key, bool value) { return raw(key, value ? "true" : "false"); }
  Object &add(std::string_view key, std::int64_t value) { return raw(key, std::to_string(value)); }
  Object &add(std::string_view key, int value) { return raw(key, std::to_string(value)); }
  Object &add(std::string_view key, std::uint64_t value) { return raw(key, std::to_string(value)); }
  // Leaves the member out when the value is empty.
  Object &add_some(std::string_view key, std::string_view value) {
    return value.empty() ? *this : add(key, value);
  }
  [[nodiscard]] std::string take() {
    if (out_.empty()) out_ = "{";
    out_ += '}';
    return std::move(out_);
  }

 private:
  std::string &begin() { return out_ += out_.empty() ? '{' : ','; }
  std::string out_;
};

}  // namespace oc

#endif
