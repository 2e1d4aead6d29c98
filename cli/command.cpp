// SPDX-License-Identifier: MIT
#include "cli/command.hpp"

#include <array>
#include <cstdio>

#include "openclaw_build.h"

namespace openclaw::cli {
namespace {

using Path = std::vector<const Command*>;

int usage_error(const Path& path, const std::string& message) {
  std::string name;
  for (const Command* command : path) name += std::string(command->name) + " ";
  return fail("error: " + message + "\nRun `" + name + "--help` to see what there is.");
}

int show_help(const Path& path) {
  std::fputs(help_text(path).c_str(), stdout);
  return 0;
}

const Command* find(const Command& group, std::string_view name) {
  for (const Command& command : group.commands) {
    if (command.name == name) return &command;
  }
  return nullptr;
}

int unknown_command(const Path& path, const std::string& word) {
  std::vector<std::string_view> names;
  for (const Command& command : path.back()->commands) names.emplace_back(command.name);
  const std::string_view meant = nearest(word, names);
  return usage_error(path, "unknown command '" + word + "'" +
                               (meant.empty() ? "" : "\nDid you mean " + std::string(meant) + "?"));
}

int run_words(const Path& path, const Arguments& arguments) {
  const Command& command = *path.back();
  const std::vector<std::string>& words = arguments.words();
  if (words.size() < command.word_count) {
    return usage_error(path, "missing argument " + std::string(command.words));
  }
  const std::size_t most = command.word_count + command.spare_words;
  if (words.size() > most) {
    return usage_error(path, "unexpected argument '" + words[most] + "'");
  }
  if (command.run == nullptr) return show_help(path);
  return command.run(arguments);
}

int descend(Path path, const std::vector<char*>& argv, Arguments arguments) {
  const Command& command = *path.back();
  const bool group = !command.commands.empty();
  const auto read =
      read_arguments(argv, command.options, group ? Stop::at_first_word : Stop::at_end, arguments);
  if (!read) return usage_error(path, read.error().message);
  if (arguments.has("help")) return show_help(path);
  if (arguments.has("version")) {
    std::puts(OPENCLAW_VERSION);
    return 0;
  }
  // Options may stand before the subcommand that they are for: `gateway --port 1 run`.
  if (const auto stranger = arguments.stranger(command.options)) {
    return usage_error(path, "unknown option '--" + *stranger + "'");
  }
  if (!group || arguments.words().empty()) return run_words(path, arguments);
  const auto used = static_cast<std::ptrdiff_t>(argv.size() - arguments.words().size());
  const std::string word = arguments.words().front();
  const Command* inner = find(command, word);
  if (inner == nullptr && word == "help") {
    std::array<char, 7> option{"--help"};
    std::vector<char*> rest(argv.begin() + used + 1, argv.end());
    rest.insert(rest.begin(), argv.front());
    rest.push_back(option.data());
    return descend(std::move(path), rest, {});
  }
  if (inner == nullptr) return unknown_command(path, word);
  path.push_back(inner);
  return descend(std::move(path), {argv.begin() + used, argv.end()}, std::move(arguments));
}

}  // namespace

Command with_word(Command command, const char* word) {
  command.words = word;
  command.word_count = 1;
  return command;
}

int fail(const std::string& message) {
  std::fflush(stdout);
  std::fputs((message + "\n").c_str(), stderr);
  return kFailed;
}

int dispatch(const Command& root, const std::vector<char*>& argv) {
  return descend({&root}, argv, {});
}

}  // namespace openclaw::cli
