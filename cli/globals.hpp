// SPDX-License-Identifier: MIT
// What comes before the command: `--profile`, `--dev`, and variables from `.env` files.
#pragma once
#include <vector>

#include "core/error.hpp"

namespace openclaw::cli {

// Takes --profile, --dev and --no-color from before the first word of the command line and sets the
// variables that they stand for. `gateway --dev` sets those of --dev, and keeps its word. The
// error's message is for the user.
Status take_globals(std::vector<char*>& argv);

}  // namespace openclaw::cli
