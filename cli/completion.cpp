// SPDX-License-Identifier: MIT
#include "cli/completion.hpp"

#include <cstdio>

#include "cli/commands.hpp"

namespace openclaw::cli {
namespace {

using Writer = std::string (*)(const Command& root);

void collect(const Command& command, const std::string& path, std::vector<Level>& out) {
  out.push_back({path, &command});
  for (const Command& inner : command.commands) collect(inner, path + " " + inner.name, out);
}

int print(Writer writer) {
  const Command root = root_command();
  std::fputs(writer(root).c_str(), stdout);
  return 0;
}

int run_bash(const Arguments& /*arguments*/) { return print(bash_completion); }
int run_fish(const Arguments& /*arguments*/) { return print(fish_completion); }
int run_zsh(const Arguments& /*arguments*/) { return print(zsh_completion); }

int run_named(const Arguments& arguments) {
  const std::string shell = arguments.value("shell").value_or("zsh");
  if (shell == "bash") return run_bash(arguments);
  if (shell == "fish") return run_fish(arguments);
  if (shell == "zsh") return run_zsh(arguments);
  return fail("Invalid --shell (use \"bash\", \"fish\", or \"zsh\")");
}

Command shell_command(const char* name, const char* summary, const char* detail,
                      int (*run)(const Arguments&)) {
  Command command{name, summary, detail};
  command.options = {{"help", nullptr, "Show this help", 'h'}};
  command.run = run;
  return command;
}

}  // namespace

std::vector<Level> levels_of(const Command& root) {
  std::vector<Level> levels;
  collect(root, root.name, levels);
  return levels;
}

std::vector<std::string> placeholders(std::string_view words) {
  std::vector<std::string> found;
  while (true) {
    const std::size_t begin = words.find('<');
    const std::size_t end = words.find('>', begin);
    if (begin == std::string_view::npos || end == std::string_view::npos) return found;
    found.emplace_back(words.substr(begin + 1, end - begin - 1));
    words.remove_prefix(end + 1);
  }
}

bool is_file(std::string_view placeholder) { return placeholder.starts_with("<file"); }

std::vector<std::string> spellings(const Option& option) {
  std::vector<std::string> names{std::string("--") + option.name};
  if (option.letter != '\0') names.push_back(std::string("-") + option.letter);
  return names;
}

std::string quoted(std::string_view text, std::string_view escape) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') {
      out += escape;
    } else {
      out += c;
    }
  }
  return out + "'";
}

Command completion_command() {
  Command command{"completion", "Print what makes a shell complete this command line"};
  command.detail = "An installed gateway has brought it to its place already.";
  command.options = {
      {"shell", "<shell>", "bash, fish or zsh (default: zsh)", '\0', "bash fish zsh"},
      {"help", nullptr, "Show this help", 'h'}};
  command.run = run_named;
  command.commands = {
      shell_command("bash", "For bash", "Try it: source <(openclaw completion bash)", run_bash),
      shell_command("fish", "For fish", "Try it: openclaw completion fish | source", run_fish),
      shell_command("zsh", "For zsh", "Try it: source <(openclaw completion zsh)", run_zsh)};
  return command;
}

}  // namespace openclaw::cli
