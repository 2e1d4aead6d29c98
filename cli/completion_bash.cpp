// SPDX-License-Identifier: MIT
#include "cli/completion.hpp"

namespace openclaw::cli {
namespace {

constexpr const char* kHead = R"(# bash completion for openclaw, made by `openclaw completion bash`.

)";

// bash splits `--bind=lan` into three words.
constexpr const char* kBashTail = R"(
_openclaw_offer() {
  if [[ $1 == @file ]]; then
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -f -- "$2")
  else
    mapfile -t COMPREPLY < <(compgen -W "$1" -- "$2")
  fi
}

_openclaw() {
  local commands options takes words choices='' word path=openclaw i=1
  local cur=${COMP_WORDS[COMP_CWORD]}
  COMPREPLY=()
  _openclaw_level "$path"
  while ((i < COMP_CWORD)); do
    word=${COMP_WORDS[i++]}
    if [[ $word == -* ]]; then
      [[ " $takes " == *" $word "* ]] || continue
      [[ ${COMP_WORDS[i]} == '=' ]] && ((++i))
      if ((i >= COMP_CWORD)); then
        [[ $cur == '=' ]] && cur=''
        _openclaw_values "$path $word"
        _openclaw_offer "$choices" "$cur"
        return
      fi
      ((++i))
    elif [[ " $commands " == *" $word "* ]]; then
      path+=" $word"
      _openclaw_level "$path"
    fi
  done
  if [[ $cur == -* ]]; then
    _openclaw_offer "$options" "$cur"
  else
    _openclaw_offer "${commands:-${words:-$options}}" "$cur"
  fi
}

complete -F _openclaw openclaw oclaw
)";

void append_word(std::string& list, const std::string& word) {
  list += (list.empty() ? "" : " ") + word;
}

std::string assignment(const char* name, const std::string& list) {
  return list.empty() ? "" : std::string("      ") + name + "='" + list + "'\n";
}

// What stands for its words: its files, or nothing that this can know.
std::string offered_words(const Command& command) {
  if (*command.words == '\0') return {};
  return is_file(command.words) ? "@file" : " ";
}

std::string level_case(const Level& level) {
  std::string commands;
  std::string options;
  std::string takes;
  for (const Command& inner : level.command->commands) append_word(commands, inner.name);
  for (const Option& option : level.command->options) {
    for (const std::string& name : spellings(option)) {
      append_word(options, name);
      if (option.value != nullptr) append_word(takes, name);
    }
  }
  return "    '" + level.path + "')\n" + assignment("commands", commands) +
         assignment("options", options) + assignment("takes", takes) +
         assignment("words", offered_words(*level.command)) + "      ;;\n";
}

std::string value_cases(const Level& level) {
  std::string out;
  for (const Option& option : level.command->options) {
    if (option.value == nullptr) continue;
    const std::string choices = is_file(option.value) ? "@file" : option.choices;
    if (choices.empty()) continue;
    for (const std::string& name : spellings(option)) {
      out += "    '" + level.path + " " + name + "') choices='" + choices + "' ;;\n";
    }
  }
  return out;
}

}  // namespace

std::string bash_completion(const Command& root) {
  const std::vector<Level> levels = levels_of(root);
  std::string out = kHead;
  out += "_openclaw_level() {\n  commands='' options='' takes='' words=''\n  case $1 in\n";
  for (const Level& level : levels) out += level_case(level);
  out += "  esac\n}\n\n_openclaw_values() {\n  case $1 in\n";
  for (const Level& level : levels) out += value_cases(level);
  return out + "  esac\n}\n" + kBashTail;
}

}  // namespace openclaw::cli
