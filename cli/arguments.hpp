// SPDX-License-Identifier: MIT
// Options and words of a command line. A command's table of options is the one source for reading
// them and for its help.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"

namespace openclaw::cli {

struct Option {
  const char* name;             // without the dashes
  const char* value = nullptr;  // what stands for its value in the help, "<ms>"; nullptr: a flag
  const char* help = "";
  char letter = '\0';        // short form, NUL: none
  const char* choices = "";  // the values there are, with spaces between; empty: any
  bool many = false;         // given several times, its values are joined by commas
};

class Arguments {
 public:
  [[nodiscard]] bool has(std::string_view option) const;
  [[nodiscard]] std::optional<std::string> value(std::string_view option) const;
  // Each value of an option that may be given several times.
  [[nodiscard]] std::vector<std::string> all(std::string_view option) const;
  // The value as a whole number. The error names the option, the range and an example.
  [[nodiscard]] Result<std::int64_t> number(std::string_view option, std::int64_t fallback,
                                            std::int64_t least, std::int64_t most) const;
  [[nodiscard]] const std::vector<std::string>& words() const { return words_; }

  void set(std::string_view option, std::string value);
  void add(std::string_view option, std::string value);
  void set_words(std::vector<std::string> words) { words_ = std::move(words); }
  // An option that was given but is not in the table, or nothing.
  [[nodiscard]] std::optional<std::string> stranger(const std::vector<Option>& table) const;

 private:
  std::map<std::string, std::vector<std::string>, std::less<>> values_;
  std::vector<std::string> words_;
};

enum class Stop { at_end, at_first_word };

// Reads the options of `table` from `argv` (argv[0] is skipped) into `arguments`, and what is no
// option into its words; with Stop::at_first_word the first word ends the reading and the words are
// all that is left. The error's message says what is wrong, and what may have been meant.
Status read_arguments(const std::vector<char*>& argv, const std::vector<Option>& table, Stop stop,
                      Arguments& arguments);

// The candidate that `word` was probably meant to be, or empty.
std::string_view nearest(std::string_view word, const std::vector<std::string_view>& candidates);

}  // namespace openclaw::cli
