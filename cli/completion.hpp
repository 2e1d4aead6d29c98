// SPDX-License-Identifier: MIT
// What shells complete, written for each from the one table of commands.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "cli/command.hpp"

namespace openclaw::cli {

// A command and how it is reached, "openclaw gateway run".
struct Level {
  std::string path;
  const Command* command;
};
// All commands, outer before inner. They are those of `root`, which has to outlive them.
std::vector<Level> levels_of(const Command& root);

// The placeholders of `words`, "<path> <value>", without their brackets.
std::vector<std::string> placeholders(std::string_view words);
// "<file>", "<file.so>": the shell offers its files.
bool is_file(std::string_view placeholder);
// "--json", and "-h" besides where there is a letter.
std::vector<std::string> spellings(const Option& option);
// Between single quotes, with `escape` in the place of a quote.
std::string quoted(std::string_view text, std::string_view escape);

// The script of a shell; it serves `openclaw` and `oclaw`.
std::string bash_completion(const Command& root);
std::string zsh_completion(const Command& root);
std::string fish_completion(const Command& root);

}  // namespace openclaw::cli
