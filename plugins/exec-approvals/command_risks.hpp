// SPDX-License-Identifier: MIT
// What is risky about one command, by its name and its words. Pure functions, any thread.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace approvals {

struct Risk {
  std::string kind;
  std::string label;  // empty: the kind says it
};

// The risks of a command with these words, its name first; only what is literal is given.
std::vector<Risk> risks_of(const std::vector<std::string>& words);

struct ShellCall {
  Risk risk;
  std::string script;
};
// `sh -c <script>` and its like.
std::optional<ShellCall> shell_call(const std::vector<std::string>& words);

}  // namespace approvals
