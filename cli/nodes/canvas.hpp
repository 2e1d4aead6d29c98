// SPDX-License-Identifier: MIT
// What the commands of `openclaw nodes canvas` share.
#pragma once
#include <string>

#include "cli/nodes/nodes.hpp"

namespace openclaw::cli {

// Has the node execute a command of its canvas; `params` is JSON, or empty.
Result<JsonTree> ask_canvas(const Arguments& arguments, const char* command,
                            const std::string& params);

// Prints "canvas hide ok" or, with --json, the answer.
int canvas_done(const Arguments& arguments, const char* name, const Result<JsonTree>& answer,
                const std::string& more = {});

Command canvas_leaf(const char* name, const char* summary, int (*run)(const Arguments&),
                    std::vector<Option> own = {});

Command nodes_a2ui_command();
Command nodes_snapshot_command();

}  // namespace openclaw::cli
