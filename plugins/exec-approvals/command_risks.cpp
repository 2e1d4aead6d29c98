// SPDX-License-Identifier: MIT
#include "command_risks.hpp"

#include <algorithm>
#include <array>
#include <openclaw/text.hpp>

namespace approvals {
namespace {

using Words = std::vector<std::string>;

struct Evaluator {
  std::string_view names;  // separated by blanks
  std::string_view flags;
};

// Programs that run what stands behind one of their flags.
constexpr std::array<Evaluator, 14> kEvaluators = {{
    {"python python2 python3 pypy pypy3", "-c"},
    {"node nodejs bun deno", "-e --eval -p --print"},
    {"ruby lua osascript r rscript raku perl6 ghc ghci groovy", "-e"},
    {"perl", "-e -E"},
    {"php", "-r -B -E -R"},
    {"julia", "-e --eval --print -E"},
    {"elixir iex", "-e --eval --rpc-eval"},
    {"guile", "-c -e"},
    {"clojure clj", "-e --eval"},
    {"erl werl", "-eval -run -s"},
    {"gdb", "-ex -iex --eval-command -eval-command"},
    {"expect", "-c"},
    {"find", "-exec -execdir -ok -okdir"},
    {"make gmake", "-f --file --makefile --eval -E"},
}};
// Those whose first plain word is a program of their own.
constexpr std::string_view kProgramFirst = "awk gawk mawk nawk sed gsed";
// Programs that run the command that their other words are.
constexpr std::string_view kCarriers = "sudo doas xargs watch setsid stdbuf";
constexpr std::string_view kShells = "sh bash zsh dash ash ksh fish";

bool is_among(std::string_view word, std::string_view words) {
  while (!words.empty()) {
    const std::size_t blank = words.find(' ');
    if (words.substr(0, blank) == word) return true;
    words.remove_prefix(blank == std::string_view::npos ? words.size() : blank + 1);
  }
  return false;
}

std::string name_of(std::string_view path) { return oc::lower(path.substr(path.rfind('/') + 1)); }

// "python3.11" is python3, then python.
std::string without_version(const std::string& name) {
  const std::size_t end = name.find_last_not_of("0123456789.-");
  return end == std::string::npos ? name : name.substr(0, end + 1);
}

// The flag of `words` behind which code stands; empty: none.
std::string code_flag(const Words& words, std::string_view flags) {
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (words[i] == "--") break;
    const std::string flag = words[i].substr(0, words[i].find('='));
    if (is_among(flag, flags)) return flag;
  }
  return {};
}

bool has_plain_word(const Words& words) {
  return std::any_of(words.begin() + 1, words.end(),
                     [](const std::string& word) { return !word.empty() && word[0] != '-'; });
}

void add_evaluation(const Words& words, const std::string& name, std::vector<Risk>& out) {
  for (const Evaluator& one : kEvaluators) {
    if (!is_among(name, one.names) && !is_among(without_version(name), one.names)) continue;
    const std::string flag = code_flag(words, one.flags);
    if (!flag.empty()) out.push_back({"inline-eval", name + " " + flag});
    if (name == "find" && !flag.empty()) out.push_back({"command-carrier", "find " + flag});
    return;
  }
  if (is_among(name, kProgramFirst) && has_plain_word(words)) {
    out.push_back({"inline-eval", name + " <program>"});
  }
  if (name == "xargs") out.push_back({"inline-eval", "xargs <command>"});
}

}  // namespace

std::vector<Risk> risks_of(const Words& words) {
  std::vector<Risk> out;
  if (words.empty()) return out;
  const std::string name = name_of(words[0]);
  add_evaluation(words, name, out);
  if (is_among(name, kCarriers)) out.push_back({"command-carrier", name});
  if (name == "env") {
    const std::string flag = code_flag(words, "-S --split-string");
    if (!flag.empty()) out.push_back({"command-carrier", "env " + flag});
  }
  if (words[0] == "eval" || words[0] == "alias") out.push_back({words[0], ""});
  if (words[0] == "source" || words[0] == ".") out.push_back({"source", words[0]});
  return out;
}

std::optional<ShellCall> shell_call(const Words& words) {
  if (words.empty() || !is_among(name_of(words[0]), kShells)) return std::nullopt;
  for (std::size_t i = 1; i + 1 < words.size(); ++i) {
    const std::string& flag = words[i];
    if (flag.size() < 2 || flag[0] != '-') return std::nullopt;
    if (flag[1] == '-' || flag.back() != 'c') continue;
    return ShellCall{{"shell-wrapper", words[0] + " " + flag}, words[i + 1]};
  }
  return std::nullopt;
}

}  // namespace approvals
