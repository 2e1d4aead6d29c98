// SPDX-License-Identifier: MIT
// Environment variables in the configuration: the `env` block that sets them and the `${NAME}` that
// use them. No I/O, any thread.
#pragma once
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/json/json.hpp"

namespace openclaw {

// An environment variable; empty when it is not set.
using Environment = std::function<std::string(const char* name)>;

// That of the process.
std::string process_environment(const char* name);

// The variables that `env.vars` and `env` itself set, the former first. Left out are names that no
// variable can have, and those that would change how programs are loaded (LD_*, DYLD_*); each is
// told in `warnings`.
std::map<std::string, std::string> read_env_block(const cJSON* root,
                                                  std::vector<std::string>& warnings);

// Puts the values of variables in the place of every `${NAME}` in a text of the tree, NAME being
// [A-Z_][A-Z0-9_]*; `$${NAME}` becomes `${NAME}`. A reference to the environment, {source: "env",
// provider: "default", id: NAME}, becomes the value. What is unset or empty stays as it is, and is
// told in `warnings` with its path.
void substitute_variables(cJSON* root, const Environment& environment,
                          std::vector<std::string>& warnings);

}  // namespace openclaw
