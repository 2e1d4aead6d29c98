// SPDX-License-Identifier: MIT
// Where the gateway keeps its things. Read from the environment once, at the start.
#pragma once
#include <string>

#include "core/error.hpp"

namespace openclaw {

struct Paths {
  std::string state_dir;        // OPENCLAW_STATE_DIR, else <home>/.openclaw (or an earlier name)
  std::string config_file;      // OPENCLAW_CONFIG_PATH, else <state_dir>/openclaw.json (likewise)
  std::string database;         // <state_dir>/state/gateway.sqlite
  std::string config_hash_key;  // <state_dir>/state/config-hash.key
  std::string made_token_note;  // <state_dir>/state/made-token, see is_local_open()
  std::string plugin_dir;       // where the shipped plugins are, seen from the running binary
};

// HOME counts first (OPENCLAW_HOME before it), then the password database. "~" at the start of a
// variable is expanded. The error says which variable to set.
Result<Paths> find_paths();

// The home directory as found above; empty when there is none.
std::string find_home();

// The value of a variable without the white space around it; empty counts as unset.
std::string trimmed_variable(const char* name);

// A path as people are shown it: "~" stands for the home directory.
std::string with_tilde(const std::string& path);

// The directory of the shipped plugins for a program in `program_directory`: "plugins" beside it
// in a build tree, else the installed one.
std::string find_plugin_dir(const std::string& program_directory);

// Takes the rights of others to an existing directory of this user's away.
void make_dir_private(const std::string& path);

// Creates the directory and its parents with mode 0700 where they are missing.
Status make_private_dir(const std::string& path);

}  // namespace openclaw
