// SPDX-License-Identifier: MIT
#include "cli/completion.hpp"

namespace openclaw::cli {
namespace {

constexpr const char* kWalk = R"(
# The command that has been typed so far.
function __openclaw_path
    set -l words (commandline -opc)
    set -e words[1]
    set -l path openclaw
    set -l is_value 0
    for word in $words
        if test $is_value -eq 1
            set is_value 0
        else if contains -- "$path $word" $__openclaw_takes
            set is_value 1
        else if contains -- "$path $word" $__openclaw_paths
            set path "$path $word"
        end
    end
    echo $path
end

function __openclaw_at
    test (__openclaw_path) = "$argv"
end

complete -c openclaw -f
complete -c oclaw -w openclaw
)";

std::string fish_text(std::string_view raw) {
  std::string escaped;
  for (const char c : raw) escaped += c == '\\' ? std::string("\\\\") : std::string(1, c);
  return quoted(escaped, "\\'");
}

std::string begin_of(const Level& level) {
  return "complete -c openclaw -n " + fish_text("__openclaw_at " + level.path);
}

std::string option_line(const Level& level, const Option& option) {
  std::string out = begin_of(level) + " -l " + option.name;
  if (option.letter != '\0') out += std::string(" -s ") + option.letter;
  if (option.value != nullptr) out += is_file(option.value) ? " -r -F" : " -x";
  if (*option.choices != '\0') out += " -a " + fish_text(option.choices);
  return out + " -d " + fish_text(option.help) + "\n";
}

// The options of a level that a value follows, with its path before them.
std::string takes_of(const Level& level) {
  std::string out;
  for (const Option& option : level.command->options) {
    if (option.value == nullptr) continue;
    for (const std::string& name : spellings(option)) {
      out += " \\\n    " + fish_text(level.path + " " + name);
    }
  }
  return out;
}

std::string lines_of(const Level& level) {
  std::string out;
  for (const Command& inner : level.command->commands) {
    out += begin_of(level) + " -a " + inner.name + " -d " + fish_text(inner.summary) + "\n";
  }
  for (const Option& option : level.command->options) out += option_line(level, option);
  if (is_file(level.command->words)) out += begin_of(level) + " -F\n";
  return out;
}

}  // namespace

std::string fish_completion(const Command& root) {
  const std::vector<Level> levels = levels_of(root);
  std::string out = "# fish completion for openclaw, made by `openclaw completion fish`.\n";
  out += "set -g __openclaw_paths";
  for (const Level& level : levels) out += " \\\n    " + fish_text(level.path);
  out += "\nset -g __openclaw_takes";
  for (const Level& level : levels) out += takes_of(level);
  out += "\n";
  out += kWalk;
  for (const Level& level : levels) out += lines_of(level);
  return out;
}

}  // namespace openclaw::cli
