// SPDX-License-Identifier: MIT
// The one-pass validator behind every reader of JSON: RFC 8259, valid UTF-8, nesting up to
// kMaxDepth. It allocates nothing. Lone surrogates in \u escapes are accepted, as JSON.parse does.
#pragma once
#include <cstddef>
#include <string_view>

#include "core/frame.hpp"

namespace openclaw {

class JsonScanner {
 public:
  explicit JsonScanner(std::string_view text)
      : begin_(text.data()), at_(begin_), end_(begin_ + text.size()) {}

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

 private:
  struct Nesting;
  bool leaf_or_open(Nesting& nesting, bool& opened);
  bool close_or_next(Nesting& nesting, bool& closed);
  bool member_key();
  bool literal(std::string_view word);
  bool number();
  bool digits();
  bool escape();
  bool non_ascii();

  const char* begin_;
  const char* at_;
  const char* end_;
  const char* problem_ = nullptr;
  std::size_t values_ = 0;
};

struct JsonScan {
  const char* problem = nullptr;  // nullptr: exactly one JSON value
  std::size_t offset = 0;         // where the problem is
  std::size_t values = 0;
};
JsonScan scan_json(std::string_view text);

}  // namespace openclaw
