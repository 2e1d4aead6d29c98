// SPDX-License-Identifier: MIT
// The one-pass validator behind every reader of JSON: RFC 8259, valid UTF-8, nesting up to
// kMaxDepth. Lone surrogates in \u escapes are accepted, as JSON.parse does. On request it also
// finds what readers of JSON understand in different ways: then it keeps the keys of the open
// objects, else it allocates nothing.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "core/client/frame.hpp"
#include "core/json/keys.hpp"

namespace openclaw {

// A key that an object has twice, U+0000, half of a surrogate pair, a number of more than 63
// characters.
struct JsonOddity {
  std::string place;  // "" for the value itself, "/a/0" inside of it
  std::string text;   // "must not ..."
};
// "at /a/0: must not ..."; the value itself is named "root".
std::string oddity_text(const JsonOddity& oddity);

enum class JsonRules { kJson, kUnambiguous };

class JsonScanner {
 public:
  explicit JsonScanner(std::string_view text, JsonRules rules = JsonRules::kJson)
      : begin_(text.data()),
        at_(begin_),
        end_(begin_ + text.size()),
        unambiguous_(rules == JsonRules::kUnambiguous) {}

  // Each of these moves behind what it read and returns true, or sets `problem` and returns false.
  // `value` skips white space in front; `depth` counts the containers around it.
  bool value(std::size_t depth);
  bool string();  // must stand at the opening quote

  void skip_space();
  // Moves over `c` when it is next.
  bool take(char c);
  // The next byte, or NUL at the end.
  [[nodiscard]] char peek() const { return at_ < end_ ? *at_ : '\0'; }
  [[nodiscard]] bool at_end() const { return at_ == end_; }
  // Sets the problem and returns false.
  bool fail(const char* problem);

  [[nodiscard]] std::size_t offset() const { return static_cast<std::size_t>(at_ - begin_); }
  [[nodiscard]] std::string_view since(std::size_t offset) const {
    return {begin_ + offset, this->offset() - offset};
  }
  [[nodiscard]] const char* problem() const { return problem_; }
  // How many values were read, keys not counted.
  [[nodiscard]] std::size_t values() const { return values_; }
  // The first oddity since the last call. Only for kUnambiguous; no reason to stop reading.
  std::optional<JsonOddity> take_oddity() { return std::exchange(oddity_, std::nullopt); }

 private:
  struct Nesting;
  bool leaf_string(const Nesting& nesting);
  bool leaf_number(const Nesting& nesting);
  void check_keys(const Nesting& nesting);
  void note(const Nesting& nesting, std::string text);
  bool leaf_or_open(Nesting& nesting, bool& opened);
  bool close_or_next(Nesting& nesting, bool& closed);
  bool member_key(Nesting& nesting);
  bool literal(std::string_view word);
  bool number();
  bool digits();
  bool escape();
  bool unicode_escape();
  bool low_surrogate();
  bool non_ascii();

  const char* begin_;
  const char* at_;
  const char* end_;
  const char* problem_ = nullptr;
  std::size_t values_ = 0;
  const char* odd_string_ = nullptr;  // what is odd about the string that was read last
  bool unambiguous_;
  JsonKeys keys_;
  std::optional<JsonOddity> oddity_;
};

struct JsonScan {
  const char* problem = nullptr;  // nullptr: exactly one JSON value
  std::size_t offset = 0;         // where the problem is
  std::size_t values = 0;
};
JsonScan scan_json(std::string_view text);

// Why `text` may not be handed to a reader that is not known, as `oddity_text` words it; empty when
// it may.
std::string ambiguity_of(std::string_view text);

}  // namespace openclaw
