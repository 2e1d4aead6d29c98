// SPDX-License-Identifier: MIT
// The words of JSON5: white space, strings, identifiers and numbers. Each reader moves behind what
// it read and returns true, or notes what is wrong and where, and returns false. No I/O.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace openclaw {

class Json5Lexer {
 public:
  explicit Json5Lexer(std::string_view text) : text_(text) {}

  // White space and comments of both kinds.
  bool skip_space();
  // Moves over `c` when it is next.
  bool take(char c);
  // Moves over `word` when it is next and no identifier goes on behind it.
  bool take_word(std::string_view word);
  // The next byte, or NUL at the end.
  [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  [[nodiscard]] bool at_end() const { return at_ == text_.size(); }

  bool string(std::string& out);  // must stand at the opening quote
  bool identifier(std::string& out);
  bool number(double& out);

  // Notes that the next character does not belong here; always false.
  bool unexpected();
  // Notes `what` as the problem at the current place; always false.
  bool fail(std::string what);
  // `JSON5: <problem> at <line>:<column>`.
  [[nodiscard]] std::string problem() const;

 private:
  [[nodiscard]] std::string_view rest() const { return text_.substr(at_); }
  bool next_code_point(char32_t& out, std::size_t& size);
  void line_comment();
  bool block_comment();
  bool escape(std::string& out);
  bool escaped_digit();
  bool hex_digits(int count, char32_t& out);
  bool unicode_escape(char32_t& out);
  bool identifier_part(std::string& out);
  bool hexadecimal(double& out);
  bool decimal(double& out);
  bool digits();
  bool number_ends();

  std::string_view text_;
  std::size_t at_ = 0;
  std::string what_;
  std::size_t where_ = 0;
};

}  // namespace openclaw
