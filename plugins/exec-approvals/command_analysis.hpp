// SPDX-License-Identifier: MIT
// What a reviewer should know of a command line before allowing it. Pure functions, any thread.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace approvals {

struct CommandAnalysis {
  std::size_t commands = 0;  // of the command line itself
  std::size_t nested = 0;    // in substitutions, functions and `sh -c`
  std::vector<std::string> risks;
  std::vector<std::string> warnings;  // "Contains <risk>", with what it is where that helps
};

CommandAnalysis analyse_shell(std::string_view command);
CommandAnalysis analyse_argv(const std::vector<std::string>& argv);

std::string analysis_json(const CommandAnalysis& analysis);

}  // namespace approvals
