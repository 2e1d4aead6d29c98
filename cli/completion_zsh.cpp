// SPDX-License-Identifier: MIT
#include <algorithm>

#include "cli/completion.hpp"

namespace openclaw::cli {
namespace {

// Read as a file of the function path it is the body of _openclaw; else it is being sourced.
constexpr const char* kZshTail = R"(
if [[ $funcstack[1] == _openclaw ]]; then
  _openclaw "$@"
else
  compdef _openclaw openclaw oclaw
fi
)";

std::string function_of(const std::string& path) {
  std::string name = "_" + path;
  std::replace(name.begin(), name.end(), ' ', '_');
  return name;
}

std::string zsh_text(std::string_view raw) { return quoted(raw, "'\\''"); }

// Brackets and colons mean something to _arguments and _describe.
std::string escaped(std::string_view raw) {
  std::string out;
  for (const char c : raw) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string action(std::string_view placeholder, std::string_view choices) {
  if (is_file(placeholder)) return "_files";
  return choices.empty() ? "" : "(" + std::string(choices) + ")";
}

// ":mode:(loopback lan)", or nothing for a flag.
std::string value_of(const Option& option) {
  if (option.value == nullptr) return {};
  const std::vector<std::string> names = placeholders(option.value);
  return ":" + escaped(names.empty() ? "value" : names.front()) + ":" +
         action(option.value, option.choices);
}

std::string option_lines(const Option& option) {
  const std::string value = value_of(option);
  const std::string rest = "[" + escaped(option.help) + "]" + value;
  const std::string name = std::string("--") + option.name;
  const std::string both = value.empty() ? name : name + "=";
  if (option.letter == '\0') return " \\\n    " + zsh_text(both + rest);
  const std::string letter = std::string("-") + option.letter;
  const std::string exclusive = "(" + letter + " " + name + ")";
  return " \\\n    " + zsh_text(exclusive + both + rest) + " \\\n    " +
         zsh_text(exclusive + letter + (value.empty() ? "" : "+") + rest);
}

std::string words_lines(const Command& command) {
  std::string out;
  std::size_t number = 1;
  for (const std::string& word : placeholders(command.words)) {
    out += " \\\n    " +
           zsh_text(std::to_string(number++) + ":" + escaped(word) + ":" + action("<" + word, ""));
  }
  return out;
}

std::string leaf(const Level& level) {
  std::string out = function_of(level.path) + "() {\n  _arguments -S";
  for (const Option& option : level.command->options) out += option_lines(option);
  return out + words_lines(*level.command) + "\n}\n";
}

std::string group(const Level& level) {
  std::string out = function_of(level.path) +
                    "() {\n  local curcontext=\"$curcontext\" context state state_descr line\n"
                    "  typeset -A opt_args\n  local -a commands\n  commands=(\n";
  for (const Command& inner : level.command->commands) {
    out += "    " + zsh_text(std::string(inner.name) + ":" + escaped(inner.summary)) + "\n";
  }
  out += "  )\n  _arguments -C -S";
  for (const Option& option : level.command->options) out += option_lines(option);
  out +=
      " \\\n    '1:command:->command' \\\n    '*::argument:->argument'\n  case $state in\n"
      "    command) _describe -t commands command commands ;;\n    argument)\n"
      "      case $line[1] in\n";
  for (const Command& inner : level.command->commands) {
    out += std::string("        ") + inner.name + ") " +
           function_of(level.path + " " + inner.name) + " ;;\n";
  }
  return out + "      esac\n      ;;\n  esac\n}\n";
}

}  // namespace

std::string zsh_completion(const Command& root) {
  std::string out =
      "#compdef openclaw oclaw\n"
      "# zsh completion for openclaw, made by `openclaw completion zsh`.\n";
  for (const Level& level : levels_of(root)) {
    out += "\n" + (level.command->commands.empty() ? leaf(level) : group(level));
  }
  return out + kZshTail;
}

}  // namespace openclaw::cli
