// SPDX-License-Identifier: MIT
#include "core/json/json.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace openclaw {
namespace {

template <class... Format>
void append_number(std::string& out, Format... number) {
  std::array<char, 64> text;  // NOLINT(cppcoreguidelines-pro-type-member-init): to_chars fills it
  const auto done = std::to_chars(text.data(), text.data() + text.size(), number...);
  out.append(text.data(), done.ptr);
}

}  // namespace

const cJSON* json_get(const cJSON* object, const char* key) {
  if (!cJSON_IsObject(object)) return nullptr;
  return cJSON_GetObjectItemCaseSensitive(object, key);
}

std::string_view json_string(const cJSON* object, const char* key, std::string_view fallback) {
  const cJSON* member = json_get(object, key);
  if (!cJSON_IsString(member) || member->valuestring == nullptr) return fallback;
  return member->valuestring;
}

bool json_bool(const cJSON* object, const char* key, bool fallback) {
  const cJSON* member = json_get(object, key);
  return cJSON_IsBool(member) ? cJSON_IsTrue(member) != 0 : fallback;
}

std::int64_t json_int(const cJSON* object, const char* key, std::int64_t fallback) {
  const cJSON* member = json_get(object, key);
  if (!cJSON_IsNumber(member)) return fallback;
  const double number = member->valuedouble;
  constexpr double kLimit = 9223372036854775808.0;  // 2^63
  const bool fits = number >= -kLimit && number < kLimit;
  if (!fits || std::trunc(number) != number) return fallback;
  return static_cast<std::int64_t>(number);
}

void JsonWriter::separate() {
  if (!after_key_ && !first_) out_.push_back(',');
  after_key_ = false;
  first_ = false;
}

JsonWriter& JsonWriter::object() {
  separate();
  out_.push_back('{');
  closers_.push_back('}');
  first_ = true;
  return *this;
}

JsonWriter& JsonWriter::array() {
  separate();
  out_.push_back('[');
  closers_.push_back(']');
  first_ = true;
  return *this;
}

JsonWriter& JsonWriter::end() {
  if (closers_.empty()) return *this;
  out_.push_back(closers_.back());
  closers_.pop_back();
  first_ = false;
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  separate();
  append_json_string(out_, name);
  out_.push_back(':');
  after_key_ = true;
  return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
  separate();
  append_json_string(out_, text);
  return *this;
}

JsonWriter& JsonWriter::value(bool b) { return raw(b ? "true" : "false"); }

JsonWriter& JsonWriter::value(std::int64_t n) {
  separate();
  append_number(out_, n);
  return *this;
}

JsonWriter& JsonWriter::value(std::uint64_t n) {
  separate();
  append_number(out_, n);
  return *this;
}

// As JSON.stringify: plain digits between 1e-6 and 1e21, no minus zero, the fewest digits that
// read back as the same number.
JsonWriter& JsonWriter::value(double n) {
  if (!std::isfinite(n)) return null();
  const double size = std::abs(n);
  separate();
  if (size == 0) {
    out_.push_back('0');
  } else if (size >= 1e-6 && size < 1e21) {
    append_number(out_, n, std::chars_format::fixed);
  } else {
    append_number(out_, n, std::chars_format::scientific);
  }
  return *this;
}

JsonWriter& JsonWriter::null() { return raw("null"); }

JsonWriter& JsonWriter::raw(std::string_view json) {
  separate();
  out_.append(json);
  return *this;
}

}  // namespace openclaw
