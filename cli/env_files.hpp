// SPDX-License-Identifier: MIT
// `.env` files. Blocks: reads files.
#pragma once
#include <map>
#include <string>

#include "core/config/env.hpp"

namespace openclaw::cli {

// The variables of `.env` in the working directory, then of that in the state directory, the former
// first. That may be a stranger's: it gives secrets (*_KEY, *_TOKEN, *_SECRET, *_PASSWORD) and the
// gateway's own token, password and port, and nothing that changes where the program keeps its
// things, whom it talks to or what it loads. A file that cannot be read is told on stderr.
std::map<std::string, std::string> env_file_variables();
// Sets them in the environment of the process, where they are not set.
void read_env_files();

// What a process that is started now would have after read_env_files(), given the environment and
// the global options of this one. [any thread]
Environment fresh_environment();

}  // namespace openclaw::cli
