// SPDX-License-Identifier: MIT
// The tree of commands: who reads which words of the command line, and the help of each level.
#pragma once
#include <string>
#include <vector>

#include "cli/arguments.hpp"

namespace openclaw::cli {

// Exit statuses besides 0. Whoever was ended by SIGINT says so as shells do.
inline constexpr int kFailed = 1;
inline constexpr int kInterrupted = 130;

struct Command {
  const char* name;
  const char* summary;          // one line, without a full stop
  const char* detail = "";      // further lines of its help
  const char* words = "";       // what stands for its words in the help: "<method>", "<file.so>"
  std::size_t word_count = 0;   // how many it needs; more are refused
  std::size_t spare_words = 0;  // but for so many
  std::vector<Option> options = {};
  int (*run)(const Arguments& arguments) = nullptr;  // nullptr: only with a subcommand
  std::vector<Command> commands = {};
};

// With one word that it needs: "<request>".
Command with_word(Command command, const char* word);

// Reads the command line and runs what it says; the result is the exit status.
int dispatch(const Command& root, const std::vector<char*>& argv);

// The help of the command at the end of `path`; the names in front of it stand in its usage line.
std::string help_text(const std::vector<const Command*>& path);

// Says on stderr what is wrong; the result is kFailed.
int fail(const std::string& message);

}  // namespace openclaw::cli
