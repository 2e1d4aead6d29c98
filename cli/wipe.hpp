// SPDX-License-Identifier: MIT
// Removing files for good, and nothing but those that were meant.
#pragma once
#include <string>

#include "core/error.hpp"

namespace openclaw::cli {

// Removes `name`, with all below it, from the open directory `parent`. A symbolic link goes itself,
// what it leads to stays; another file system that is mounted there is an error.
Status wipe(int parent, const std::string& name);

}  // namespace openclaw::cli
