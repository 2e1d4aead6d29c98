// SPDX-License-Identifier: MIT
#include "core/json/scan.hpp"

#include <array>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <openclaw/ascii.hpp>

#include "core/json/utf8.hpp"

namespace openclaw {
namespace {

// The four hexadecimal digits at the start of `text`.
std::optional<unsigned> hex4(std::string_view text) {
  unsigned value = 0;
  if (text.size() < 4) return std::nullopt;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + 4, value, 16);
  if (problem != std::errc() || end != text.data() + 4) return std::nullopt;
  return value;
}

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

// The open containers, innermost last. A flat array, which the depth limit keeps small, so that
// nothing is allocated for it.
struct JsonScanner::Nesting {
  struct Level {
    bool is_object;
    const char* key;     // of the member that is being read, as it stands in the text
    std::size_t number;  // the length of that key, or the index of the item
  };
  std::array<Level, kMaxDepth> levels;
  std::size_t open = 0;
  std::size_t around = 0;

  bool push(bool object) {
    if (open + around >= kMaxDepth) return false;
    levels[open++] = {object, nullptr, 0};
    return true;
  }
  Level& last() { return levels[open - 1]; }
  [[nodiscard]] std::string place() const;
};

std::string JsonScanner::Nesting::place() const {
  constexpr std::size_t kShown = 512;  // bytes
  std::string place;
  for (std::size_t i = 0; i < open && place.size() < kShown; ++i) {
    const Level& level = levels[i];
    place += '/';
    if (!level.is_object) {
      place += std::to_string(level.number);
    } else {
      std::string scratch;
      place += utf8_clip(text_of({level.key, level.number}, scratch), kShown);
    }
  }
  return std::string(utf8_clip(place, kShown));
}

void JsonScanner::note(const Nesting& nesting, std::string text) {
  if (!oddity_) oddity_.emplace(JsonOddity{nesting.place(), std::move(text)});
}

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
  if (c == '"') return leaf_string(nesting);
  if (c == 't') return literal("true");
  if (c == 'f') return literal("false");
  if (c == 'n') return literal("null");
  if (c != '{' && c != '[') return leaf_number(nesting);
  if (!nesting.push(c == '{')) return fail("nested too deep (more than 512 levels)");
  ++at_;
  skip_space();
  if (take(c == '{' ? '}' : ']')) {
    --nesting.open;
    return true;
  }
  opened = true;
  if (c != '{') return true;
  if (unambiguous_) keys_.open();
  return member_key(nesting);
}

bool JsonScanner::leaf_number(const Nesting& nesting) {
  constexpr std::ptrdiff_t kMostDigits = 63;  // cJSON, which plugins use, reads no more
  const char* const from = at_;
  if (!number()) return false;
  if (unambiguous_ && at_ - from > kMostDigits) {
    note(nesting, "must not be a number of more than 63 characters");
  }
  return true;
}

bool JsonScanner::leaf_string(const Nesting& nesting) {
  odd_string_ = nullptr;
  if (!string()) return false;
  if (unambiguous_ && odd_string_) note(nesting, std::string("must not contain ") + odd_string_);
  return true;
}

// Behind a value inside a container: the comma (and the next key), or the closing bracket.
bool JsonScanner::close_or_next(Nesting& nesting, bool& closed) {
  skip_space();
  const bool object = nesting.last().is_object;
  closed = take(object ? '}' : ']');
  if (closed) {
    --nesting.open;
    if (object && unambiguous_) check_keys(nesting);
    return true;
  }
  if (!take(',')) return fail(object ? "expected ',' or '}'" : "expected ',' or ']'");
  if (object) return member_key(nesting);
  ++nesting.last().number;
  return true;
}

void JsonScanner::check_keys(const Nesting& nesting) {
  constexpr std::size_t kShownKey = 256;  // bytes
  const std::optional<std::string> twice = keys_.close();
  if (!twice) return;
  note(nesting, "must not have property '" + std::string(utf8_clip(*twice, kShownKey)) + "' twice");
}

bool JsonScanner::member_key(Nesting& nesting) {
  skip_space();
  if (peek() != '"') return fail("expected a quoted key");
  const char* const from = at_;
  odd_string_ = nullptr;
  if (!string()) return false;
  const std::string_view raw(from, static_cast<std::size_t>(at_ - from));
  if (unambiguous_) keys_.add(raw);
  if (unambiguous_ && odd_string_) {
    --nesting.open;
    note(nesting, std::string("must not have a key with ") + odd_string_);
    ++nesting.open;
  }
  nesting.last().key = raw.data();
  nesting.last().number = raw.size();
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
  if (!oc::is_digit(peek())) return fail("expected a digit");
  while (oc::is_digit(peek())) ++at_;
  return true;
}

bool JsonScanner::number() {
  const bool negative = take('-');
  if (!negative && !oc::is_digit(peek())) return fail("unexpected character");
  if (!take('0') && !digits()) return false;
  if (oc::is_digit(peek())) return fail("a number must not start with 0");
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
  if (c == 'u') return unicode_escape();
  constexpr std::string_view kShort = "\"\\/bfnrt";
  if (at_end() || kShort.find(c) == std::string_view::npos) return fail("unknown escape");
  ++at_;
  return true;
}

// Stands at the u.
bool JsonScanner::unicode_escape() {
  const std::optional<unsigned> unit = hex4({at_ + 1, static_cast<std::size_t>(end_ - at_ - 1)});
  if (!unit) return fail("\\u needs four hexadecimal digits");
  at_ += 5;
  if (*unit == 0) odd_string_ = "\\u0000";
  if (*unit < 0xD800 || *unit > 0xDFFF) return true;
  if (*unit > 0xDBFF || !low_surrogate()) odd_string_ = "half of a surrogate pair";
  return true;
}

// Moves over the second half of a pair when it is next.
bool JsonScanner::low_surrogate() {
  const std::string_view rest(at_, static_cast<std::size_t>(end_ - at_));
  if (!rest.starts_with("\\u")) return false;
  const std::optional<unsigned> unit = hex4(rest.substr(2));
  if (!unit || *unit < 0xDC00 || *unit > 0xDFFF) return false;
  at_ += 6;
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

std::string oddity_text(const JsonOddity& oddity) {
  return "at " + (oddity.place.empty() ? "root" : oddity.place) + ": " + oddity.text;
}

std::string ambiguity_of(std::string_view text) {
  JsonScanner scanner(text, JsonRules::kUnambiguous);
  if (!scanner.value(0)) return "must be JSON";
  scanner.skip_space();
  if (!scanner.at_end()) return "must be JSON";
  const std::optional<JsonOddity> oddity = scanner.take_oddity();
  return oddity ? oddity_text(*oddity) : std::string();
}

}  // namespace openclaw
