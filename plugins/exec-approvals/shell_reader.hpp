// SPDX-License-Identifier: MIT
// Reads a command line of a POSIX shell as far as a reviewer needs it: which commands it has and
// what is special about them. It is no parser: what it takes for a command is shown, never run.
#pragma once
#include <cstddef>
#include <string_view>
#include <vector>

#include "command_risks.hpp"

namespace approvals {

struct ShellReading {
  std::size_t commands = 0;
  std::size_t nested = 0;
  std::vector<Risk> risks;  // in the order of the text, a command before what is in it
};

ShellReading read_shell(std::string_view text);

}  // namespace approvals
