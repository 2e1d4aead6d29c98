// SPDX-License-Identifier: MIT
#include "cli/commands.hpp"
#include "cli/env_files.hpp"
#include "cli/globals.hpp"

int main(int argc, char** argv) {
  using namespace openclaw::cli;
  std::vector<char*> words(argv, argv + argc);
  if (const auto taken = take_globals(words); !taken) return fail(taken.error().message);
  read_env_files();
  return dispatch(root_command(), words);
}
