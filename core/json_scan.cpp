// SPDX-License-Identifier: MIT
#include "core/json_scan.hpp"

#include <array>
#include <cstdint>
#include <cstring>

#include "core/utf8.hpp"

namespace openclaw {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

// True when one of the eight bytes is a quote, a backslash, a control character or not ASCII.
// A byte b is zero exactly when (b - 1) & ~b has its top bit; borrows only add false alarms above a
// byte that is a true one.
bool has_special(std::uint64_t word) {
  constexpr std::uint64_t kOnes = 0x0101010101010101U;
  constexpr std::uint64_t kTops = 0x8080808080808080U;
  const std::uint64_t quote = word ^ (kOnes * '"');
  const std::uint64_t slash = word ^ (kOnes * '\\');
  const std::uint64_t hits = ((word - kOnes * 0x20U) & ~word) | ((quote - kOnes) & ~quote) |
                             ((slash - kOnes) & ~slash) | word;
  return (hits & kTops) != 0;
}

}  // namespace

// The kinds of the open containers, innermost last. A flat array: frames are scanned without an
// allocation, and the depth limit keeps it small.
struct JsonScanner::Nesting {
  std::array<bool, kMaxDepth> is_object;
  std::size_t open = 0;
  std::size_t around = 0;

  bool push(bool object) {
    if (open + around >= kMaxDepth) return false;
    is_object[open++] = object;
    return true;
  }
  [[nodiscard]] bool in_object() const { return is_object[open - 1]; }
};

bool JsonScanner::fail(const char* problem) {
  if (problem_ == nullptr) problem_ = problem;
  return false;
}

void JsonScanner::skip_space() {
  while (at_ < end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\t' || *at_ == '\r')) ++at_;
}

bool JsonScanner::take(char c) {
  if (at_ == end_ || *at_ != c) return false;
  ++at_;
  return true;
}

bool JsonScanner::value(std::size_t depth) {
  Nesting nesting;  // NOLINT(cppcoreguidelines-pro-type-member-init): only pushed kinds are read
  nesting.around = depth;
  while (true) {
    bool opened = false;
    if (!leaf_or_open(nesting, opened)) return false;
    if (opened) continue;
    bool closed = true;
    while (closed) {
      if (nesting.open == 0) return true;
      if (!close_or_next(nesting, closed)) return false;
    }
  }
}

// Reads a whole value, or the opening of a container that holds something (and the first key).
bool JsonScanner::leaf_or_open(Nesting& nesting, bool& opened) {
  skip_space();
  if (at_end()) return fail("the text ends where a value is expected");
  ++values_;
  const char c = *at_;
  if (c == '"') return string();
  if (c == 't') return literal("true");
  if (c == 'f') return literal("false");
  if (c == 'n') return literal("null");
  if (c != '{' && c != '[') return number();
  if (!nesting.push(c == '{')) return fail("nested too deep (more than 512 levels)");
  ++at_;
  skip_space();
  if (take(c == '{' ? '}' : ']')) {
    --nesting.open;
    return true;
  }
  opened = true;
  return c != '{' || member_key();
}

// Behind a value inside a container: the comma (and the next key), or the closing bracket.
bool JsonScanner::close_or_next(Nesting& nesting, bool& closed) {
  skip_space();
  const bool object = nesting.in_object();
  closed = take(object ? '}' : ']');
  if (closed) {
    --nesting.open;
    return true;
  }
  if (!take(',')) return fail(object ? "expected ',' or '}'" : "expected ',' or ']'");
  return !object || member_key();
}

bool JsonScanner::member_key() {
  skip_space();
  if (peek() != '"') return fail("expected a quoted key");
  if (!string()) return false;
  skip_space();
  return take(':') || fail("expected ':' behind the key");
}

bool JsonScanner::literal(std::string_view word) {
  const std::string_view rest(at_, static_cast<std::size_t>(end_ - at_));
  if (rest.substr(0, word.size()) != word) return fail("unknown word; strings need quotes");
  at_ += word.size();
  return true;
}

bool JsonScanner::digits() {
  if (!is_digit(peek())) return fail("expected a digit");
  while (is_digit(peek())) ++at_;
  return true;
}

bool JsonScanner::number() {
  const bool negative = take('-');
  if (!negative && !is_digit(peek())) return fail("unexpected character");
  if (!take('0') && !digits()) return false;
  if (is_digit(peek())) return fail("a number must not start with 0");
  if (take('.') && !digits()) return false;
  if (!take('e') && !take('E')) return true;
  if (!take('+')) take('-');
  return digits();
}

bool JsonScanner::string() {
  ++at_;
  while (true) {
    std::uint64_t word = 0;
    while (end_ - at_ >= 8) {
      std::memcpy(&word, at_, sizeof word);
      if (has_special(word)) break;
      at_ += 8;
    }
    while (at_ < end_ && static_cast<unsigned char>(*at_) < 0x80 && *at_ >= ' ' && *at_ != '"' &&
           *at_ != '\\') {
      ++at_;
    }
    if (at_end()) return fail("the text ends inside a string");
    if (take('"')) return true;
    const auto byte = static_cast<unsigned char>(*at_);
    if (byte < 0x20) return fail("a control character in a string must be escaped");
    if (!(byte == '\\' ? escape() : non_ascii())) return false;
  }
}

bool JsonScanner::escape() {
  ++at_;
  const char c = peek();
  if (c == 'u') {
    if (end_ - at_ < 5) return fail("\\u needs four hexadecimal digits");
    for (int i = 1; i <= 4; ++i) {
      if (!is_hex(at_[i])) return fail("\\u needs four hexadecimal digits");
    }
    at_ += 5;
    return true;
  }
  constexpr std::string_view kShort = "\"\\/bfnrt";
  if (at_end() || kShort.find(c) == std::string_view::npos) return fail("unknown escape");
  ++at_;
  return true;
}

bool JsonScanner::non_ascii() {
  while (at_ < end_ && static_cast<unsigned char>(*at_) >= 0x80) {
    const std::size_t length = utf8_sequence({at_, static_cast<std::size_t>(end_ - at_)});
    if (length == 0) return fail("not UTF-8");
    at_ += length;
  }
  return true;
}

JsonScan scan_json(std::string_view text) {
  JsonScanner scanner(text);
  if (scanner.value(0)) {
    scanner.skip_space();
    if (!scanner.at_end()) scanner.fail("unexpected text behind the value");
  }
  return {scanner.problem(), scanner.offset(), scanner.values()};
}

}  // namespace openclaw
