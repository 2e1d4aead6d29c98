// SPDX-License-Identifier: MIT
#include "cli/commands.hpp"

int main(int argc, char** argv) {
  return openclaw::cli::dispatch(openclaw::cli::root_command(), {argv, argv + argc});
}
